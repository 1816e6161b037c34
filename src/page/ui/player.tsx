/** What plays the stage, moment by moment: its clock, its keys and its buttons. */
import { useEffect, useState } from "preact/hooks";
import type { Beat } from "../model/moments.js";
import type { State } from "../model/state.js";
import type { Go } from "./router.js";
import { useStageKeys } from "./stage-keys.js";

/** Of a message on its way. */
const FLIGHT_MS = 900;
/** To read what happened, before the next one. */
const REST_MS = 700;
const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

/** Where the stage stands among its moments, and where a step leads from there. */
export interface Standing {
  readonly at: number;
  readonly last: number;
  readonly next: number;
  readonly before: number;
}

export interface Play {
  readonly isPlaying: boolean;
  readonly speed: number;
  /** how long a message travels, for the stylesheet */
  readonly flight: string;
  readonly toggle: () => void;
  readonly to: (at: number) => void;
  readonly on: () => void;
  readonly back: () => void;
  readonly faster: (by: 1 | -1) => void;
}

export function usePlay({ at, last, next, before }: Standing, { isPresented }: State, go: Go): Play {
  const [isPlaying, setPlaying] = useState(false);
  const [pace, setPace] = useState(SPEEDS.indexOf(1));
  const speed = SPEEDS[pace] ?? 1;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(
      () => {
        if (next >= last) setPlaying(false);
        go({ at: next }, true);
      },
      at === 0 ? 0 : (FLIGHT_MS + REST_MS) / speed,
    );
    return () => clearTimeout(timer);
  }, [isPlaying, at, next, last, speed]);
  const to = (place: number) => {
    setPlaying(false);
    go({ at: Math.max(0, Math.min(last, place)) }, true);
  };
  const play: Play = {
    ...{ isPlaying, speed, to },
    flight: `${FLIGHT_MS / speed}ms`,
    toggle: () => {
      if (!isPlaying && at >= last) go({ at: 0 }, true);
      setPlaying(!isPlaying);
    },
    on: () => to(next),
    back: () => to(before),
    faster: (by) => setPace(Math.max(0, Math.min(SPEEDS.length - 1, pace + by))),
  };
  useStageKeys(play, last, isPresented, go);
  return play;
}

interface ControlsProps {
  readonly state: State;
  readonly go: Go;
  readonly at: number;
  readonly last: number;
  readonly play: Play;
  /** what one step may be */
  readonly beats: Readonly<Record<Beat, string>>;
  readonly children?: preact.ComponentChildren;
}

export function Controls({ state, go, at, last, play, beats, children }: ControlsProps) {
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
            {beats[one]}
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
