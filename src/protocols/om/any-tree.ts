/**
 * The message tree of one node where values are not enumerated: path → order, any text (Lynch 1996, §6.2.3).
 *
 * The same tree and the same fold as in tree.ts and fold.ts, which pack few orders into bits; here each order is kept
 * as it is, under its path's text. So it is for trees of thousands of paths, not of millions. What never arrives
 * stays the default order.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { childrenOf, formatPath, type Path, pathsOf } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";

/** Orders by the text of their path. */
type Orders = ReadonlyMap<string, Order>;

export class OpenTree {
  readonly group: Group;
  readonly #told = new Map<string, Order>();

  constructor(group: Group) {
    this.group = group;
  }

  /** Keeps one relay; its path must be one that its last node can tell. */
  store({ path, order }: Relay): void {
    this.#told.set(formatPath(path), order);
  }

  /** What this node was told at `path`. */
  orderAt(path: Path): Order {
    return this.#told.get(formatPath(path)) ?? this.group.defaultOrder;
  }

  /** What lieutenant `self` relays in `round` ≥ 1, in canonical path order: what it accepted, its own id behind. */
  relay(self: NodeId, round: number): Relay[] {
    return pathsOf(this.group, round, self).map((path) => ({ path, order: this.orderAt(path.slice(0, -1)) }));
  }
}

/** A folded open tree: at each path the order that its subtree comes to. */
export interface FoldedOpen {
  readonly orders: Orders;
  readonly decision: Order;
}

/** Leaves stand for themselves; an inner node is the strict majority of its children, or else the default order. */
export function foldOpen(tree: OpenTree): FoldedOpen {
  const { group } = tree;
  const orders = new Map<string, Order>();
  const foldedAt = (path: Path) => orders.get(formatPath(path)) as Order;
  for (const path of levelOf(group, group.m)) orders.set(formatPath(path), tree.orderAt(path));
  for (let round = group.m - 1; round >= 0; round--) {
    for (const path of levelOf(group, round)) {
      const votes = childrenOf(group, path).map(foldedAt);
      orders.set(formatPath(path), strictMajority(votes) ?? group.defaultOrder);
    }
  }
  return { orders, decision: foldedAt([group.general]) };
}

/** All paths of a level. */
function levelOf(group: Group, round: number): Path[] {
  if (round === 0) return [[group.general]];
  return lieutenantsOf(group).flatMap((id) => pathsOf(group, round, id));
}

/** What more than half of these are, or null. */
export function strictMajority(votes: readonly Order[]): Order | null {
  const counts = new Map<Order, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  for (const [order, count] of counts) if (count > votes.length / 2) return order;
  return null;
}
