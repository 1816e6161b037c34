/** How a finished run is shown, real or simulated: recorded, then printed for people or for programs. */
import pc from "picocolors";
import type { Recording } from "../core/recording.js";
import type { RunResult } from "../core/result.js";
import { exitCodeOf } from "../core/verdict.js";
import { writeRecording } from "./recording-file.js";
import { storyText } from "./story.js";
import { verdictText } from "./verdict.js";

export interface OutputSettings {
  readonly record?: string;
  readonly recordAll?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Above this many nodes the tree is not drawn. */
const NODES_DRAWN_MAX = 7;

export function drawsTree(n: number, { json }: OutputSettings): boolean {
  return !json && n <= NODES_DRAWN_MAX;
}

/** Returns the exit code. `timing` says in words how long it took. */
export function finish(
  recording: Recording,
  result: RunResult,
  settings: OutputSettings,
  timing: string,
): number {
  if (settings.record) writeRecording(settings.record, recording);
  if (settings.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const story = drawsTree(result.n, settings) ? storyText(recording) : null;
    process.stdout.write(`${[story, verdictText(result), pc.dim(timing)].filter(Boolean).join("\n\n")}\n`);
  }
  return exitCodeOf(result.conditions);
}
