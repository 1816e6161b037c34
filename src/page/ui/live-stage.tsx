/** Real processes on the stage, as their reports come in; with a gate between rounds, and buttons to harm a node. */
import type { LiveEvent } from "../../recording/live.js";
import { type Begin, roundOf, runSoFar } from "../model/live.js";
import { momentsOf, progressOf, stepAt } from "../model/moments.js";
import { nodeShown } from "../model/runs.js";
import { stepSentence } from "../model/sentences.js";
import type { State } from "../model/state.js";
import type { Deed } from "../server.js";
import { Arena, type Shown } from "./arena.js";
import { Holds } from "./holds.js";
import type { Go } from "./router.js";
import { SaveScreen } from "./save.js";
import { Words } from "./words.js";

interface LiveStageProps {
  readonly begin: Begin;
  readonly events: readonly LiveEvent[];
  readonly state: State;
  readonly go: Go;
  readonly act: (deed: Deed, of: number) => void;
}

const DEEDS: readonly (readonly [Deed, string])[] = [
  ["kill", "Kill"],
  ["stop", "Stop"],
  ["goOn", "Let it go on"],
  ["cutOff", "Cut off"],
  ["join", "Join again"],
];

export function LiveStage(props: LiveStageProps) {
  const { begin, events, state, go, act } = props;
  const run = runSoFar(begin, events);
  const asked = begin.nodes.includes(state.node) ? state.node : (begin.nodes[0] ?? 0);
  const node = run ? nodeShown(run, state.node) : asked;
  return (
    <>
      <div class="row" role="group" aria-label="The run">
        {begin.isGated && <Gate {...props} />}
        <span>Node {node}:</span>
        {DEEDS.map(([deed, name]) => (
          <button key={deed} type="button" onClick={() => act(deed, node)}>
            {name}
          </button>
        ))}
      </div>
      <p class="hint">
        Click a node to choose it. Whoever is missing is waited for until the time of the round is up
        {begin.isGated ? ", 20 seconds a round" : ""}.
      </p>
      {run && <Scene {...{ run, first: run, node, isAll: true, state, go }} />}
    </>
  );
}

/** Lets the next round go; its reports wait until then, or until the round is closed by its timeout. */
function Gate({ begin, events, act }: LiveStageProps) {
  const round = roundOf(events) + 1;
  return (
    <button type="button" class="main" disabled={round >= begin.rounds} onClick={() => act("next", round)}>
      Next round: {Math.min(round, begin.rounds - 1)}
    </button>
  );
}

/** All that has come of the round that is open, on its way. */
function Scene(given: Omit<Shown, "step" | "progress">) {
  const { run, node } = given;
  const moments = momentsOf(run, null);
  const step = stepAt(moments, moments.length, "round");
  const shown = { ...given, step, progress: progressOf(run, moments, moments.length, node) };
  return (
    <div class="stage live-stage" style={{ "--flight": "700ms" }}>
      <Arena {...shown} />
      <div class="says" role="status">
        <Words line={stepSentence(run, step, node)} group={run.group} />
      </div>
      <section class="held-by" aria-label={`What node ${node} holds`}>
        <div class="held-by-head">
          What node {node} holds
          <SaveScreen
            of=".arena, .says, .held-by"
            name="live"
            title={`What has come to node ${node} so far`}
          />
        </div>
        <Holds {...shown} />
      </section>
    </div>
  );
}
