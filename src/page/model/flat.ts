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
  /** who told it: the last of the path */
  readonly by: readonly Uint16Array[];
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
  const sizes = Array.from({ length: group.m + 1 }, (_, round) => cellsBelow(group, 0, round));
  const [told, folded] = [1, 2].map(() => sizes.map((size) => new Uint8Array(size))) as [
    Uint8Array[],
    Uint8Array[],
  ];
  const by = sizes.map((size) => new Uint16Array(size));
  const next = new Array<number>(group.m + 1).fill(0);
  const visit = (path: Path): void => {
    const round = path.length - 1;
    const at = next[round] as number;
    next[round] = at + 1;
    (told[round] as Uint8Array)[at] = codes.get(tree.toldAt(path)) ?? 0;
    (folded[round] as Uint8Array)[at] = codes.get(tree.foldedAt(path)) ?? 0;
    (by[round] as Uint16Array)[at] = path.at(-1) ?? 0;
    if (round < group.m) for (const child of childrenOf(group, path)) visit(child);
  };
  visit([group.general]);
  return { group, told, folded, by };
}

/** Which cells of two trees of one group were told differently, or fold to different orders: 1 at their place in their level. */
export function apartIn(a: FlatTree, b: FlatTree): Uint8Array[] {
  return a.told.map((told, round) => {
    const [folded, otherTold, otherFolded] = [a.folded[round], b.told[round], b.folded[round]];
    return told.map((code, at) => Number(code !== otherTold?.[at] || folded?.[at] !== otherFolded?.[at]));
  });
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

/** How often each order occurs from `start` on, in `count` cells; `isCounted`: which of them count. */
export function countCodes(
  cells: Uint8Array,
  start: number,
  count: number,
  orders: number,
  isCounted?: (at: number) => boolean,
): number[] {
  const counts = new Array<number>(orders).fill(0);
  for (let at = start; at < start + count; at++) {
    if (isCounted && !isCounted(at)) continue;
    const code = cells[at] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  return counts;
}
