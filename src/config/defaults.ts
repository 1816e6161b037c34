/**
 * What stands for a key that a configuration leaves out. Files and flags are completed by this, and the page's own setups, so that
 * one file means one run.
 */
import { DEFAULT_ORDERS, type NodeId, type Order, type ProtocolName } from "../core/group.js";
import { PROTOCOL_DEFAULT, protocolOf } from "../protocols/index.js";

export const DEFAULTS = {
  protocol: PROTOCOL_DEFAULT,
  orders: DEFAULT_ORDERS,
  default: DEFAULT_ORDERS[0],
  seed: 1,
} as const;

export function generalOf(ids: readonly NodeId[]): NodeId {
  return Math.min(...ids);
}

/** The most that so many nodes tolerate. */
export function mOf(protocol: ProtocolName, n: number): number {
  return Math.max(0, protocolOf({ protocol }).bound.mMax(n));
}

export function orderOf(orders: readonly Order[], byDefault: Order): Order {
  return orders.find((order) => order !== byDefault) ?? byDefault;
}
