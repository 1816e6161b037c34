/** The heart of the page: one node's tree, step by step, cell by cell. */
import { useEffect } from "preact/hooks";
import { treePicture } from "../../pictures/pictures.js";
import { isCells } from "../model/moments.js";
import { nodeShown, nodesShown, type Run, recordingText } from "../model/runs.js";
import { isPathOf, type State } from "../model/state.js";
import { stepShown } from "../model/steps.js";
import { BigTree } from "./big-tree.js";
import { Detail } from "./detail.js";
import { svgOfScreen } from "./drawn.js";
import { LeafCount, RoundHeads } from "./heads.js";
import { Icicle, type TreeProps } from "./icicle.js";
import { NodesAndLinks } from "./links.js";
import { PlayOn } from "./play-on.js";
import type { Go } from "./router.js";
import { CopyLink, SaveDrawn } from "./save.js";
import { Scrubber } from "./scrubber.js";
import { Still } from "./still.js";
import { Cards, NoVerdict, Verdict } from "./strip.js";
import { Refused } from "./ways.js";
import { Legend } from "./words.js";

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
  if (!tree) {
    const why = "The recording does not say what any lieutenant accepted.";
    return <Refused go={go} why={why} way="Open another, or set up a run" />;
  }
  const step = stepShown(group.m, state.step);
  const path = isPathOf(tree.group, state.path) ? state.path : [];
  const facts = state.mode === "all" ? run.facts : null;
  const isBig = !isCells(run);
  const verdict = (
    <Still of={[run, tree, state.mode]}>
      {() => (facts === null ? <NoVerdict node={node} go={go} /> : <Verdict run={run} tree={tree} go={go} />)}
    </Still>
  );
  const seen = () => svgOfScreen(".beside > .picture", `The message tree of node ${node}`);
  const drawn = () => treePicture(run.recording, node, facts !== null);
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
      <Still of={[run, tree, state.mode, step]}>
        {() => <Cards run={run} tree={tree} mode={state.mode} step={step} go={go} />}
      </Still>
      <div class="tools">
        <Still of={[run, node, state.form, state.countLeaves, state.step]}>
          {() => (
            <>
              <NodePicker
                label="Tree of"
                node={node}
                among={nodesShown(run)}
                onPick={(id) => go({ node: id, path: [] })}
              />
              <FormSwitch state={state} go={go} />
              {group.m > 1 && (
                <label class="check">
                  <input
                    type="checkbox"
                    checked={state.countLeaves}
                    onChange={(event) => go({ countLeaves: event.currentTarget.checked })}
                  />
                  count the leaves instead
                </label>
              )}
              <Scrubber m={group.m} step={state.step} go={go} />
            </>
          )}
        </Still>
        <SaveDrawn name={`tree-of-node-${node}`} draw={isBig || state.form === "links" ? seen : drawn}>
          <CopyLink recording={() => recordingText(run.recording)} state={state} />
        </SaveDrawn>
      </div>
      {isBig ? (
        <BigTree
          {...{ tree, facts, step }}
          countLeaves={state.countLeaves}
          form={state.form}
          top={isPathOf(tree.group, state.top) ? state.top : [group.general]}
          go={go}
        >
          {verdict}
        </BigTree>
      ) : (
        <div class={state.form === "links" ? "beside stacked" : "beside"}>
          <div class="picture">
            {state.form === "links" ? (
              <NodesAndLinks {...props} />
            ) : (
              <>
                <RoundHeads m={group.m} first={0} />
                <Icicle {...props} />
              </>
            )}
            {state.countLeaves && <LeafCount tree={tree} />}
            <Legend group={group} node={node} marksLies={facts !== null} form={state.form} />
          </div>
          <div>
            {verdict}
            <Detail tree={tree} path={path} step={step} facts={facts} countLeaves={state.countLeaves} />
          </div>
        </div>
      )}
      <PlayOn run={run} state={state} go={go} round={Math.min(step, group.m)} />
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
