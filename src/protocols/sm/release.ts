/**
 * The strategy `release`, against signed messages: a traitor general and his accomplices, who hold each other's signing
 * keys, sign a second order among themselves and show it to one loyal lieutenant, in the last round that their
 * signatures reach. With k of them that is round k − 1: where m is at least k it is not the last round, and the
 * lieutenant tells all others; where m is one too small, nobody hears of it any more.
 */

import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import type { ReleasePlan, TraitorEntry } from "../../core/traitor.js";

/** What is released, by whom and to whom; undefined where the general is not among them: nobody can sign for him. */
export function releasePlan(
  group: Group,
  traitors: readonly TraitorEntry[],
  order: Order,
): ReleasePlan | undefined {
  const accomplices = releasing(traitors);
  if (!accomplices.includes(group.general)) return undefined;
  const liars = new Set(traitors.map(({ id }) => id));
  const to = lieutenantsOf(group).find((id) => !liars.has(id));
  const hidden = group.orders.find((one) => one !== order);
  if (to === undefined || hidden === undefined) return undefined;
  const round = Math.min(accomplices.length - 1, group.m);
  const lieutenants = accomplices.filter((id) => id !== group.general);
  return { round, to, order: hidden, path: [group.general, ...lieutenants.slice(0, round)] };
}

/** Whose signing keys node `self` holds: its own, and those of its accomplices. */
export function keysHeldBy(traitors: readonly TraitorEntry[], self: NodeId): readonly NodeId[] {
  const accomplices = releasing(traitors);
  return accomplices.includes(self) ? accomplices : [self];
}

function releasing(traitors: readonly TraitorEntry[]): NodeId[] {
  return traitors.flatMap(({ id, strategy }) => (strategy === "release" ? [id] : [])).sort((a, b) => a - b);
}
