/** Writing files that a user names, with a sentence for each way to fail. */
import { closeSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { printable } from "../core/printable.js";
import { linesOf, type Recording } from "../core/recording.js";
import { CliError, EXIT, WRITE_CAUSES } from "./exit.js";

/** Writes a file that does not exist yet, or overwrites it if told so. `mode`: who may read it. */
export function writeNewFile(
  file: string,
  text: string,
  options: { overwrite?: boolean; mode?: number } = {},
): void {
  const { overwrite = false, mode = 0o644 } = options;
  try {
    writeFileSync(file, text, { flag: overwrite ? "w" : "wx", mode });
  } catch (error) {
    if (!overwrite && (error as NodeJS.ErrnoException).code === "ENOSPC") rmSync(file, { force: true });
    throw unwritable(file, error);
  }
}

/** Fails now, before a run, if its recording could not be written after it. */
export function assertWritable(file: string): void {
  try {
    const part = partOf(file);
    closeSync(openSync(part, "w"));
    if (part !== file) rmSync(part, { force: true });
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** JSON Lines. A recording is whole or it is not there: it is renamed into place at the end. */
export function writeRecording(file: string, recording: Recording): void {
  const part = partOf(file);
  try {
    const lines = linesOf(recording).map((line) => `${JSON.stringify(line)}\n`);
    writeFileSync(part, lines.join(""));
    if (part !== file) renameSync(part, file);
  } catch (error) {
    if (part !== file) rmSync(part, { force: true });
    throw unwritable(file, error);
  }
}

/** Where it is written at first. A device or a pipe is written itself: renaming would put a file in its place. */
function partOf(file: string): string {
  const there = statSync(file, { throwIfNoEntry: false });
  return there === undefined || there.isFile() ? `${file}.part` : file;
}

function unwritable(file: string, error: unknown): CliError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") {
    return new CliError(
      EXIT.usage,
      `${printable(file)} exists already\n  fix: name another file, or remove this one first`,
    );
  }
  const cause = WRITE_CAUSES[code ?? ""] ?? code;
  return new CliError(
    EXIT.usage,
    `${printable(file)} cannot be written: ${cause}\n  fix: name a file in a folder you may write to, with room for it`,
  );
}
