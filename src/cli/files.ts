/** Writing files that a user names, with a sentence for each way to fail. */
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { linesOf, type Recording } from "../core/recording.js";
import { CliError, EXIT } from "./exit.js";

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
    throw unwritable(file, error);
  }
}

/** Fails now, before a run, if its recording could not be written after it. */
export function assertWritable(file: string): void {
  try {
    closeSync(openSync(`${file}.part`, "w"));
    rmSync(`${file}.part`, { force: true });
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** JSON Lines. A recording is whole or it is not there: it is renamed into place at the end. */
export function writeRecording(file: string, recording: Recording): void {
  try {
    const lines = linesOf(recording).map((line) => `${JSON.stringify(line)}\n`);
    writeFileSync(`${file}.part`, lines.join(""));
    renameSync(`${file}.part`, file);
  } catch (error) {
    rmSync(`${file}.part`, { force: true });
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): CliError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") {
    return new CliError(
      EXIT.usage,
      `${file} exists already\n  fix: name another file, or remove this one first`,
    );
  }
  const cause =
    { ENOENT: "its folder does not exist", EACCES: "you may not write there", ENOSPC: "the disk is full" }[
      code ?? ""
    ] ?? code;
  return new CliError(
    EXIT.usage,
    `${file} cannot be written: ${cause}\n  fix: name a file in a folder you may write to, with room for it`,
  );
}
