/** The strategy `collude`: all traitors together tell two halves of the loyal nodes two different orders. */

import type { TraitorEntry } from "../adversary/traitor.js";
import type { NodeId, Order } from "../core/group.js";
import type { Config } from "./config.js";

/**
 * The same configuration with `tell` filled in for every colluding traitor that has none.
 *
 * Of the k loyal ids in ascending order, the general among them if it is loyal, the lower floor(k/2) are told the
 * first order that is not the default order. All others, other traitors included, are told the default order.
 * A launcher does this, so that a traitor need not know who the others are.
 */
export function resolveCollude(config: Config): Config {
  return { ...config, traitors: config.traitors.map((entry) => resolved(config, entry)) };
}

function resolved(config: Config, entry: TraitorEntry): TraitorEntry {
  return entry.strategy === "collude" && !entry.tell ? { ...entry, tell: tellOf(config, entry.id) } : entry;
}

function tellOf(config: Config, self: NodeId): Record<NodeId, Order> {
  const ids = config.nodes.map((node) => node.id);
  const loyal = ids.filter((id) => !config.traitors.some((traitor) => traitor.id === id));
  const lower = new Set(loyal.slice(0, Math.floor(loyal.length / 2)));
  const other = config.orders.find((order) => order !== config.default) ?? config.default;
  const told = ids
    .filter((id) => id !== self)
    .map((id): [NodeId, Order] => [id, lower.has(id) ? other : config.default]);
  return Object.fromEntries(told);
}
