/** The heart of the page: one node's tree, step by step, cell by cell. */
import { useEffect } from "preact/hooks";
import { levelSize, type Path } from "../../core/path.js";
import type { NodeTree } from "../../explain/trees.js";
import { leafCounts } from "../../explain/votes.js";
import { classOf, nameOf } from "../model/orders.js";
import { nodeShown, nodesShown, type Run } from "../model/runs.js";
import type { State } from "../model/state.js";
import { stepShown } from "../model/steps.js";
import { BigTree } from "./bigtree.js";
import { Detail } from "./detail.js";
import { Icicle, type TreeProps } from "./icicle.js";
import { NodesAndLinks } from "./links.js";
import type { Go } from "./router.js";
import { Scrubber } from "./scrubber.js";
import { Strip } from "./strip.js";
import { Legend } from "./words.js";

/** With more leaves, cells are drawn on a canvas that zooms. */
const LEAVES_AS_CELLS_MAX = 130;

interface TreeScreenProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
}

export function TreeScreen({ run, state, go }: TreeScreenProps) {
  const { group } = run.facts;
  const node = nodeShown(run, state.node);
  const tree = run.facts.trees.get(node);
  useEffect(() => {
    performance.mark("strategos:picture");
  }, []);
  if (!tree) return <p class="empty">The recording does not say what any lieutenant accepted.</p>;
  const step = stepShown(group.m, state.step);
  const path = isPathOf(tree, state.path) ? state.path : [];
  const facts = state.mode === "all" ? run.facts : null;
  const isBig = levelSize(group.ids.length, group.m) > LEAVES_AS_CELLS_MAX;
  const props: TreeProps = {
    tree,
    step,
    facts,
    selected: path,
    countLeaves: state.countLeaves,
    onSelect: (to, byKey) => go({ path: to }, byKey),
  };
  return (
    <>
      <Strip run={run} tree={tree} mode={state.mode} step={step} go={go} />
      <div class="tools">
        <NodePicker
          label="Tree of"
          node={node}
          among={nodesShown(run)}
          onPick={(id) => go({ node: id, path: [] })}
        />
        {!isBig && <FormSwitch state={state} go={go} />}
        {!isBig && group.m > 1 && (
          <label class="check">
            <input
              type="checkbox"
              checked={state.countLeaves}
              onChange={(event) => go({ countLeaves: event.currentTarget.checked })}
            />
            count the leaves instead
          </label>
        )}
        {!isBig && <Scrubber m={group.m} step={state.step} go={go} />}
      </div>
      {isBig ? (
        <BigTree
          tree={tree}
          facts={facts}
          top={isPathOf(tree, state.top) ? state.top : [group.general]}
          go={go}
        />
      ) : (
        <div class={state.form === "links" ? "beside stacked" : "beside"}>
          <div class="picture">
            {state.form === "links" ? <NodesAndLinks {...props} /> : <RoundHeads {...props} />}
            {state.countLeaves && <LeafCount tree={tree} />}
            <Legend group={group} node={node} marksLies={facts !== null} form={state.form} />
          </div>
          <Detail tree={tree} path={path} step={step} facts={facts} countLeaves={state.countLeaves} />
        </div>
      )}
    </>
  );
}

/** Whether a path of the address is one of this tree's. */
function isPathOf({ group }: NodeTree, path: Path): boolean {
  return (
    path.length > 0 &&
    path.length <= group.m + 1 &&
    path[0] === group.general &&
    new Set(path).size === path.length &&
    path.every((id) => group.ids.includes(id))
  );
}

function RoundHeads(props: TreeProps) {
  const { m } = props.tree.group;
  return (
    <>
      <div class="round-heads" aria-hidden="true">
        {Array.from({ length: m + 1 }, (_, round) => (
          <span key={round}>
            {round === 0 ? "round 0: the order" : `round ${round}${round === m ? ": leaves" : ""}`}
          </span>
        ))}
      </div>
      <Icicle {...props} />
    </>
  );
}

interface PickerProps {
  readonly label: string;
  readonly node: number;
  readonly among: readonly number[];
  readonly onPick: (id: number) => void;
}

export function NodePicker({ label, node, among, onPick }: PickerProps) {
  return (
    <label class="pick">
      {label}{" "}
      <select value={String(node)} onChange={(event) => onPick(Number(event.currentTarget.value))}>
        {among.map((id) => (
          <option key={id} value={String(id)}>
            node {id}
          </option>
        ))}
      </select>
    </label>
  );
}

function FormSwitch({ state, go }: { state: State; go: Go }) {
  return (
    <div class="switch" role="group" aria-label="Form of the tree">
      <button type="button" aria-pressed={state.form === "icicle"} onClick={() => go({ form: "icicle" })}>
        icicle
      </button>
      <button type="button" aria-pressed={state.form === "links"} onClick={() => go({ form: "links" })}>
        nodes and links
      </button>
    </div>
  );
}

/** One bar of all leaves: what counting them in one go would come to. */
function LeafCount({ tree }: { tree: NodeTree }) {
  const counts = leafCounts(tree);
  const total = counts.reduce((sum, { leaves }) => sum + leaves, 0);
  return (
    <div
      class="leaf-count"
      role="img"
      aria-label={counts.map((one) => `${one.leaves} ${nameOf(one.order)}`).join(" to ")}
    >
      {counts.map(({ order, leaves }) => (
        <span key={order} class={classOf(tree.group, order)} style={{ width: `${(100 * leaves) / total}%` }}>
          {leaves} {nameOf(order)}
        </span>
      ))}
    </div>
  );
}
