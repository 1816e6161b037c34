/** A recording in a file that a user names. */
import { statSync } from "node:fs";
import { printable } from "../core/printable.js";
import { RecordingError } from "../recording/fields.js";
import { type ReadOptions, type ReadRecording, readRecording } from "../recording/read.js";
import { EXIT, usage } from "./exit.js";
import { readNamedFile } from "./reading.js";
import { commandText } from "./shell.js";

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

export function recordingText(file: string): string {
  return readNamedFile(file, {
    what: "the recording",
    bytesMax: RECORDING_BYTES_MAX,
    exitCode: EXIT.usage,
    fix: `record a run (a large one without --record-all): ${commandText("run", "--record", file)}`,
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
    if (error instanceof RecordingError) throw usage(`${printable(file)}: ${error.message}`);
    throw error;
  }
}
