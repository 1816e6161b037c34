/** What each node holds, where the protocol keeps no message tree for one order: V, values and proposals, vectors. */
import { useEffect } from "preact/hooks";
import { conditionWords } from "../../explain/conditions.js";
import { EXPLAINED } from "../../explain/protocols.js";
import { tellRounds, tellRoundsOf } from "../../explain/rounds.js";
import { say } from "../../explain/text.js";
import { nodeShown, nodesShown, type Run, recordingText } from "../model/runs.js";
import type { State } from "../model/state.js";
import { VIEWS } from "../protocols.js";
import { failedLines, Judged } from "./judged.js";
import { PlayOn } from "./play-on.js";
import type { Go } from "./router.js";
import { CopyLink, SaveScreen } from "./save.js";
import { KnownCard, NoVerdict } from "./strip.js";
import { NodePicker } from "./tree.js";
import { Refused } from "./ways.js";
import { Legend, Paragraphs, Words } from "./words.js";

interface NodesProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
}

export function NodesScreen({ run, state, go }: NodesProps) {
  const node = nodeShown(run, state.node);
  const isAll = state.mode === "all";
  useEffect(() => {
    performance.mark("strategos:picture");
  }, []);
  return (
    <>
      {isAll && (
        <section class="strip" aria-label="What each decided">
          <ol class="cards">
            {run.group.ids.map((id) => (
              <KnownCard key={id} id={id} run={run} node={node} go={go} />
            ))}
          </ol>
        </section>
      )}
      {isAll && <All run={run} />}
      {isAll && <Verdict run={run} />}
      <One run={run} node={node} isAll={isAll} state={state} go={go} />
      {!isAll && <NoVerdict node={node} go={go} />}
      <PlayOn run={run} state={state} go={go} round={0} />
    </>
  );
}

function Verdict({ run: { recording, group } }: { run: Run }) {
  const { run, verdict } = recording;
  const story = tellRounds(recording);
  return (
    <div class="verdict">
      {verdict && <Conditions run={run} verdict={verdict} group={group} />}
      <details>
        <summary>The whole story</summary>
        <Paragraphs text={story} group={group} />
      </details>
    </div>
  );
}

type ConditionsProps = Pick<Run["recording"], "run"> & {
  readonly verdict: NonNullable<Run["recording"]["verdict"]>;
  readonly group: Run["group"];
};

function Conditions({ run, verdict, group }: ConditionsProps) {
  const { conditions, guaranteed, observed } = verdict;
  const { ic1, ic2, guarantee } = conditionWords({ ...run, guaranteed, observed });
  return (
    <Judged
      group={group}
      lines={[
        { line: say`IC1 ${conditions.ic1}: ${ic1}`, judgement: conditions.ic1 },
        { line: say`IC2 ${conditions.ic2}: ${ic2}`, judgement: conditions.ic2 },
        { line: say`${guarantee}`, judgement: null },
        ...failedLines(verdict),
      ]}
    />
  );
}

/** What all hold, and how that is judged, as a lesson has it. */
export function NodesPicture({ run }: { run: Run }) {
  const { run: line, verdict } = run.recording;
  return (
    <>
      <div class="verdict">{verdict && <Conditions run={line} verdict={verdict} group={run.group} />}</div>
      <All run={run} />
    </>
  );
}

function All({ run }: { run: Run }) {
  const { tables } = VIEWS[run.group.protocol];
  return (
    <section class="picture all-held" aria-label="What each node holds">
      <div class="row">
        <h2>What each node holds</h2>
        <SaveScreen of=".all-held .scroller" name="nodes" title="What each node holds" />
      </div>
      {tables?.hint?.(run.group)}
      <div class="scroller" role="region" aria-label="Nodes beside each other" tabIndex={0}>
        {tables?.ofAll(run, run.held)}
      </div>
      <Legend group={run.group} />
    </section>
  );
}

interface OneProps {
  readonly run: Run;
  readonly node: number;
  readonly isAll: boolean;
  readonly state: State;
  readonly go: Go;
}

function One({ run, node, isAll, state, go }: OneProps) {
  const { group, facts, recording } = run;
  const { tables } = VIEWS[group.protocol];
  const held = run.held.get(node);
  if (!held) {
    const why = `The recording does not say what node ${node} accepted.`;
    return <Refused go={go} why={why} way="Open another, or set up a run" />;
  }
  return (
    <>
      <div class="tools">
        <NodePicker label="What" node={node} among={nodesShown(run)} onPick={(id) => go({ node: id })} />
        <span>holds</span>
        <SaveScreen of=".held-by-one" name={`node-${node}`} title={`What node ${node} holds`}>
          <CopyLink recording={() => recordingText(run.recording)} state={state} />
        </SaveScreen>
      </div>
      {!isAll && tables?.hint?.(group)}
      <div class={tables?.isWide ? "beside stacked" : "beside"}>
        <div class="picture held-by-one">
          <div class="scroller" role="region" aria-label={`What node ${node} holds`} tabIndex={0}>
            {tables?.ofOne(run, node, held)}
          </div>
          {!isAll && <Legend group={group} />}
        </div>
        <section class="detail" aria-label="What it says">
          <h2>How node {node} decides</h2>
          {isAll && facts.isTraitor(node) && (
            <p class="hint">It is a traitor: this is what it would hold if it were honest.</p>
          )}
          {EXPLAINED[group.protocol].lines(group, node, held).map((line, index) => (
            <p key={index}>
              <Words line={line} group={group} />
            </p>
          ))}
          <details>
            <summary>All that it was told</summary>
            <Paragraphs text={tellRoundsOf(recording, node)} group={group} />
          </details>
        </section>
      </div>
    </>
  );
}
