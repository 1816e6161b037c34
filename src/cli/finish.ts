/** How a finished run is shown, real or simulated: recorded, then printed for people or for programs. */
import pc from "picocolors";
import type { Recording } from "../recording/recording.js";
import type { RunResult } from "../recording/result.js";
import { exitCodeOf } from "../recording/verdict.js";
import { writeRecording } from "./files.js";
import { drawsTree, type OutputSettings } from "./settings.js";
import { storyText } from "./story.js";
import { verdictText } from "./verdict.js";

/** Returns the exit code. `timing` says in words how long it took. `signal` gives the recording up. */
export async function finish(
  recording: Recording,
  result: RunResult,
  settings: OutputSettings,
  timing: string,
  signal?: AbortSignal,
): Promise<number> {
  if (settings.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const story = drawsTree(result.n, settings) ? storyText(recording) : null;
    process.stdout.write(`${[story, verdictText(result), pc.dim(timing)].filter(Boolean).join("\n\n")}\n`);
  }
  if (settings.record) await writeRecording(settings.record, recording, signal);
  return exitCodeOf(result.conditions);
}
