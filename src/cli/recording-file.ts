/** A recording in a file that a user names. */
import { printable } from "../core/printable.js";
import { RecordingError } from "../recording/fields.js";
import { type ReadOptions, type ReadRecording, readRecording } from "../recording/read.js";
import { CliError, EXIT } from "./exit.js";
import { readNamedFile } from "./reading.js";
import { commandText } from "./shell.js";

/** A recording of more bytes is not read into memory, nor could it be one string. */
const RECORDING_BYTES_MAX = 500 * 1024 * 1024;

/** What is to be known of the file itself goes to stderr. Throws a CliError. */
export function readRecordingFile(file: string, options: ReadOptions = {}): ReadRecording {
  const text = readNamedFile(file, {
    what: "the recording",
    bytesMax: RECORDING_BYTES_MAX,
    exitCode: EXIT.usage,
    fix: `record a run (a large one without --record-all): ${commandText("run", "--record", file)}`,
  });
  try {
    const recording = readRecording(text, options);
    for (const note of recording.notes) process.stderr.write(`${printable(file)}: ${note}\n`);
    return recording;
  } catch (error) {
    if (error instanceof RecordingError)
      throw new CliError(EXIT.usage, `${printable(file)}: ${error.message}`);
    throw error;
  }
}
