/** Where the trees of two nodes part. Nobody in the run can see this: each node has its own tree only. */
import { useMemo } from "preact/hooks";
import { levelSize, type Path } from "../../core/path.js";
import { explainDifference } from "../../explain/difference.js";
import type { NodeTree } from "../../explain/trees.js";
import { compareTrees } from "../model/compare.js";
import { LEAVES_AS_CELLS_MAX } from "../model/moments.js";
import { nameOf } from "../model/orders.js";
import { nodeShown, nodesShown, otherShown, type Run, recordingText } from "../model/runs.js";
import { isPathOf, type State } from "../model/state.js";
import { Crumbs } from "./big-tree.js";
import { number } from "./format.js";
import { RoundHeads } from "./heads.js";
import { Icicle } from "./icicle.js";
import { PairTable } from "./pair-table.js";
import type { Go } from "./router.js";
import { CopyLink, SaveScreen } from "./save.js";
import { NodePicker } from "./tree.js";
import { TreeCanvas } from "./tree-canvas.js";
import { Refused } from "./ways.js";
import { Legend, Letter, Paragraphs } from "./words.js";

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
      <h2 class="unseen">
        The trees of nodes {node} and {other}
      </h2>
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
        >
          <CopyLink recording={() => recordingText(run.recording)} state={state} />
        </SaveScreen>
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

/** Two icicles side by side, in which alone what differs is lit. */
export function Pair({ a, b, state, go }: PairProps) {
  const { group } = a;
  const { rows, cells, toldApart, first } = useMemo(() => compareTrees(a, b), [a, b]);
  const isBig = levelSize(group.ids.length, group.m) > LEAVES_AS_CELLS_MAX;
  const top = isBig && isPathOf(a.group, state.top) ? state.top : [group.general];
  return (
    <div class="picture">
      <p class="tally">
        {toldApart === 0
          ? `${cells === 1 ? "The only cell is" : `All ${number(cells)} cells are`} the same.`
          : `${number(toldApart)} of ${number(cells)} cells were told differently.`}{" "}
        {first && (
          <button type="button" onClick={() => go({ path: first, ...(isBig && { top: first }) })}>
            The first: {first.join(".")}
          </button>
        )}
      </p>
      {isBig && <Crumbs top={top} zoom={(path) => go({ top: path })} />}
      <div class="pair-trees">
        <Half {...{ state, go, top, isBig }} tree={a} other={b} />
        <Half {...{ state, go, top, isBig }} tree={b} other={a} />
      </div>
      <Beside {...{ a, b }} path={state.path} />
      <Legend group={group} {...(isBig && { form: "canvas" })} isCompared />
      <details>
        <summary>The differences as a list</summary>
        <PairTable {...{ a, b, rows }} chosen={state.path} />
      </details>
    </div>
  );
}

interface HalfProps extends Pick<PairProps, "state" | "go"> {
  readonly tree: NodeTree;
  readonly other: NodeTree;
  readonly top: Path;
  readonly isBig: boolean;
}

const HALF_PX = 420;

function Half({ tree, other, top, isBig, state, go }: HalfProps) {
  const { group, node } = tree;
  const step = 2 * group.m;
  return (
    <section aria-label={`Tree of node ${node}`}>
      <h3>node {node}</h3>
      <RoundHeads m={group.m} first={top.length - 1} isShort />
      {isBig ? (
        <TreeCanvas
          {...{ tree, other, top, step }}
          facts={null}
          heightPx={HALF_PX}
          zoom={(path) => go({ top: path, path })}
        />
      ) : (
        <Icicle
          {...{ tree, step, other }}
          facts={null}
          selected={state.path}
          onSelect={(path, byKey) => go({ path }, byKey)}
          countLeaves={false}
        />
      )}
    </section>
  );
}

/** One cell of both trees in words. */
function Beside({ a, b, path }: Pick<PairProps, "a" | "b"> & { path: Path }) {
  if (!isPathOf(a.group, path)) return null;
  const isInner = path.length <= a.group.m;
  return (
    <p class="pair-said" role="status">
      On path <b>{path.join(".")}</b>{" "}
      {[a, b].map((tree, index) => (
        <span key={tree.node}>
          {index > 0 && "; "}node {tree.node} was told <Letter group={tree.group} order={tree.toldAt(path)} />{" "}
          {nameOf(tree.toldAt(path))}
          {isInner && (
            <>
              , which folds to <Letter group={tree.group} order={tree.foldedAt(path)} />{" "}
              {nameOf(tree.foldedAt(path))}
            </>
          )}
        </span>
      ))}
      .
    </p>
  );
}
