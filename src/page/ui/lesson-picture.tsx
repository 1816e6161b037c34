/** The picture of a lesson's page: what the screens show, without their tools. */
import type { NodeTree } from "../../explain/trees.js";
import { type LessonPage, pictureOf } from "../model/lesson.js";
import { lessonLog } from "../model/lessons/log.js";
import { isCells } from "../model/moments.js";
import { nodeShown, otherShown, type Run, simulatedRun } from "../model/runs.js";
import { isPathOf, type State } from "../model/state.js";
import { stepShown } from "../model/steps.js";
import { BigTree } from "./big-tree.js";
import { Pair } from "./compare.js";
import { Detail } from "./detail.js";
import { LeafCount, RoundHeads } from "./heads.js";
import { Icicle } from "./icicle.js";
import { LogScene } from "./log-stage.js";
import { NodesPicture } from "./nodes.js";
import { RoundsPicture } from "./rounds.js";
import type { Go } from "./router.js";
import { Verdict } from "./strip.js";
import { Legend } from "./words.js";
import { WorldsScreen } from "./worlds.js";

interface PictureProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
}

export function LessonPicture({ page, state, go }: { page: LessonPage; state: State; go: Go }) {
  // a picture may lead away from its lesson: to a comparison, or to a tree of its own
  const lead: Go = (change, replace) =>
    go(change.screen ? { ...change, lesson: 0, page: 0 } : change, replace);
  return <div class="lesson-picture">{drawn(page, state, lead)}</div>;
}

function drawn(page: LessonPage, state: State, go: Go) {
  const name = pictureOf(page.look);
  if (name === "log") return <LogPicture views={state.step} />;
  if (name === "worlds") return <WorldsScreen go={go} isAllKnowing={state.mode === "all"} />;
  const run = simulatedRun(state.setup);
  if (name === "rounds") return <RoundsPicture run={run} state={state} go={go} />;
  if (name === "nodes" || run.facts.trees.size === 0) return <NodesPicture run={run} />;
  if (name === "compare") return <ComparePicture run={run} state={state} go={go} />;
  return <TreePicture run={run} state={state} go={go} />;
}

function TreePicture({ run, state, go }: PictureProps) {
  const { group } = run.facts;
  const node = nodeShown(run, state.node);
  const tree = run.facts.trees.get(node) as NodeTree;
  const step = stepShown(group.m, state.step);
  const { countLeaves, mode } = state;
  const path = isPathOf(group, state.path) ? state.path : [];
  const facts = mode === "all" ? run.facts : null;
  if (!isCells(run))
    return (
      <BigTree
        {...{ tree, facts, step, countLeaves, go }}
        top={isPathOf(group, state.top) ? state.top : [group.general]}
      />
    );
  return (
    <>
      {facts && <Verdict {...{ run, tree, go }} />}
      <div class="picture">
        <h3>What node {node} was told</h3>
        <RoundHeads m={group.m} first={0} />
        <Icicle
          {...{ tree, step, facts, countLeaves }}
          selected={path}
          onSelect={(to, byKey) => go({ path: to }, byKey)}
        />
        {countLeaves && <LeafCount tree={tree} />}
        <Legend group={group} node={node} marksLies={facts !== null} />
      </div>
      {path.length > 0 && <Detail {...{ tree, path, step, facts, countLeaves }} />}
    </>
  );
}

function ComparePicture({ run, state, go }: PictureProps) {
  const node = nodeShown(run, state.node);
  const [a, b] = [node, otherShown(run, node, state.other)].map((id) => run.facts.trees.get(id));
  return <Pair a={a as NodeTree} b={b as NodeTree} state={state} go={go} />;
}

/** A log as far as the page tells it: after so many views, or to its end. */
function LogPicture({ views }: { views: number | null }) {
  const log = lessonLog();
  const end = log.views.findIndex((view) => view > (views ?? Number.POSITIVE_INFINITY));
  return (
    <div class="picture stage log-stage lesson-log">
      <h3 class="unseen">Four members keep a log; member 2 is silent</h3>
      <LogScene log={log} at={end < 0 ? log.moments.length : end} beat="round" />
    </div>
  );
}
