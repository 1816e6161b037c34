/** What a traitor must be told of the others: the halves of `collude`, the plan of `release`. */
import type { Group, NodeId, Order } from "../core/group.js";
import { lowerHalf, type TraitorEntry } from "../core/traitor.js";
import { liesIn } from "../protocols/index.js";

/**
 * The entry of node `self`, complete; undefined if it is loyal. A colluding traitor that has no `tell` gets one,
 * so that it need not know who the others are: of the k loyal ids, the general among them if he is loyal, the
 * lower floor(k/2) are told the first order that is not the default order, and all others, other traitors
 * included, the default order. `order` is what the general orders.
 */
export function completeEntry(
  group: Group,
  traitors: readonly TraitorEntry[],
  self: NodeId,
  ordered: Order = group.defaultOrder,
): TraitorEntry | undefined {
  const entry = traitors.find(({ id }) => id === self);
  if (entry?.strategy === "release") {
    const plan = liesIn(group).hiding?.plan(group, traitors, ordered);
    return plan ? { ...entry, plan } : entry;
  }
  if (entry?.strategy !== "collude" || entry.tell) return entry;
  const lower = lowerHalf(group.ids.filter((id) => !traitors.some((traitor) => traitor.id === id)));
  const other = group.orders.find((order) => order !== group.defaultOrder) ?? group.defaultOrder;
  const told = group.ids
    .filter((id) => id !== self)
    .map((id) => [id, lower.has(id) ? other : group.defaultOrder] as const);
  return { ...entry, tell: Object.fromEntries(told) };
}
