/** A member of a real run that lies as a test wants: the shipped driver, wire and links, with any deviation. */
import { nodeOptionsOf } from "../../src/cluster/options.js";
import type { Config } from "../../src/config/config.js";
import { type Arrival, type Deviation, Driver, type Effect } from "../../src/core/driver.js";
import { OralMessages } from "../../src/core/oral.js";
import type { Report } from "../../src/core/report.js";
import { Links } from "../../src/net/links.js";
import { monotonicMs } from "../../src/node/clock.js";
import {
  Decoder,
  encodeDone,
  encodeReady,
  encodeReport,
  frameBytesMax,
  type WireContext,
} from "../../src/wire/codec.js";

export const HONEST: Deviation<Report> = { lie: (honest) => honest, isLate: () => false, crashRound: null };

export class Puppet {
  readonly context: WireContext;
  readonly #options;
  readonly #driver: Driver<Report, Arrival<Report>>;
  #links: Links | null = null;

  constructor(config: Config, self: number, deviation: Deviation<Report>) {
    this.#options = nodeOptionsOf(config, self);
    const { group, peers, hash, run, wire, roundTimeoutMs, startTimeoutMs } = this.#options;
    this.context = { group, hash, run, instance: 0, wire };
    const same = (a: Arrival<Report>, b: Arrival<Report>) => a.report === b.report;
    const schedule = { peers: peers.map(({ id }) => id), m: group.m, roundTimeoutMs, startTimeoutMs, same };
    const protocol = new OralMessages(group, self, this.#options.order);
    this.#driver = new Driver({ self, protocol, schedule, deviation }, monotonicMs());
  }

  async open(): Promise<void> {
    const { self, address, peers } = this.#options;
    const bytes = frameBytesMax(this.context);
    const decoder = new Decoder(this.context);
    const budget = { frames: 1000, bytes: 1000 * bytes };
    this.#links = await Links.open(
      { self, address, peers, frameBytesMax: bytes, budget },
      {
        onUp: (peer) => this.#do(this.#driver.heard(peer, monotonicMs())),
        onFrame: (from, parts) => {
          const message = decoder.decode(from, parts);
          if (message === null) return;
          const now = monotonicMs();
          if (message.kind === "ready") this.#do(this.#driver.saidReady(from, now));
          if (message.kind === "report") {
            const { report, faults } = message as Pick<Arrival<Report>, "report" | "faults">;
            this.#do(this.#driver.report(from, message.round, { report, faults }, now));
          }
        },
        onFault: () => {},
      },
    );
  }

  close(): Promise<void> {
    return this.#links?.close() ?? Promise.resolve();
  }

  #do(effects: readonly Effect<Report>[]): void {
    const all = this.#options.peers.map(({ id }) => id);
    for (const effect of effects) {
      if (effect.kind === "send") {
        for (const frame of encodeReport(this.context, effect.report)) this.#links?.send(effect.to, frame);
      }
      if (effect.kind === "sayReady")
        for (const to of all) this.#links?.send(to, encodeReady(this.context, this.#options.self));
      if (effect.kind === "sayDone")
        for (const to of all) this.#links?.send(to, encodeDone(this.context, this.#options.self));
    }
  }
}
