/** Writes a recording as JSON Lines. A recording is whole or it is not there: it is renamed into place at the end. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { linesOf, type Recording } from "../core/recording.js";
import { CliError, EXIT } from "./exit.js";

export function writeRecording(file: string, recording: Recording): void {
  const part = `${file}.part`;
  try {
    writeFileSync(
      part,
      linesOf(recording)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      EXIT.usage,
      `the recording ${file} cannot be written (${code})\n  fix: name a file in a folder you may write to, with room for it`,
    );
  }
}
