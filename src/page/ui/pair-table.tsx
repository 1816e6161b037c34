/** The differences of two trees as a list: what is alike is one row with its count. */
import { useState } from "preact/hooks";
import type { Path } from "../../core/path.js";
import type { NodeTree } from "../../explain/trees.js";
import { tallyAt } from "../../explain/votes.js";
import type { Row } from "../model/compare.js";
import { nameOf } from "../model/orders.js";
import { number } from "./format.js";
import { Letter } from "./words.js";

interface PairTableProps {
  readonly a: NodeTree;
  readonly b: NodeTree;
  readonly rows: readonly Row[];
  readonly chosen: Path;
}

/** Rows that are added at a time: some screens full. */
const ROWS_AT_ONCE = 150;

export function PairTable({ a, b, rows, chosen }: PairTableProps) {
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  const left = rows.length - shown;
  return (
    <>
      <table class="pair">
        <thead>
          <tr>
            <th scope="col">path</th>
            <th scope="col">node {a.node}</th>
            <th scope="col">node {b.node}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row) => (
            <PairRow key={keyOf(row)} row={row} a={a} b={b} chosen={chosen.join(".")} />
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p class="tally">
          {number(left)} rows more; the sentences beside them count all.{" "}
          <button type="button" onClick={() => setShown(shown + ROWS_AT_ONCE)}>
            Show {Math.min(left, ROWS_AT_ONCE)} more
          </button>
        </p>
      )}
    </>
  );
}

function keyOf(row: Row): string {
  return row.kind === "cell" ? row.path.join(".") : `=${row.paths[0]?.join(".")}`;
}

function PairRow({ row, a, b, chosen }: { row: Row; a: NodeTree; b: NodeTree; chosen: string }) {
  if (row.kind === "equal") {
    const names = row.paths.map((path) => path.join("."));
    const shown =
      names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
    const cells = row.cells === 1 ? "1 cell" : `${row.cells} cells`;
    return (
      <tr class="equal">
        <td colSpan={3} style={{ paddingLeft: `${indentOf(row.paths[0] ?? [])}px` }}>
          {shown}: the same ({cells})
        </td>
      </tr>
    );
  }
  const path = row.path.join(".");
  return (
    <tr class={`${row.isToldApart ? "apart" : ""}${path === chosen ? " chosen" : ""}`}>
      <th scope="row" style={{ paddingLeft: `${indentOf(row.path)}px` }}>
        {path}
      </th>
      <PairCell tree={a} row={row} />
      <PairCell tree={b} row={row} />
    </tr>
  );
}

function indentOf(path: Path): number {
  return 8 + (path.length - 1) * 14;
}

function PairCell({ tree, row }: { tree: NodeTree; row: Extract<Row, { kind: "cell" }> }) {
  const { group } = tree;
  const told = tree.toldAt(row.path);
  const folded = tree.foldedAt(row.path);
  const isInner = row.path.length <= group.m;
  return (
    <td>
      <span class="pair-word">
        <Letter group={group} order={told} /> {nameOf(told)}
      </span>{" "}
      {isInner && (
        <span class={row.isFoldedApart ? "folds apart" : "folds"}>
          → <Letter group={group} order={folded} />{" "}
          <small>
            {tallyAt(tree, row.path)
              .camps.map(({ voters }) => voters.length)
              .join(":")}
          </small>
          <span class="unseen"> folds to {nameOf(folded)}</span>
        </span>
      )}
    </td>
  );
}
