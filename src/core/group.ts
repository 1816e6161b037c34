/** The group that a run agrees in: by which protocol, who takes part, who orders, and how many may lie. */

import { wrongArgument } from "./argument.js";

/** A node's positive integer id. */
export type NodeId = number;

/** A value to agree on, e.g. `attack`. */
export type Order = string;

/** By name the protocols that there are; protocols/names.ts has them. */
export interface ProtocolNames {}

export type ProtocolName = keyof ProtocolNames;

/** What a vector can be combined to (protocols/vector/rules.ts). */
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
  /** Whether the last round comes in parts, as its protocol has them; absent: all at once. */
  readonly inParts?: true;
}

/** Where nobody names any; the first is the default one. */
export const DEFAULT_ORDERS = ["retreat", "attack"] as const;

/** Asked for with every report. */
const lieutenantsIn = new WeakMap<Group, readonly NodeId[]>();
/** Asked for with every relay that is read. */
const planeOrdersIn = new WeakMap<Group, readonly Order[]>();

/** All nodes but the general, ascending. */
export function lieutenantsOf(group: Group): readonly NodeId[] {
  const known = lieutenantsIn.get(group);
  if (known) return known;
  const found = group.ids.filter((id) => id !== group.general);
  lieutenantsIn.set(group, found);
  return found;
}

/** Orders that take a plane of bits: all but the default order, which is the absence of every bit. */
export function planeOrdersOf(group: Group): readonly Order[] {
  const known = planeOrdersIn.get(group);
  if (known) return known;
  if (!Array.isArray(group?.orders))
    throw wrongArgument(
      "planeOrdersOf",
      group,
      "a group",
      "give { orders, defaultOrder, … }, as groupOf(config) returns it",
    );
  const found = group.orders.filter((order) => order !== group.defaultOrder);
  planeOrdersIn.set(group, found);
  return found;
}
