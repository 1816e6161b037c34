/** `explain` of a recorded log: in sentences, or as JSON. Trees, paths and pictures are of one agreement. */
import { flagName } from "../config/draft.js";
import { printable } from "../core/printable.js";
import { logText, tellLog } from "../explain/log/story.js";
import { toPlain } from "../explain/text.js";
import type { LogRecording } from "../recording/log-lines.js";
import { EXIT, usage } from "./exit.js";
import { paint } from "./paint.js";

/** `recorded`: reads it, once it is clear what is asked. Returns the exit code. */
export function explainLog(
  file: string,
  recorded: () => LogRecording,
  settings: Readonly<Record<string, unknown>>,
): number {
  const others = Object.keys(settings).filter((flag) => flag !== "json");
  const [other] = others;
  if (other !== undefined) {
    throw usage(
      `${flagName(other)} is about one agreement, and ${printable(file)} is the recording of a log`,
      Object.fromEntries(others.map((flag) => [flagName(flag).slice(2), null])),
    );
  }
  const recording = recorded();
  const told = tellLog(recording);
  const lines = logText(recording, told);
  const json = () => JSON.stringify({ lines: toPlain(lines).split("\n"), ...told });
  process.stdout.write(`${settings["json"] ? json() : paint(lines)}\n`);
  return told.violations.length > 0 ? EXIT.violated : EXIT.holds;
}
