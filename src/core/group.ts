/** The group that a run agrees in: by which protocol, who takes part, who orders, and how many may lie. */

/** A node's positive integer id. */
export type NodeId = number;

/** A value to agree on, e.g. `attack`. */
export type Order = string;

/** Every protocol there is; protocols/index.ts has what each of them is. */
export const PROTOCOLS = ["om", "sm", "king", "vector"] as const;

export type ProtocolName = (typeof PROTOCOLS)[number];

/** What a vector can be combined to (protocols/vector/combine.ts). */
export const COMBINES = ["majority", "median"] as const;

export type Combine = (typeof COMBINES)[number];

export interface Group {
  readonly protocol: ProtocolName;
  /** All nodes, ascending. */
  readonly ids: readonly NodeId[];
  readonly general: NodeId;
  /** The number of traitors to tolerate; rounds run 0 … m. */
  readonly m: number;
  /** Every order there is, the default order among them; with `contents` those that the configuration names. */
  readonly orders: readonly Order[];
  /** Stands for a missing or void relay, and for a tie. */
  readonly defaultOrder: Order;
  /** What a vector is combined to; absent: the vector itself is the decision. */
  readonly combine?: Combine;
  /**
   * Where orders are the digests of values of any kind (protocols/values/): the values that the configuration names, as JSON text.
   * Absent: orders are what they say.
   */
  readonly contents?: Readonly<Record<Order, string>>;
  /** Whether OM(m)'s last round comes in slices (protocols/om/slices.ts); absent: all at once. */
  readonly sliced?: true;
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

/** {@link isWithinBound} in words. */
export function boundText(n: number, m: number): string {
  return isWithinBound(n, m) ? `n = ${n} > 3m = ${3 * m}` : `n = ${n} is not above 3m = ${3 * m}`;
}

/**
 * READYs that make a safe start against m traitors that sign nothing: n−m of them, since m may keep silent. At n ≤ 3m
 * nothing is safe, and a node waits for all.
 */
export function readiesNeeded({ ids, m }: Group): number {
  return isWithinBound(ids.length, m) ? ids.length - m : ids.length;
}

/** The largest m that n nodes tolerate: floor((n−1)/3). */
export function maxTolerated(n: number): number {
  return Math.floor((n - 1) / 3);
}

/**
 * How many traitors OM(m) survives among n nodes, whatever n and m are. IC2 takes n > 2k + m (Lamport et al. 1982, Lemma 1),
 * which is exact, IC1 under a traitor general k ≤ m besides; so beyond the bound more rounds survive fewer.
 */
export function oralSurvives(n: number, m: number): number {
  return Math.max(0, Math.min(m, Math.ceil((n - m) / 2) - 1));
}
