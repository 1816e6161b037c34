/** The reports that a node accepted, for its owner to record and to count. */
import type { Group, NodeId } from "../core/group.js";
import { ordersIn, type Pace, type Protocol, type Report } from "../core/protocol.js";
import { paceOf, protocolOf } from "../protocols/index.js";
import { RELAYS_SPELLED_OUT_MAX } from "../protocols/om/report.js";
import type { Accepted } from "./events.js";

export class Acceptances {
  readonly #all: Accepted[] = [];
  /** of reports that are let go, by round and sender: parts of one are counted together */
  #counted: Map<string, Accepted> | null = null;
  readonly #reports: number[] = [];
  readonly #group: Group;
  readonly #pace: Pace;
  readonly #self: NodeId;

  constructor(group: Group, self: NodeId) {
    this.#group = group;
    this.#pace = paceOf(group);
    this.#self = self;
  }

  get all(): readonly Accepted[] {
    return this.#counted ? [...this.#all, ...this.#counted.values()] : this.#all;
  }

  take(atMs: number, report: Report): void {
    const { round, from } = report;
    const kind = protocolOf(this.#group);
    if (from !== this.#self) this.#reports[round] = (this.#reports[round] ?? 0) + 1;
    const relays = kind.relaysEach(this.#group, round);
    if (this.#pace.ahead(round) === null) {
      this.#all.push({ atMs, round, from, report, relays });
      return;
    }
    const { of } = this.#pace.part(round);
    const key = `${of} ${from}`;
    this.#counted ??= new Map();
    const before = this.#counted.get(key)?.relays ?? 0;
    this.#counted.set(key, { atMs, round: of, from, report: null, relays: before + relays });
  }

  /** What others told in `round`: how many reports, and how many relays of each order unless they cannot be counted. */
  in(round: number): { reports: number; told: number[] | null } {
    const reports = this.#reports[round] ?? 0;
    const kind = protocolOf(this.#group);
    const isListed = !kind.everyone && !this.#group.contents;
    if (
      this.#pace.ahead(round) !== null ||
      kind.relaysEach(this.#group, round) > RELAYS_SPELLED_OUT_MAX ||
      !isListed
    )
      return { reports, told: null };
    const told = this.#group.orders.map(() => 0);
    for (const { round: of, from, report } of this.#all) {
      if (of !== round || from === this.#self) continue;
      const counts = countsIn(kind, this.#group, report as Report);
      for (let order = 0; order < counts.length; order++) told[order]! += counts[order] ?? 0;
    }
    return { reports, told };
  }
}

/** What peers tell again in the next agreement is the same report (wire/readings.ts), and is counted once. */
const counted = new WeakMap<Report, readonly number[]>();

function countsIn(kind: Protocol<Report>, group: Group, report: Report): readonly number[] {
  let counts = counted.get(report);
  if (counts === undefined) counted.set(report, (counts = ordersIn(kind, group, report)));
  return counts;
}
