/** Real processes on the stage, as their reports come in; with a gate between rounds, and buttons to harm a node. */
import type { LiveEvent } from "../../recording/live.js";
import { type Begin, lineOf, roundOf, runSoFar } from "../model/live.js";
import { momentsOf, progressOf, stepAt } from "../model/moments.js";
import { placesOf, RADIUS } from "../model/places.js";
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
  const note = lastNote(node, events);
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
        <span role="status">{note && <b>{`Node ${node} ${note}.`}</b>}</span>
      </div>
      <p class="hint">
        Click a node to choose it. Whoever is missing is waited for until the time of the round is up
        {begin.isGated ? ", 20 seconds a round" : ""}.
      </p>
      {run ? (
        <Scene {...{ run, first: run, node, isAll: true, state, go }} />
      ) : (
        <Waiting {...props} node={node} />
      )}
    </>
  );
}

/** What became of a node last that is no part of its rounds: `is cut off`. */
function lastNote(node: number, events: readonly LiveEvent[]): string | undefined {
  return lineOf(node, events).notes.at(-1);
}

/** The group before anybody has been told anything. */
function Waiting({ begin, node, go }: LiveStageProps & { node: number }) {
  const placeOf = placesOf(begin.nodes);
  return (
    <div class="stage live-stage">
      <div class="arena">
        <div
          class={`arena-square${begin.nodes.length > 13 ? " many" : ""}`}
          style={{ "--count": begin.nodes.length }}
        >
          <svg viewBox="0 0 100 100" aria-hidden="true">
            <circle cx="50" cy="50" r={RADIUS} />
          </svg>
          {begin.nodes.map((id) => (
            <button
              key={id}
              type="button"
              class={`stage-node${id === node ? " watched" : ""}`}
              style={{ left: `${placeOf(id).x}%`, top: `${placeOf(id).y}%` }}
              aria-pressed={id === node}
              onClick={() => go({ node: id })}
            >
              <span class="unseen">node</span>
              <b>{id}</b>
              {id === begin.general && <small>general</small>}
            </button>
          ))}
        </div>
      </div>
      <div class="says" role="status">
        Nothing has been told yet.
      </div>
    </div>
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
