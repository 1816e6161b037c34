/** Where the trees of two nodes part. Nobody in the run can see this: each node has its own tree only. */
import { useMemo, useState } from "preact/hooks";
import type { Path } from "../../core/path.js";
import { explainDifference } from "../../explain/difference.js";
import type { NodeTree } from "../../explain/trees.js";
import { tallyAt } from "../../explain/votes.js";
import { compareTrees, type Row } from "../model/compare.js";
import { nameOf } from "../model/orders.js";
import { nodeShown, nodesShown, otherShown, type Run } from "../model/runs.js";
import type { State } from "../model/state.js";
import { number } from "./format.js";
import type { Go } from "./router.js";
import { SaveScreen } from "./save.js";
import { NodePicker } from "./tree.js";
import { Refused } from "./ways.js";
import { Letter, Paragraphs } from "./words.js";

interface CompareProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
}

export function CompareScreen({ run, state, go }: CompareProps) {
  const node = nodeShown(run, state.node);
  const other = otherShown(run, node, state.other);
  const [a, b] = [run.facts.trees.get(node), run.facts.trees.get(other)];
  const text = useMemo(
    () => (a && b && a !== b ? explainDifference(run.recording, node, other, run.facts) : []),
    [run, node, other],
  );
  if (!a || !b || a === b) {
    return (
      <Refused go={go} why="It takes the trees of two lieutenants to compare, and this run has fewer." />
    );
  }
  return (
    <>
      <div class="tools">
        <NodePicker label="Tree of" node={node} among={nodesShown(run)} onPick={(id) => go({ node: id })} />
        <NodePicker
          label="and of"
          node={other}
          among={nodesShown(run).filter((id) => id !== node)}
          onPick={(id) => go({ other: id })}
        />
        <SaveScreen
          of=".beside > .picture"
          name={`nodes-${node}-and-${other}`}
          title={`The trees of nodes ${node} and ${other}`}
        />
      </div>
      <div class="beside">
        <Pair key={`${node} ${other}`} a={a} b={b} state={state} go={go} />
        <section class="detail" aria-label="The difference in sentences">
          <Paragraphs text={text} group={run.facts.group} />
        </section>
      </div>
    </>
  );
}

interface PairProps {
  readonly a: NodeTree;
  readonly b: NodeTree;
  readonly state: State;
  readonly go: Go;
}

/** Rows that are added at a time: some screens full. */
const ROWS_AT_ONCE = 150;

export function Pair({ a, b, state, go }: PairProps) {
  const { rows, cells, toldApart, first } = useMemo(() => compareTrees(a, b), [a, b]);
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  const left = rows.length - shown;
  return (
    <div class="picture">
      <p class="tally">
        {toldApart === 0
          ? `${cells === 1 ? "The only cell is" : `All ${number(cells)} cells are`} the same.`
          : `${number(toldApart)} of ${number(cells)} cells were told differently.`}{" "}
        {first && (
          <button type="button" onClick={() => go({ path: first })}>
            The first: {first.join(".")}
          </button>
        )}
      </p>
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
            <PairRow key={keyOf(row)} row={row} a={a} b={b} chosen={state.path.join(".")} />
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
    </div>
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
