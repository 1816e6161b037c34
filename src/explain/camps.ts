/** Who told what: nodes that told the same stand together. */
import type { NodeId, Order } from "../core/group.js";
import { groupedBy } from "../core/grouped.js";

/** Who told an order; null is no order, as who proposes nothing tells. The order that most told comes first. */
export interface Camp {
  readonly order: Order | null;
  readonly by: readonly NodeId[];
}

export function campsOf(words: readonly { readonly by: NodeId; readonly order: Order | null }[]): Camp[] {
  return [...groupedBy(words, ({ order }) => order)]
    .map(([order, all]) => ({ order, by: all.map(({ by }) => by).toSorted((a, b) => a - b) }))
    .toSorted((a, b) => b.by.length - a.by.length);
}
