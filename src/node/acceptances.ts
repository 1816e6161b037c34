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
  /** by round: how many reports of others, and how many relays of each order unless they cannot be counted */
  readonly #others: { reports: number; readonly told: number[] | null }[];
  readonly #pace: Pace;

  constructor(
    private readonly group: Group,
    private readonly self: NodeId,
    isRecorded: boolean,
  ) {
    this.#all = isRecorded ? [] : null;
    this.#pace = paceOf(group);
    this.#others = new Array(protocolOf(group).lastRound(group) + 1);
  }

  get all(): readonly Accepted[] {
    const whole = this.#all ?? [];
    return this.#counted ? [...whole, ...this.#counted.values()] : whole;
  }

  take(atMs: number, report: Report): void {
    if (report.from !== this.self) this.#count(report);
    if (this.#all !== null) this.#keep(this.#all, atMs, report);
  }

  /** What others told in `round`. */
  in(round: number): { readonly reports: number; readonly told: number[] | null } {
    return (this.#others[round] ??= {
      reports: 0,
      told: this.#isCounted(round) ? this.group.orders.map(() => 0) : null,
    });
  }

  #keep(all: Accepted[], atMs: number, report: Report): void {
    const { round, from } = report;
    const relays = protocolOf(this.group).relaysEach(this.group, round);
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
    const kind = protocolOf(this.group);
    return (
      this.#pace.ahead(round) === null &&
      kind.relaysEach(this.group, round) <= RELAYS_SPELLED_OUT_MAX &&
      !kind.everyone &&
      !this.group.contents
    );
  }

  #count(report: Report): void {
    const others: { reports: number; readonly told: number[] | null } = this.in(report.round);
    others.reports++;
    if (others.told === null) return;
    const counts = countsIn(protocolOf(this.group), this.group, report);
    for (let order = 0; order < counts.length; order++) others.told[order]! += counts[order] ?? 0;
  }
}

/** What peers tell again in the next agreement is the same report (wire/readings.ts), and is counted once. */
const counted = new WeakMap<Report, readonly number[]>();

function countsIn(kind: Protocol<Report>, group: Group, report: Report): readonly number[] {
  let counts = counted.get(report);
  if (counts === undefined) counted.set(report, (counts = ordersIn(kind, group, report)));
  return counts;
}
