/** The reports that a node accepted, for its owner to record and to count. */
import type { Group, NodeId } from "../core/group.js";
import { ordersIn, type Report } from "../core/protocol.js";
import { protocolOf } from "../protocols/index.js";
import { RELAYS_SPELLED_OUT_MAX } from "../protocols/om/report.js";
import { isLetGo, paperRound } from "../protocols/om/slices.js";
import type { Accepted } from "./events.js";

export class Acceptances {
  readonly #all: Accepted[] = [];
  /** of reports that are let go, by round and sender: slices of one are counted together */
  readonly #counted = new Map<string, Accepted>();
  readonly #reports: number[] = [];
  readonly #group: Group;
  readonly #self: NodeId;

  constructor(group: Group, self: NodeId) {
    this.#group = group;
    this.#self = self;
  }

  get all(): readonly Accepted[] {
    return [...this.#all, ...this.#counted.values()];
  }

  take(atMs: number, report: Report): void {
    const { round, from } = report;
    const kind = protocolOf(this.#group);
    if (from !== this.#self) this.#reports[round] = (this.#reports[round] ?? 0) + 1;
    const relays = kind.relaysEach(this.#group, round);
    if (!isLetGo(this.#group, round)) {
      this.#all.push({ atMs, round, from, report, relays });
      return;
    }
    const key = `${paperRound(this.#group, round)} ${from}`;
    const before = this.#counted.get(key)?.relays ?? 0;
    const merged = {
      atMs,
      round: paperRound(this.#group, round),
      from,
      report: null,
      relays: before + relays,
    };
    this.#counted.set(key, merged);
  }

  /** What others told in `round`: how many reports, and how many relays of each order unless they cannot be counted. */
  in(round: number): { reports: number; told: number[] | null } {
    const reports = this.#reports[round] ?? 0;
    const kind = protocolOf(this.#group);
    const isListed = !kind.everyone && !this.#group.contents;
    if (
      isLetGo(this.#group, round) ||
      kind.relaysEach(this.#group, round) > RELAYS_SPELLED_OUT_MAX ||
      !isListed
    )
      return { reports, told: null };
    const heard = this.#all.filter((one) => one.round === round && one.from !== this.#self);
    const counts = heard.map(({ report }) => ordersIn(kind, this.#group, report as Report));
    const told = this.#group.orders.map((_, index) =>
      counts.reduce((sum, count) => sum + (count[index] ?? 0), 0),
    );
    return { reports, told };
  }
}
