/** Recordings of a log: one file, or the folder that members of a real group recorded in, whose files are one recording. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { unreadable } from "../config/file.js";
import { printable } from "../core/printable.js";
import { EPOCH_FOLDER, MEMBER_FILE } from "../member/log/record-file.js";
import { RecordingError } from "../recording/fields.js";
import { isReal, joinedLog } from "../recording/log-joined.js";
import { type LogRecording, readLogRecording } from "../recording/log-lines.js";
import { CliError, EXIT } from "./exit.js";
import { recordingIn, recordingText } from "./recording-file.js";

/** Whether the path is a folder, as `serve --record` makes one. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // why it cannot be looked at is said by who reads it
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { reason, isMachine } = unreadable(error);
    const cause = `the folder of recordings ${printable(folder)} ${reason}`;
    const fix = "name one that you may read, or the file of one member in it";
    throw new CliError(isMachine ? EXIT.port : EXIT.usage, `${cause}\n  fix: ${fix}`);
  }
}

/** One file, in which others may be heard of. */
export function logRecordingIn(file: string, text: string): LogRecording {
  const recording = recordingIn(file, text, readLogRecording);
  return isReal(recording) ? joined([recording]) : recording;
}

/** All files of the folder's last epoch, or of the folder itself where it is that of one. */
export function logRecordingOf(folder: string): LogRecording {
  const epochs = namesIn(folder)
    .flatMap((name) => EPOCH_FOLDER.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const last = epochs.pop();
  const own = last === undefined ? folder : join(folder, `epoch-${last}`);
  if (epochs.length > 0) {
    const others = epochs.map((epoch) => printable(join(folder, `epoch-${epoch}`))).join(", ");
    process.stderr.write(`this is the last epoch; before: ${others}\n`);
  }
  const files = namesIn(own).filter((name) => MEMBER_FILE.test(name));
  return joined(
    files.map((name) => {
      const file = join(own, name);
      return recordingIn(file, recordingText(file), readLogRecording);
    }),
  );
}

function joined(recordings: readonly LogRecording[]): LogRecording {
  const [first, ...others] = recordings.filter(isReal);
  if (!first) {
    const cause = "there is no member's recording in this folder";
    throw new CliError(EXIT.usage, `${cause}\n  fix: give the folder of strategos serve --record`);
  }
  try {
    return joinedLog([first, ...others]);
  } catch (error) {
    if (error instanceof RecordingError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}
