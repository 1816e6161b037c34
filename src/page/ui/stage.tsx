/** The stage: nodes on a ring, their messages on the way, and beside them what one node holds; moment by moment. */
import { useEffect, useState } from "preact/hooks";
import { backFrom, type Moment, momentsOf, onFrom, progressOf, stepAt } from "../model/moments.js";
import { nodeShown, nodesShown, type Run } from "../model/runs.js";
import { stepSentence } from "../model/sentences.js";
import type { State } from "../model/state.js";
import { Arena } from "./arena.js";
import { Hand } from "./hand.js";
import { Holds } from "./holds.js";
import type { Go } from "./router.js";
import { SaveScreen } from "./save.js";
import { useStageKeys } from "./stage-keys.js";
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

/** Of a message on its way. */
const FLIGHT_MS = 900;
/** To read what happened, before the next one. */
const REST_MS = 700;
const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

export function StageScreen({ run, first, state, go, children }: StageProps) {
  const node = nodeShown(run, state.node);
  const isAll = state.mode === "all";
  const moments = momentsOf(run, isAll ? null : node);
  const at = Math.min(state.at, moments.length);
  const step = stepAt(moments, at, state.beat);
  const play = usePlay(moments, at, state, go);
  useEffect(() => {
    performance.mark("strategos:picture");
  }, []);
  const progress = progressOf(run, moments, at, node);
  const shown = { run, first, node, isAll, step, progress, state, go };
  return (
    <div
      class={state.isPresented ? "stage presented" : "stage"}
      style={{ "--flight": `${FLIGHT_MS / play.speed}ms` }}
    >
      <Arena {...shown} />
      <div class="says" role="status">
        <Words line={stepSentence(run, step, node)} group={run.group} />
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
            />
          )}
        </div>
        <Holds {...shown} />
      </section>
      {isAll && !state.isPresented && <Hand {...shown} />}
      <Controls {...{ state, go, at, play }} last={moments.length}>
        {children}
      </Controls>
    </div>
  );
}

export interface Play {
  readonly isPlaying: boolean;
  readonly speed: number;
  readonly toggle: () => void;
  readonly to: (at: number) => void;
  readonly on: () => void;
  readonly back: () => void;
  readonly faster: (by: 1 | -1) => void;
}

function usePlay(moments: readonly Moment[], at: number, state: State, go: Go): Play {
  const [isPlaying, setPlaying] = useState(false);
  const [pace, setPace] = useState(SPEEDS.indexOf(1));
  const speed = SPEEDS[pace] ?? 1;
  const next = onFrom(moments, at, state.beat);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(
      () => {
        if (next >= moments.length) setPlaying(false);
        go({ at: next }, true);
      },
      at === 0 ? 0 : (FLIGHT_MS + REST_MS) / speed,
    );
    return () => clearTimeout(timer);
  }, [isPlaying, at, next, speed, moments]);
  const to = (place: number) => {
    setPlaying(false);
    go({ at: Math.max(0, Math.min(moments.length, place)) }, true);
  };
  const play: Play = {
    ...{ isPlaying, speed, to },
    toggle: () => {
      if (!isPlaying && at >= moments.length) go({ at: 0 }, true);
      setPlaying(!isPlaying);
    },
    on: () => to(next),
    back: () => to(backFrom(moments, at, state.beat)),
    faster: (by) => setPace(Math.max(0, Math.min(SPEEDS.length - 1, pace + by))),
  };
  useStageKeys(play, moments.length, state.isPresented, go);
  return play;
}

interface ControlsProps {
  readonly state: State;
  readonly go: Go;
  readonly at: number;
  readonly last: number;
  readonly play: Play;
  readonly children?: preact.ComponentChildren;
}

function Controls({ state, go, at, last, play, children }: ControlsProps) {
  const { beat, isPresented } = state;
  return (
    <div class="stage-controls" role="group" aria-label="Time">
      <button type="button" class="main" title="Space" onClick={play.toggle}>
        {play.isPlaying ? "Pause" : at >= last ? "Play again" : "Play"}
      </button>
      <button type="button" title="left arrow" disabled={at === 0} onClick={play.back}>
        Back
      </button>
      <button type="button" title="right arrow" disabled={at === last} onClick={play.on}>
        On
      </button>
      <input
        type="range"
        min={0}
        max={last}
        value={at}
        aria-label="Moment"
        aria-valuetext={`${at} of ${last}`}
        onInput={(event) => play.to(Number(event.currentTarget.value))}
      />
      <output>
        {at} of {last}
      </output>
      <div class="switch" role="group" aria-label="One step is">
        {(["message", "round"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={beat === one} onClick={() => go({ beat: one }, true)}>
            a {one}
          </button>
        ))}
      </div>
      <span class="speed" role="group" aria-label="Speed">
        <button type="button" title="-" aria-label="Slower" onClick={() => play.faster(-1)}>
          −
        </button>
        <output>{play.speed} ×</output>
        <button type="button" title="+" aria-label="Faster" onClick={() => play.faster(1)}>
          +
        </button>
      </span>
      <button type="button" title="f" onClick={() => go({ isPresented: !isPresented })}>
        {isPresented ? "Leave (Esc)" : "Present"}
      </button>
      {children}
    </div>
  );
}
