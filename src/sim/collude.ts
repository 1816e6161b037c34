/** A colluding traitor's `tell`, where the world leaves it out, as config/collude.ts fills it in for real nodes. */
import { lowerHalf } from "../adversary/deviation.js";
import type { TraitorEntry } from "../adversary/traitor.js";
import type { Group, NodeId } from "../core/group.js";

/** The entry of node `id`, complete; undefined if it is loyal. */
export function entryOf(
  group: Group,
  traitors: readonly TraitorEntry[],
  id: NodeId,
): TraitorEntry | undefined {
  const entry = traitors.find((traitor) => traitor.id === id);
  if (entry?.strategy !== "collude" || entry.tell) return entry;
  const lower = lowerHalf(group.ids.filter((it) => !traitors.some((traitor) => traitor.id === it)));
  const other = group.orders.find((order) => order !== group.defaultOrder) ?? group.defaultOrder;
  const told = group.ids.map((it) => [it, lower.has(it) ? other : group.defaultOrder] as const);
  return { ...entry, tell: Object.fromEntries(told) };
}
