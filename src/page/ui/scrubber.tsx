/** Plays a run: the rounds fill the tree level by level, then it folds from the leaves to the root. */
import { useEffect, useState } from "preact/hooks";
import { lastStep, stepName, stepShown } from "../model/steps.js";
import type { Go } from "./router.js";

const STEP_MS = 900;

interface ScrubberProps {
  readonly m: number;
  readonly step: number | null;
  readonly go: Go;
}

export function Scrubber({ m, step, go }: ScrubberProps) {
  const last = lastStep(m);
  const shown = stepShown(m, step);
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      if (shown + 1 >= last) setPlaying(false);
      if (shown < last) go({ step: shown + 1 === last ? null : shown + 1 }, true);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, shown, last]);
  const play = () => {
    if (!isPlaying && shown >= last) go({ step: 0 });
    setPlaying(!isPlaying);
  };
  const move = (to: number, replace = false) => {
    setPlaying(false);
    go({ step: to >= last ? null : Math.max(0, to) }, replace);
  };
  return (
    <div class="scrubber" role="group" aria-label="Time">
      <button type="button" onClick={play} disabled={last === 0} aria-label={isPlaying ? "Pause" : "Play"}>
        {isPlaying ? "❚❚" : "▶"}
      </button>
      <input
        type="range"
        min={0}
        max={last}
        value={shown}
        disabled={last === 0}
        aria-label="Step"
        aria-valuetext={stepName(m, shown)}
        onInput={(event) => move(Number(event.currentTarget.value), true)}
      />
      <output>{stepName(m, shown)}</output>
    </div>
  );
}
