/** A recording in a file that a user names. */
import { statSync } from "node:fs";
import { printable } from "../core/printable.js";
import { RecordingError } from "../recording/fields.js";
import { type ReadOptions, type ReadRecording, readRecording } from "../recording/read.js";
import { EXIT, usage } from "./exit.js";
import { readNamedText } from "./reading.js";
import { commandText } from "./shell.js";
import { unused } from "./written.js";

/** A recording of more bytes is not read into memory, nor could it be one string. */
const RECORDING_BYTES_MAX = 500 * 1024 * 1024;

/** What is to be known of the file itself goes to stderr. Throws a CliError. */
export function readRecordingFile(file: string, options: ReadOptions = {}): ReadRecording {
  return recordingIn(file, recordingText(file), (text) => readRecording(text, options));
}

/** Whether the path is a folder, as `serve --record` makes one. What cannot be looked at is none: who reads it is told why. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

export function recordingText(file: string, bytesMax = RECORDING_BYTES_MAX): string {
  return readNamedText(file, {
    what: "the recording",
    bytesMax,
    exitCode: EXIT.usage,
    fix: "name a file that run or sim wrote with --record, without --record-all if it is large",
    toMake: `record a run (a large one without --record-all): ${commandText("run", "--record", file)}`,
  });
}

/** The file's text, read as one kind of recording. */
export function recordingIn<R extends { readonly notes: readonly string[] }>(
  file: string,
  text: string,
  read: (text: string) => R,
): R {
  try {
    const recording = read(text);
    for (const note of recording.notes) process.stderr.write(`${printable(file)}: ${note}\n`);
    return recording;
  } catch (error) {
    throw unread(file, text, error);
  }
}

/** What is wrong with a text that could not be read as a recording. */
export function unread(file: string, text: string, error: unknown): unknown {
  if (!(error instanceof RecordingError)) return error;
  const shown = printable(file);
  if (!isConfigurationText(text)) return usage(`${shown}: ${error.message}`);
  const command = commandText("run", file, "--record", unused("run.jsonl"));
  return usage(`${shown} is a configuration, and no recording`, `record a run of it: ${command}`);
}

/** By the key that every one has; a line of a recording has a type, too. */
function isConfigurationText(text: string): boolean {
  const beginning = text.slice(0, 100_000);
  return /(?:^|[{,])\s*["']?nodes["']?\s*:/m.test(beginning) && !/["']type["']\s*:/.test(beginning);
}
