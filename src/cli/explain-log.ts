/**
 * `explain` of a recorded log: in sentences, or as JSON. It is recorded in one file, or in the folder that members of a real group
 * recorded in, whose files are one recording.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../core/printable.js";
import { logText, tellLog } from "../explain/log/story.js";
import { toPlain } from "../explain/text.js";
import { epochFolder, epochOf, isMembersFile } from "../recording/log-files.js";
import { isReal, joinedLog } from "../recording/log-joined.js";
import { type LogRecording, readLogRecording } from "../recording/log-lines.js";
import { EXIT, READ_CAUSES, usage } from "./exit.js";
import { paint } from "./paint.js";
import { recordingIn, recordingText } from "./recording-file.js";

/** Returns the exit code. */
export function explainLog(recording: LogRecording, isJson: boolean | undefined): number {
  const told = tellLog(recording);
  const lines = logText(recording, told);
  const json = () => JSON.stringify({ lines: toPlain(lines).split("\n"), ...told });
  process.stdout.write(`${isJson ? json() : paint(lines)}\n`);
  return told.violations.length > 0 ? EXIT.violated : EXIT.holds;
}

/** One file, in which others may be heard of. */
export function logRecordingIn(file: string, text: string): LogRecording {
  const recording = recordingIn(file, text, readLogRecording);
  return isReal(recording) ? joined([recording]) : recording;
}

/** All files of the folder's last epoch, or of the folder itself where it is that of one. */
export function logRecordingOf(folder: string): LogRecording {
  const epochs = namesIn(folder)
    .flatMap((name) => epochOf(name) ?? [])
    // of an old one a member takes away its files, not the folder that others may use
    .filter((epoch) => membersFilesIn(join(folder, epochFolder(epoch))).length > 0)
    .sort((a, b) => a - b);
  const last = epochs.pop();
  const own = last === undefined ? folder : join(folder, epochFolder(last));
  if (epochs.length > 0) {
    const others = epochs.map((epoch) => printable(join(folder, epochFolder(epoch)))).join(", ");
    process.stderr.write(`this is the last epoch; before: ${others}\n`);
  }
  return joined(
    membersFilesIn(own).map((name) => {
      const file = join(own, name);
      return recordingIn(file, recordingText(file), readLogRecording);
    }),
  );
}

function membersFilesIn(folder: string): string[] {
  return namesIn(folder).filter(isMembersFile);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw usage(
      `the folder ${printable(folder)} cannot be read: ${READ_CAUSES[code] ?? code}`,
      "give yourself the right to, or name another one",
    );
  }
}

function joined(recordings: readonly LogRecording[]): LogRecording {
  const [first, ...others] = recordings.filter(isReal);
  if (!first) {
    const cause = "there is no member's recording in this folder";
    throw usage(cause, "give the folder of strategos serve --record");
  }
  return joinedLog([first, ...others]);
}
