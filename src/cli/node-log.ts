/** What one node says in its own terminal: progress on stderr, and its decision, faults and tree at the end. */
import pc from "picocolors";
import type { Run } from "../config/run.js";
import type { Evidence } from "../core/evidence.js";
import type { Fault } from "../core/fault.js";
import type { NodeId, Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import type { Vector } from "../core/protocol.js";
import type { NodeOutcome, StampedEvent } from "../node/events.js";
import type { Unheard } from "../node/lookout.js";
import { protocolOf } from "../protocols/index.js";
import { vectorText } from "../protocols/vector/rules.js";
import { nameOf } from "../recording/named.js";
import { type Recording, runLineOf } from "../recording/recording.js";
import { faultText, heardText, nodesText } from "./live.js";
import { treeText } from "./story.js";

/** Peers whose reason is told; a group can have hundreds. */
const REASONS_MAX = 10;

/** A line for each peer that was looked for, with what to do about it. */
function whyText(why: readonly Unheard[]): string {
  const lines = why.slice(0, REASONS_MAX).map(({ id, what, fix }) => `\n  node ${id}: ${what}; ${fix}`);
  const rest = why.length - lines.length;
  return `${lines.join("")}${rest > 0 ? `\n  and ${rest} more` : ""}`;
}

export class NodeLog {
  /** two orders of the general, if this node saw both */
  evidence: Evidence | null = null;
  readonly #faults: Fault[] = [];
  #vector: Vector | undefined;
  /** values by digest, where orders are that */
  #contents: Contents | undefined;

  constructor(
    private readonly id: NodeId,
    private readonly run: Run,
    private readonly write: (line: string) => void,
  ) {}

  begin(hasKeys: boolean): void {
    const { nodes, general, m, traitors } = this.run.config;
    const title = this.run.protocol.title(m);
    const value = this.run.values?.[this.id];
    const role = this.id === general ? "the general" : "a lieutenant";
    const part =
      value === undefined
        ? `is ${role} (${title}, general ${general})`
        : `gives ${nameOf(value, this.run.config.contents)} (${title})`;
    const lie = traitors.find(({ id }) => id === this.id)?.strategy;
    const lies = lie === undefined ? "" : `; a traitor (${lie})`;
    this.write(`node ${this.id} of ${nodes.length} ${part}${lies}; waiting for its peers`);
    if (!hasKeys)
      this.write(
        pc.dim("no keys: this works on loopback addresses only, where peers are known by their ports"),
      );
  }

  event(event: StampedEvent): void {
    if (event.kind === "evidence") this.evidence = event.evidence;
    if (event.kind === "up" && event.note) {
      this.write(pc.yellow(`${event.note.what}\n  fix: ${event.note.fix}`));
    }
    if (event.kind === "start") this.write("started");
    if (event.kind === "waiting") this.write(this.#waiting(event));
    if (event.kind === "decide") {
      this.#vector = event.vector;
      this.#contents = event.contents && { ...this.run.config.contents, ...event.contents };
    }
    const hears = this.run.values !== undefined || this.id !== this.run.config.general;
    if (event.kind === "close" && hears) {
      this.write(`round ${event.round}: heard ${heardText(event, this.run.config.orders)}`);
    }
    if (event.kind === "late") {
      const { from, lateMs, round } = event;
      this.write(
        pc.yellow(`node ${from} was ${Math.ceil(lateMs)} ms late in round ${round}: counted as a traitor`),
      );
    }
    if (event.kind === "slow") {
      const stood = Math.round(event.stoodStillMs);
      this.write(pc.yellow(`this node stood still for ${stood} ms: too slow for the guarantee`));
    }
    if (event.kind === "fault") {
      this.#faults.push(event.fault);
      this.write(pc.yellow(`fault: ${faultText(event.fault)}`));
    }
  }

  #waiting({ unheard, why }: Extract<StampedEvent, { kind: "waiting" }>): string {
    return unheard.length > 0
      ? `still waiting for ${nodesText(unheard)}${whyText(why)}`
      : "all peers are up; waiting for their READY";
  }

  gaveUp({ missing, why }: Extract<NodeOutcome["end"], { kind: "gaveUp" }>): string {
    const others = missing.filter((id) =>
      this.#faults.some(({ from, kind }) => from === id && kind === "otherConfig"),
    );
    const fix =
      others.length > 0
        ? `${nodesText(others)} ${others.length === 1 ? "has" : "have"} another configuration: give all nodes the same file`
        : "start the missing nodes with the same configuration, or give a longer startTimeout";
    return `node ${this.id} did not start: ${nodesText(missing)} did not say READY in time${whyText(why)}\n  fix: ${fix}`;
  }

  json(order: Order, { traffic, attended }: NodeOutcome): object {
    const vector = this.#vector && { vector: this.#vector };
    const contents = this.#contents && { contents: this.#contents };
    const { missing: failed } = attended;
    return {
      ...{ version: 1, id: this.id, order, ...vector, ...contents },
      ...{ failed, tooManyFaults: failed.length > this.run.config.m, faults: this.#faults, traffic },
    };
  }

  /** A sentence where what it decided is worth nothing. */
  tooManyFaults({ attended: { missing } }: NodeOutcome): string | null {
    const { m } = this.run.config;
    if (missing.length <= m) return null;
    const cause = `${nodesText(missing)} failed at node ${this.id}, more than m = ${m}: nothing is guaranteed`;
    return `${cause}\n  fix: see why they were silent or late, and run again`;
  }

  text(order: Order, outcome: NodeOutcome, withTree: boolean): string {
    const tree = withTree ? `${treeText(this.#recordingOf(order, outcome), this.id)}\n\n` : "";
    const { combine } = this.run.config;
    const of = combine && this.#vector ? `, the ${combine} of ${vectorText(this.#vector)}` : "";
    return `${tree}node ${this.id} decides ${pc.bold(nameOf(order, this.#contents))}${of} (${this.#faultsText()})\n`;
  }

  #faultsText(): string {
    if (this.#faults.length === 0) return "no faults";
    const { m } = this.run.config;
    const late = [
      ...new Set(this.#faults.flatMap(({ kind, from }) => (kind === "late" && from ? [from] : []))),
    ];
    const counted = late.length === 0 ? "" : `; ${nodesText(late)} late: ${late.length} of m = ${m} used`;
    return `${this.#faults.length} ${this.#faults.length === 1 ? "fault" : "faults"}${counted}`;
  }

  /** What this node alone knows of the run. */
  #recordingOf(order: Order, { accepted }: NodeOutcome): Recording {
    const { group } = this.run;
    return {
      run: runLineOf(group, this.run.config.order, []),
      reports: accepted.map(({ round, from, report, relays: count }) => ({
        type: "report",
        at: 0,
        round,
        from,
        to: this.id,
        ...(report ? { relays: protocolOf(group).relaysOf(group, report) } : { count }),
      })),
      faults: [],
      decisions: [{ type: "decision", at: 0, node: this.id, order }],
    };
  }
}
