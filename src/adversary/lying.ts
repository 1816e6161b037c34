/** What can be made of an honest report in each protocol: the pieces that all strategies are put together from. */
import type { Group, NodeId, Order, ProtocolName } from "../core/group.js";
import type { Told } from "../core/kind.js";
import type { Report } from "../core/report.js";
import { kingLying } from "./kingLies.js";
import { mapOrders, randomOrders, scripted } from "./lies.js";
import type { ScriptedLie } from "./traitor.js";

export interface Lying<R extends Told> {
  /** Every order replaced by `replace(order)`. */
  map(group: Group, honest: R, replace: (order: Order) => Order): R;
  /** Orders drawn from seed, sender, round, receiver and path. */
  random(group: Group, honest: R, to: NodeId, seed: number): R;
  /** Honest, but for what the script says otherwise to this receiver in this round. */
  scripted(group: Group, honest: R, to: NodeId, lies: readonly ScriptedLie[]): R;
}

const oral: Lying<Report> = { map: mapOrders, random: randomOrders, scripted };

const LYING: Readonly<Record<ProtocolName, Lying<Told>>> = { om: oral, king: kingLying };

export function lyingIn({ protocol }: Group): Lying<Told> {
  return LYING[protocol];
}

/** The next of `orders` for every relay: with two orders the other one. */
export function nextOrder(group: Group, honest: Told): Told {
  const { orders } = group;
  const next = (order: Order) => orders[(orders.indexOf(order) + 1) % orders.length] as Order;
  return lyingIn(group).map(group, honest, next);
}
