/** The group that a run agrees in: who takes part, who orders, and how many may lie. */

/** A node's positive integer id. */
export type NodeId = number;

/** A value to agree on, e.g. `attack`. */
export type Order = string;

export interface Group {
  /** All nodes, ascending. */
  readonly ids: readonly NodeId[];
  readonly general: NodeId;
  /** The number of traitors to tolerate; rounds run 0 … m. */
  readonly m: number;
  /** Every order there is, the default order among them. */
  readonly orders: readonly Order[];
  /** Stands for a missing or void relay, and for a tie. */
  readonly defaultOrder: Order;
}

/** All nodes but the general, ascending. */
export function lieutenantsOf(group: Group): readonly NodeId[] {
  return group.ids.filter((id) => id !== group.general);
}

/** Orders that take a plane of bits: all but the default order, which is the absence of every bit. */
export function planeOrdersOf(group: Group): readonly Order[] {
  return group.orders.filter((order) => order !== group.defaultOrder);
}

/** OM(m) guarantees IC1 and IC2 in this group while at most m nodes lie (Lamport et al. 1982, Theorem 1). */
export function isWithinBound(n: number, m: number): boolean {
  return n > 3 * m;
}

/** The largest m that n nodes tolerate: floor((n−1)/3). */
export function maxTolerated(n: number): number {
  return Math.floor((n - 1) / 3);
}
