/** A large tree as arrays: each level's orders as numbers, depth first, so that what lies below a path is one piece. */
import type { Group, Order } from "../../core/group.js";
import { childrenOf, type Path } from "../../core/path.js";
import { type Facts, isLie } from "../../explain/facts.js";
import type { NodeTree } from "../../explain/trees.js";

export interface FlatTree {
  readonly group: Group;
  /** `told[round][k]`: the order's place in `orders` */
  readonly told: readonly Uint8Array[];
  readonly folded: readonly Uint8Array[];
}

/** Cells of a level below one cell of a level above. */
export function cellsBelow({ ids }: Group, fromRound: number, toRound: number): number {
  let cells = 1;
  for (let round = fromRound + 1; round <= toRound; round++) cells *= ids.length - round;
  return cells;
}

export function flatten(tree: NodeTree): FlatTree {
  const { group } = tree;
  const codes = new Map<Order, number>(group.orders.map((order, code) => [order, code]));
  const levels = () =>
    Array.from({ length: group.m + 1 }, (_, round) => new Uint8Array(cellsBelow(group, 0, round)));
  const [told, folded] = [levels(), levels()];
  const next = new Array<number>(group.m + 1).fill(0);
  const visit = (path: Path): void => {
    const round = path.length - 1;
    const at = next[round] as number;
    next[round] = at + 1;
    (told[round] as Uint8Array)[at] = codes.get(tree.toldAt(path)) ?? 0;
    (folded[round] as Uint8Array)[at] = codes.get(tree.foldedAt(path)) ?? 0;
    if (round < group.m) for (const child of childrenOf(group, path)) visit(child);
  };
  visit([group.general]);
  return { group, told, folded };
}

/** Which cells are lies to whoever knows all: 1 at their place in their level. */
export function liesIn({ node, group }: NodeTree, facts: Facts): Uint8Array[] {
  const lies = Array.from({ length: group.m + 1 }, (_, round) => new Uint8Array(cellsBelow(group, 0, round)));
  const next = new Array<number>(group.m + 1).fill(0);
  const visit = (path: Path): void => {
    const round = path.length - 1;
    const at = next[round] as number;
    next[round] = at + 1;
    const telling = facts.telling(path, node);
    if (telling !== null && telling.from !== node && isLie(telling)) (lies[round] as Uint8Array)[at] = 1;
    if (round < group.m) for (const child of childrenOf(group, path)) visit(child);
  };
  visit([group.general]);
  return lies;
}

/** Where a path lies in its level. */
export function indexOf(group: Group, path: Path): number {
  let index = 0;
  for (let length = 2; length <= path.length; length++) {
    const siblings = childrenOf(group, path.slice(0, length - 1));
    index = index * siblings.length + siblings.findIndex((one) => one.at(-1) === path[length - 1]);
  }
  return index;
}

/** The path that lies there. */
export function pathOfIndex(group: Group, round: number, index: number): Path {
  const ranks: number[] = [];
  let left = index;
  for (let at = round; at >= 1; at--) {
    const choices = group.ids.length - at;
    ranks.unshift(left % choices);
    left = Math.floor(left / choices);
  }
  return ranks.reduce<Path>((path, rank) => childrenOf(group, path)[rank] ?? path, [group.general]);
}

/** How often each order occurs from `start` on, in `count` cells. */
export function countCodes(cells: Uint8Array, start: number, count: number, orders: number): number[] {
  const counts = new Array<number>(orders).fill(0);
  for (let at = start; at < start + count; at++) {
    const code = cells[at] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  return counts;
}
