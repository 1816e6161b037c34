/**
 * One node's part in a protocol of rounds: a party. It gets reports; it sees no links, no clock and no other party's
 * state, and knows neither who else reports nor when a round is over: that is the protocol's as a whole (protocol.ts) and
 * lockstep.ts'.
 *
 * For each round 0 … lastRound, in this order:
 *  1. `send(round)` is called once, and the report is carried to each receiver of the round; a party that is among its own
 *     receivers gets it at once, by `receive`, and never a lie of its own making;
 *  2. when the round closes, `receive(round, from, report)` is called once for each report that is there; a report that is
 *     not there stands for the default order by itself.
 * After the last round `decide()` is called. A party returns what is to be sent, and a peer's misbehaviour as faults.
 */
import type { Evidence } from "./evidence.js";
import type { Fault } from "./fault.js";
import type { NodeId, Order } from "./group.js";
import type { Vector } from "./protocol.js";

/** Values as JSON text, by digest. */
export type Contents = Readonly<Record<Order, string>>;

export interface Party<R> {
  /** What this node owes in `round`, honestly; null when it owes nothing. */
  send(round: number): R | null;
  /** A report with a fault is void and counts as missing. */
  receive(round: number, from: NodeId, report: R): readonly Fault[];
  decide(): Order;
  /** Where messages are signed: a report that does not count. Whatever is wrong with it, its signatures may be evidence. */
  witness?(report: R): void;
  /** Two orders that the general signed, once this node has seen both. */
  evidence?(): Evidence | null;
  /** All entries behind the decision, where it is about a vector. */
  vector?(): Vector | undefined;
  /** The values of what was decided, where orders are their digests. */
  contents?(): Contents;
}

/** What a node ends with. */
export interface Decision {
  readonly order: Order;
  readonly vector?: Vector;
  readonly contents?: Contents;
}
