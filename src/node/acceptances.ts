/** The reports that a node accepted, for its owner to record and to count. */
import type { Group, NodeId } from "../core/group.js";
import { ordersIn, type Pace, type Protocol, type Report } from "../core/protocol.js";
import { paceOf, protocolOf } from "../protocols/index.js";
import { RELAYS_SPELLED_OUT_MAX } from "../protocols/om/report.js";
import type { Accepted } from "./events.js";

export class Acceptances {
  /** null where nobody records them */
  readonly #all: Accepted[] | null;
  /** of reports that are let go, by round and sender: parts of one are counted together */
  #counted: Map<string, Accepted> | null = null;
  readonly #reports: number[] = [];
  /** by round: how many relays of each order */
  readonly #told: number[][] = [];
  readonly #group: Group;
  readonly #pace: Pace;
  readonly #self: NodeId;

  constructor(group: Group, self: NodeId, isRecorded: boolean) {
    this.#all = isRecorded ? [] : null;
    this.#group = group;
    this.#pace = paceOf(group);
    this.#self = self;
  }

  get all(): readonly Accepted[] {
    const whole = this.#all ?? [];
    return this.#counted ? [...whole, ...this.#counted.values()] : whole;
  }

  take(atMs: number, report: Report): void {
    const { round, from } = report;
    if (from !== this.#self) {
      this.#reports[round] = (this.#reports[round] ?? 0) + 1;
      if (this.#isCounted(round)) this.#count(round, report);
    }
    if (this.#all !== null) this.#keep(this.#all, atMs, report);
  }

  /** What others told in `round`: how many reports, and how many relays of each order unless they cannot be counted. */
  in(round: number): { reports: number; told: number[] | null } {
    const told = this.#isCounted(round) ? (this.#told[round] ?? this.#noneTold()) : null;
    return { reports: this.#reports[round] ?? 0, told };
  }

  #keep(all: Accepted[], atMs: number, report: Report): void {
    const { round, from } = report;
    const relays = protocolOf(this.#group).relaysEach(this.#group, round);
    if (this.#pace.ahead(round) === null) {
      all.push({ atMs, round, from, report, relays });
      return;
    }
    const { of } = this.#pace.part(round);
    const key = `${of} ${from}`;
    this.#counted ??= new Map();
    const before = this.#counted.get(key)?.relays ?? 0;
    this.#counted.set(key, { atMs, round: of, from, report: null, relays: before + relays });
  }

  #isCounted(round: number): boolean {
    const kind = protocolOf(this.#group);
    return (
      this.#pace.ahead(round) === null &&
      kind.relaysEach(this.#group, round) <= RELAYS_SPELLED_OUT_MAX &&
      !kind.everyone &&
      !this.#group.contents
    );
  }

  #count(round: number, report: Report): void {
    const told = (this.#told[round] ??= this.#noneTold());
    const counts = countsIn(protocolOf(this.#group), this.#group, report);
    for (let order = 0; order < counts.length; order++) told[order]! += counts[order] ?? 0;
  }

  #noneTold(): number[] {
    return this.#group.orders.map(() => 0);
  }
}

/** What peers tell again in the next agreement is the same report (wire/readings.ts), and is counted once. */
const counted = new WeakMap<Report, readonly number[]>();

function countsIn(kind: Protocol<Report>, group: Group, report: Report): readonly number[] {
  let counts = counted.get(report);
  if (counts === undefined) counted.set(report, (counts = ordersIn(kind, group, report)));
  return counts;
}
