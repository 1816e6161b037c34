/** The fold written down path by path, with every part of it open to a patch. Unpatched it equals the shipped one. */

import type { NodeFactory } from "../../../src/check/play.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../../src/core/group.js";
import { childrenOf, type Path } from "../../../src/core/path.js";
import { BitTree } from "../../../src/protocols/om/bit-tree.js";
import { OralMessages } from "../../../src/protocols/om/rules.js";

export interface Vote {
  readonly from: NodeId;
  readonly order: Order;
}

export interface Fold {
  readonly group: Group;
  readonly self: NodeId;
  readonly tree: BitTree;
  /** what this path's children vote for */
  readonly majority: (votes: readonly Vote[], fold: Fold, path: Path) => Order;
  readonly leaf: (fold: Fold, path: Path) => Order;
  readonly children: (fold: Fold, path: Path) => readonly Path[];
  /** the level whose orders stand for themselves */
  readonly leafLevel: number;
}

export type Patch = Partial<Pick<Fold, "majority" | "leaf" | "children" | "leafLevel">>;

/** The order with more than half of `outOf` votes, else the default order. */
export function strictMajority(votes: readonly Vote[], { group }: Fold, outOf = votes.length): Order {
  const count = (order: Order) => votes.filter((vote) => vote.order === order).length;
  return group.orders.find((order) => count(order) * 2 > outOf) ?? group.defaultOrder;
}

function refold(fold: Fold, path: Path): Order {
  if (path.length > fold.leafLevel) return fold.leaf(fold, path);
  const votes = fold
    .children(fold, path)
    .map((child) => ({ from: child.at(-1) as NodeId, order: refold(fold, child) }));
  return fold.majority(votes, fold, path);
}

/** Lieutenants that fold with a patch; all else is shipped. */
export function refolding(patch: (group: Group, self: NodeId) => Patch): NodeFactory {
  return (group, id, order) => {
    class Refolded extends OralMessages {
      override decide(): Order {
        if (id === group.general) return order;
        const fold: Fold = {
          ...{ group, self: id, tree: this.tree, leafLevel: group.m },
          majority: (votes, it) => strictMajority(votes, it),
          leaf: ({ tree }, path) => tree.orderAt(path),
          children: (_, path) => childrenOf(group, path),
          ...patch(group, id),
        };
        return refold(fold, [group.general]);
      }
    }
    return new Refolded(new BitTree(group), id, order);
  };
}

/** The lieutenant after this one, round the circle. */
export function nextLieutenant(group: Group, id: NodeId, not: readonly NodeId[]): NodeId {
  const free = lieutenantsOf(group).filter((it) => it === id || !not.includes(it));
  return free[(free.indexOf(id) + 1) % free.length] as NodeId;
}
