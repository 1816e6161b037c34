/** A configuration with all that follows from it: made once, and handed on to whoever runs, estimates or tells it. */
import type { Group } from "../core/group.js";
import type { Protocol, Report, Values } from "../core/protocol.js";
import { type Plan, planOf, sentReportBytes, wireOf } from "../plan/plan.js";
import { drivenGroup, protocolOf } from "../protocols/index.js";
import { type Config, groupOf } from "./config.js";
import { configHash } from "./hash.js";

export class Run {
  readonly group: Group;
  /** as real processes drive it: a round may come in parts */
  readonly driven: Group;
  readonly protocol: Protocol<Report>;
  readonly wire: "json" | "packed";
  /** what each node is to give, where every node has a value of its own */
  readonly values: Values | undefined;
  #hash: string | undefined;
  #plan: Plan | undefined;

  constructor(readonly config: Config) {
    this.group = groupOf(config);
    this.protocol = protocolOf(config);
    this.wire = wireOf(this.group, config.wire);
    this.driven = this.wire === "packed" ? drivenGroup(this.group) : this.group;
    const { nodes, order } = config;
    this.values = this.protocol.everyone
      ? Object.fromEntries(nodes.map(({ id, value }) => [id, value ?? order]))
      : undefined;
  }

  get hash(): string {
    this.#hash ??= configHash(this.config);
    return this.#hash;
  }

  /** What it costs, with reports about as large as they are. */
  get plan(): Plan {
    this.#plan ??= planOf(this.driven, (round) => sentReportBytes(this.driven, this.wire, round));
    return this.#plan;
  }
}
