/** The stage: nodes on a ring, their messages on the way, and beside them what one node holds; moment by moment. */
import { useEffect } from "preact/hooks";
import { backFrom, momentsOf, onFrom, progressOf, stepAt } from "../model/moments.js";
import { nodeShown, nodesShown, type Run, recordingText } from "../model/runs.js";
import { stepSentence } from "../model/sentences.js";
import type { State } from "../model/state.js";
import { Arena } from "./arena.js";
import { Hand } from "./hand.js";
import { Holds } from "./holds.js";
import { Controls, usePlay } from "./player.js";
import type { Go } from "./router.js";
import { CopyLink, SaveScreen } from "./save.js";
import { NodePicker } from "./tree.js";
import { Words } from "./words.js";

interface StageProps {
  readonly run: Run;
  /** the run before lies were told by hand */
  readonly first: Run;
  readonly state: State;
  readonly go: Go;
  /** what else stands among the buttons */
  readonly children?: preact.ComponentChildren;
}

export function StageScreen({ run, first, state, go, children }: StageProps) {
  const node = nodeShown(run, state.node);
  const isAll = state.mode === "all";
  const moments = momentsOf(run, isAll ? null : node);
  const at = Math.min(state.at, moments.length);
  const step = stepAt(moments, at, state.beat);
  const last = moments.length;
  const [next, before] = [onFrom(moments, at, state.beat), backFrom(moments, at, state.beat)];
  const play = usePlay({ at, last, next, before }, state, go);
  useEffect(() => {
    performance.mark("strategos:picture");
  }, []);
  const progress = progressOf(run, moments, at, node);
  const shown = { run, first, node, isAll, step, progress, state, go };
  return (
    <div class={state.isPresented ? "stage presented" : "stage"} style={{ "--flight": play.flight }}>
      <Arena {...shown} />
      <div class="says" role="status">
        <Words line={stepSentence(run, step, node, isAll)} group={run.group} />
      </div>
      <section class="held-by" aria-label={`What node ${node} holds`}>
        <div class="held-by-head">
          <NodePicker
            label="What"
            node={node}
            among={nodesShown(run)}
            onPick={(id) => go({ node: id, ...(!isAll && { at: 0 }) })}
          />
          <span>holds</span>
          {!state.isPresented && (
            <SaveScreen
              of=".arena, .says, .held-by"
              name={`stage-${at}`}
              title={`Moment ${at} of ${moments.length}`}
            >
              <CopyLink recording={() => recordingText(run.recording)} state={state} />
            </SaveScreen>
          )}
        </div>
        <Holds {...shown} />
      </section>
      {isAll && !state.isPresented && <Hand {...shown} />}
      <Controls {...{ state, go, at, last, play }} beats={{ message: "a message", round: "a round" }}>
        {children}
      </Controls>
    </div>
  );
}
