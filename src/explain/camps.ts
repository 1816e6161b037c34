/** Who told what: nodes that told the same stand together. */
import type { NodeId, Order } from "../core/group.js";

/** Who told an order; null is no order, as who proposes nothing tells. The order that most told comes first. */
export interface Camp {
  readonly order: Order | null;
  readonly by: readonly NodeId[];
}

export function campsOf(words: readonly { readonly by: NodeId; readonly order: Order | null }[]): Camp[] {
  const camps = new Map<Order | null, NodeId[]>();
  for (const { by, order } of words) camps.set(order, [...(camps.get(order) ?? []), by]);
  return [...camps]
    .map(([order, by]) => ({ order, by: by.toSorted((a, b) => a - b) }))
    .toSorted((a, b) => b.by.length - a.by.length);
}
