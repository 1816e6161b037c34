/**
 * Flooding, for nodes that crash and do not lie (Lynch 1996, §6.2.1, FloodSet): the general orders, and in one round more
 * each lieutenant tells all others what it was told. Whoever heard an order by then decides it.
 *
 * A general who crashes while he orders has told some, who tell all; a lieutenant who crashes besides is one too many. So
 * one crash does no harm, and one lie does.
 *
 * Deviations from the paper: it is about nodes that have a value each, and no general.
 */
import { Bound } from "../../../src/core/bound.js";
import type { Fault } from "../../../src/core/fault.js";
import {
  type Group,
  lieutenantsOf,
  type NodeId,
  type Order,
  type ProtocolName,
} from "../../../src/core/group.js";
import type { Party } from "../../../src/core/party.js";
import type { Protocol, Report, Seat } from "../../../src/core/protocol.js";

export interface FloodReport extends Report {
  /** null: it was told none */
  readonly order: Order | null;
}

export class Flooding implements Party<FloodReport> {
  readonly #seat: Seat;
  #heard: Order | null;
  /** in which round an order came first */
  heardIn: number | null = null;

  constructor(seat: Seat) {
    this.#seat = seat;
    this.#heard = seat.self === seat.group.general ? seat.order : null;
  }

  send(round: number): FloodReport | null {
    const { group, self } = this.#seat;
    return sendersOf(group, round).includes(self) ? { round, from: self, order: this.#heard } : null;
  }

  receive(round: number, _from: NodeId, { order }: FloodReport): readonly Fault[] {
    if (order !== null && this.#heard === null) this.heardIn = round;
    this.#heard ??= order;
    return [];
  }

  decide(): Order {
    return this.#heard ?? this.#seat.group.defaultOrder;
  }
}

function sendersOf(group: Group, round: number): readonly NodeId[] {
  return round === 0 ? [group.general] : lieutenantsOf(group);
}

export const flooding: Protocol<FloodReport> = {
  name: "flooding" as ProtocolName,
  citation: "one round of flooding",
  nodesMax: { count: 33, why: "a toy needs no more" },
  title: () => "flooding",
  bound: new Bound(
    (m) => (m > 1 ? Number.POSITIVE_INFINITY : m + 2),
    "m <= 1",
    (_n, m, isKept) => `m = ${m} is ${isKept ? "at most" : "above"} 1, and nobody lies`,
  ),
  tells: "word",
  keepsTree: false,
  lastRound: () => 1,
  senders: sendersOf,
  receivers: lieutenantsOf,
  readiesNeeded: ({ ids, m }) => ids.length - m,
  relaysEach: () => 1,
  reportBytes: () => 64,
  packs: false,
  make: (seat) => new Flooding(seat),
  relaysOf: (_group, { from, order }) => (order === null ? [] : [{ path: [from], order }]),
  reportOf: (_group, round, from, [relay]) => ({ round, from, order: relay?.order ?? null }),
  open: {
    brings: () => true,
    only: (_group, report, isHeld) =>
      report.order !== null && isHeld(report.order) ? report : { ...report, order: null },
    isComplete: true,
  },
};
