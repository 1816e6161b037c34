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
  const apart: Path[] = [];
  const rowsBelow = (path: Path): Row[] => {
    const isToldApart = a.toldAt(path) !== b.toldAt(path);
    if (isToldApart) apart.push(path);
    const below = path.length <= group.m ? childrenOf(group, path).map(rowsBelow) : [];
    const cells = cellsFrom(group, path);
    if (!isToldApart && below.every(([first]) => first?.kind === "equal"))
      return [{ kind: "equal", paths: [path], cells }];
    const isFoldedApart = a.foldedAt(path) !== b.foldedAt(path);
    return [{ kind: "cell", path, isToldApart, isFoldedApart }, ...joined(below)];
  };
  const rows = rowsBelow([group.general]);
  const [first = null] = apart.toSorted((x, y) => x.length - y.length);
  return { rows, cells: cellsFrom(group, [group.general]), toldApart: apart.length, first };
}

/** Siblings that are equal and lie beside each other are one row. */
function joined(siblings: readonly (readonly Row[])[]): Row[] {
  const rows: Row[] = [];
  for (const below of siblings) {
    const [next] = below;
    const last = rows.at(-1);
    const isSibling = last?.kind === "equal" && next?.kind === "equal" && isBeside(last.paths, next.paths);
    if (isSibling) {
      const paths = [...last.paths, ...next.paths];
      rows[rows.length - 1] = { kind: "equal", paths, cells: last.cells + next.cells };
    } else for (const row of below) rows.push(row);
  }
  return rows;
}

function isBeside([a]: readonly Path[], [b]: readonly Path[]): boolean {
  return a?.length === b?.length;
}

/** A path and all below it. */
function cellsFrom(group: NodeTree["group"], path: Path): number {
  let cells = 0;
  for (let round = path.length - 1; round <= group.m; round++)
    cells += cellsBelow(group, path.length - 1, round);
  return cells;
}
