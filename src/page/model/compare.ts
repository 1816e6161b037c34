/** Two trees side by side: where they are equal they are collapsed, and what is collapsed is counted. */
import { childrenOf, type Path } from "../../core/path.js";
import type { NodeTree } from "../../explain/trees.js";
import { cellsBelow } from "./flat.js";

export type Row =
  | {
      readonly kind: "cell";
      readonly path: Path;
      readonly isToldApart: boolean;
      readonly isFoldedApart: boolean;
    }
  | { readonly kind: "equal"; readonly paths: readonly Path[]; readonly cells: number };

export interface Comparison {
  readonly rows: readonly Row[];
  readonly cells: number;
  readonly toldApart: number;
  /** the relay on which the trees part first: the shallowest, then in reading order; null where none does */
  readonly first: Path | null;
}

export function compareTrees(a: NodeTree, b: NodeTree): Comparison {
  const { group } = a;
  const rows: Row[] = [];
  const apart: Path[] = [];
  const isApart = (path: Path) => a.toldAt(path) !== b.toldAt(path);
  const isFoldedApart = (path: Path) => a.foldedAt(path) !== b.foldedAt(path);
  const isEqual = (path: Path): boolean =>
    !isApart(path) && (path.length > group.m || childrenOf(group, path).every(isEqual));
  const below = (path: Path) => {
    let cells = 0;
    for (let round = path.length - 1; round <= group.m; round++)
      cells += cellsBelow(group, path.length - 1, round);
    return cells;
  };
  const visit = (path: Path): void => {
    if (isEqual(path)) {
      const last = rows.at(-1);
      const isNext = last?.kind === "equal" && last.paths[0]?.length === path.length;
      if (isNext)
        rows[rows.length - 1] = {
          kind: "equal",
          paths: [...last.paths, path],
          cells: last.cells + below(path),
        };
      else rows.push({ kind: "equal", paths: [path], cells: below(path) });
      return;
    }
    if (isApart(path)) apart.push(path);
    rows.push({ kind: "cell", path, isToldApart: isApart(path), isFoldedApart: isFoldedApart(path) });
    if (path.length <= group.m) childrenOf(group, path).forEach(visit);
  };
  visit([group.general]);
  const [first = null] = apart.toSorted((x, y) => x.length - y.length);
  return { rows, cells: below([group.general]), toldApart: apart.length, first };
}
