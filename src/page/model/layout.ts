/** Where the cells of a tree lie: an icicle read from left to right, or nodes and links as in the course's slides. */
import { cluster, type HierarchyNode, hierarchy, partition } from "d3-hierarchy";
import type { Group } from "../../core/group.js";
import { childrenOf, type Path } from "../../core/path.js";

export interface Cell {
  readonly path: Path;
  /** the column */
  readonly level: number;
  /** in rows, one a leaf */
  readonly start: number;
  readonly size: number;
}

/** `last`: the last round of it. */
function treeOf(group: Group, top: Path, last = group.m): HierarchyNode<Path> {
  return hierarchy<Path>(top, (path) => (path.length <= last ? [...childrenOf(group, path)] : null));
}

/** The cells below `top` in reading order: each before those below it. */
export function icicle(group: Group, top: Path): { cells: Cell[]; rows: number } {
  const root = treeOf(group, top).count();
  const rows = root.value ?? 1;
  const cells: Cell[] = [];
  partition<Path>()
    .size([rows, 1])(root)
    .eachBefore(({ data, depth, x0, x1 }) =>
      cells.push({ path: data, level: depth, start: Math.round(x0), size: Math.round(x1) - Math.round(x0) }),
    );
  return { cells, rows };
}

export interface Place {
  readonly path: Path;
  readonly x: number;
  readonly y: number;
  readonly parent: { readonly x: number; readonly y: number } | null;
}

/** How far two cells of a round are from each other at least, and how far a round is from the next. */
export interface Gaps {
  readonly gap: number;
  readonly drop: number;
}

/** One place a cell below `top`, to round `last`; the last ones lie side by side, each family a little further. */
export function nodesAndLinks(
  group: Group,
  top: Path,
  last: number,
  { gap, drop }: Gaps,
): { places: Place[]; width: number } {
  const root = cluster<Path>()
    .nodeSize([gap, drop])
    .separation((a, b) => (a.parent === b.parent ? 1 : 1.35))(treeOf(group, top, last));
  const leaves = root.leaves().map(({ x }) => x);
  const left = Math.min(...leaves) - gap / 2;
  const places: Place[] = [];
  root.eachBefore(({ data, x, depth, parent }) =>
    places.push({
      path: data,
      x: x - left,
      y: depth * drop,
      parent: parent && { x: parent.x - left, y: (depth - 1) * drop },
    }),
  );
  return { places, width: Math.max(...leaves) - left + gap / 2 };
}
