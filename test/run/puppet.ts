/** A member of a real run that lies as a test wants: the shipped machine, wire and links, with any deviation. */
import { AsTraitor } from "../../src/adversary/as-traitor.js";
import type { Deviation } from "../../src/adversary/deviation.js";
import type { Config } from "../../src/config/config.js";
import { nodeOptionsOf } from "../../src/config/options.js";
import { Run } from "../../src/config/run.js";
import { Lockstep, type LockstepMessage } from "../../src/core/lockstep.js";
import type { Input } from "../../src/core/machine.js";
import { monotonicMs } from "../../src/net/clock.js";
import { Links } from "../../src/net/links.js";
import { BitTree } from "../../src/protocols/om/bit-tree.js";
import type { OralReport } from "../../src/protocols/om/report.js";
import { OralMessages, oralMessages } from "../../src/protocols/om/rules.js";
import {
  Decoder,
  encodeDone,
  encodeReady,
  encodeReport,
  type Frame,
  frameBytesMax,
  type WireContext,
} from "../../src/wire/codec.js";
import type { DecodedReport } from "../../src/wire/message.js";

export const HONEST: Deviation<OralReport> = {
  lie: (honest) => honest,
  isLate: () => false,
  crashRound: null,
};

export class Puppet {
  readonly context: WireContext;
  readonly #options;
  readonly #machine: AsTraitor<OralReport>;
  #links: Links | null = null;

  constructor(config: Config, self: number, deviation: Deviation<OralReport>) {
    this.#options = nodeOptionsOf(new Run(config), self);
    const { group, hash, run, wire, roundTimeoutMs, startTimeoutMs } = this.#options;
    this.context = { group, hash, run, instance: 0, wire };
    const party = new OralMessages(new BitTree(group), self, this.#options.order);
    const timing = { roundTimeoutMs, startTimeoutMs };
    const honest = new Lockstep({ protocol: oralMessages, group, self, party, timing }, monotonicMs());
    this.#machine = new AsTraitor(honest, deviation, roundTimeoutMs);
  }

  async open(): Promise<void> {
    const { self, address, peers } = this.#options;
    const bytes = frameBytesMax(this.context);
    const decoder = new Decoder(this.context);
    const budget = { frames: 1000, bytes: 1000 * bytes };
    this.#links = await Links.open(
      { self, address, peers, frameBytesMax: bytes, budget },
      {
        onUp: (id) => this.#step({ kind: "peer", id, is: "heard" }),
        onFrame: (from, parts) => {
          const message = decoder.decode(from, parts);
          if (message?.kind === "ready")
            this.#step({ kind: "message", from, message: { kind: "ready", by: [from] } });
          if (message?.kind === "report")
            this.#step({ kind: "message", from, message: message as DecodedReport<OralReport> });
        },
        onFault: () => {},
      },
    );
  }

  close(): Promise<void> {
    return this.#links?.close() ?? Promise.resolve();
  }

  #step(input: Input<LockstepMessage<OralReport>>): void {
    for (const { to, message } of this.#machine.step(input, monotonicMs()).send)
      for (const peer of to) for (const frame of this.#framesOf(message)) this.#links?.send(peer, frame);
  }

  #framesOf(message: LockstepMessage<OralReport>): readonly Frame[] {
    const { self } = this.#options;
    if (message.kind === "ready") return [encodeReady(this.context, self)];
    if (message.kind === "done") return [encodeDone(this.context, self)];
    return message.report ? encodeReport(this.context, message.report) : [];
  }
}
