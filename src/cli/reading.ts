/** Files that a user names, read for a verb: what they are to be, and a sentence with the verb's exit code if they are not. */
import { FileError, readTextFile } from "../config/file.js";
import { printable } from "../core/printable.js";
import { CliError, EXIT } from "./exit.js";
import { isRecordingText } from "./recordings.js";
import { commandText } from "./shell.js";

export interface Wanted {
  /** Begins the sentence, e.g. "the configuration". */
  readonly what: string;
  readonly bytesMax: number;
  readonly exitCode: number;
  /** What to do where the reason itself says nothing. */
  readonly fix: string;
  /** The same where there is no such file, and one could be written there. */
  readonly toMake?: string;
}

/** The file's text, of anything but a recording. Throws a CliError. */
export function readNamedFile(file: string, wanted: Wanted): string {
  const text = readNamedText(file, wanted);
  if (!isRecordingText(text)) return text;
  const fix = `name another file; ${commandText("explain", file)} tells of this one`;
  throw new CliError(wanted.exitCode, `${wanted.what} ${printable(file)} is a recording`, fix);
}

export function readNamedText(file: string, { what, bytesMax, exitCode, fix, toMake = fix }: Wanted): string {
  try {
    return readTextFile(file, bytesMax).text;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const cause = `${what} ${printable(file)} ${error.reason}`;
    throw new CliError(
      error.isMachine ? EXIT.port : exitCode,
      cause,
      error.fix ?? (error.isFree ? toMake : fix),
    );
  }
}

/** The file's JSON value; `fix` is said of what is no JSON, too. */
export function readNamedJson(file: string, wanted: Wanted): unknown {
  const text = readNamedFile(file, wanted);
  try {
    return JSON.parse(text);
  } catch {
    const sentence = `${wanted.what} ${printable(file)} is not JSON\n  fix: ${wanted.fix}`;
    throw new CliError(wanted.exitCode, sentence);
  }
}
