/**
 * The hinge: what a protocol is, as seen by whoever drives it.
 *
 * Two drivers exist, the node over real links and the simulator in lockstep. For each round 0 … lastRound, in this order:
 *  1. call `send(round)` once and carry the report to each of its receivers; a node that is among its own
 *     receivers gets the report at once, by `receive`, and never a lie of its own making;
 *  2. when the round closes, call `receive(round, from, report)` once for each report of `expects(round)` that
 *     is there; a report that is not there stands for the default order by itself;
 *  3. go on to the next round. After the last one call `decide()`.
 * Nothing here does I/O, reads a clock or draws a number; a protocol returns what is to be sent, and a peer's
 * misbehaviour comes back as faults.
 */
import type { Evidence } from "./evidence.js";
import type { Fault } from "./fault.js";
import type { NodeId, Order } from "./group.js";
import type { Vector } from "./kind.js";

/** Values as JSON text, by digest. */
export type Contents = Readonly<Record<Order, string>>;

export interface Outgoing<R> {
  readonly report: R;
  readonly to: readonly NodeId[];
}

/** Rounds whose reports are let go as soon as they have closed. All but the first of them are short. */
export interface Fleeting {
  /** the first of them */
  readonly from: number;
  /** How many of them, beyond the open one, a loyal peer may be ahead; what comes for later ones is not kept. */
  readonly ahead: number;
  /** Of a whole round's timeout, the part that a short one lasts. */
  readonly share: number;
}

export interface Protocol<R> {
  readonly lastRound: number;
  /** absent: all reports are kept to the end */
  readonly fleeting?: Fleeting | undefined;
  /** READYs on which this node starts, its own included. */
  readonly readiesNeeded: number;
  /** Who owes this node a report in `round`, itself not counted, ascending. */
  expects(round: number): readonly NodeId[];
  /** What this node owes in `round`, honestly; null when it owes nothing. */
  send(round: number): Outgoing<R> | null;
  /** A report with a fault is void and counts as missing. */
  receive(round: number, from: NodeId, report: R): readonly Fault[];
  decide(): Order;
  /** Whether READYs are signed, so that a node that starts passes on those that it started on. */
  readonly passesReadies?: boolean;
  /** Where messages are signed: a report that does not count. Whatever is wrong with it, its signatures may be evidence. */
  witness?(report: R): void;
  /** Two orders that the general signed, once this node has seen both. */
  evidence?(): Evidence | null;
  /** All entries behind the decision, where it is about a vector. */
  vector?(): Vector | undefined;
  /** The values of what was decided, where orders are their digests. */
  contents?(): Contents;
}
