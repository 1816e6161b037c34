/**
 * Writing files that a user names, with a sentence for each way to fail.
 *
 * A file is whole or not there: it is written under a name of its own beside its place, and renamed at the end. A pipe or
 * a device is written itself, for renaming would put a file in its place.
 */
import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { printable } from "../core/printable.js";
import { linesOf, type Recording } from "../recording/recording.js";
import { writeAll } from "../store/disk.js";
import { makeFolders } from "../store/folders.js";
import { CliError, usage, WRITE_CAUSES, writeExit } from "./exit.js";
import { descriptorOf, writeStream } from "./streams.js";

/**
 * Writes a file that does not exist yet, and makes it durable: keys and configurations outlive a loss of power, as what is signed
 * with them does. `mode`: who may read it; `fix`: what its verb offers where there is one already.
 */
export function writeNewFile(file: string, text: string, mode = 0o644, fix = REMOVE_FIRST): void {
  try {
    const handle = openSync(file, NEW, mode);
    fill(handle, file, [text], fsyncSync);
    syncFolder(dirname(file));
  } catch (error) {
    throw unwritable(file, error, fix);
  }
}

/** Fails now, before a run, if what is to be written after it could not be. */
export function assertWritable(file: string): void {
  try {
    const place = placeOf(file);
    if (place.isStream) return;
    const { handle, part } = openBeside(place);
    closeSync(handle);
    rmSync(part);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Writes a file, over one that is there; that one's permissions stay. `signal` ends the wait for a pipe's reader. */
export async function replaceFile(
  file: string,
  chunks: Iterable<string | Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const place = placeOf(file);
    if (place.isStream) return await writeStream(file, chunks, signal);
    const { handle, part } = openBeside(place);
    fill(handle, part, chunks);
    try {
      renameSync(part, place.path);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** The same before a run, of what is written again at its end: whoever reads a pipe gets that alone. */
export async function replaceUnlessStream(file: string, chunks: Iterable<string>): Promise<void> {
  try {
    if (placeOf(file).isStream) return;
  } catch (error) {
    throw unwritable(file, error);
  }
  await replaceFile(file, chunks);
}

export function writeRecording(file: string, recording: Recording, signal?: AbortSignal): Promise<void> {
  return writeLines(file, linesOf(recording), signal);
}

/** A JSON object a line. */
export function writeLines(file: string, lines: readonly object[], signal?: AbortSignal): Promise<void> {
  return replaceFile(file, batched(lines), signal);
}

export function makeFolder(folder: string): void {
  try {
    const top = makeFolders(folder);
    if (top !== undefined) syncFolder(dirname(top));
  } catch (error) {
    throw unwritable(folder, error);
  }
}

const LINES_AT_ONCE = 1000;

function* batched(lines: readonly object[]): Generator<string> {
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
    const batch = lines.slice(at, at + LINES_AT_ONCE);
    yield batch.map((line) => `${JSON.stringify(line)}\n`).join("");
  }
}

/** To make a file that nobody else has made, nor put a link in the place of (O_EXCL follows none). */
const NEW = "wx";

interface Place {
  /** what is to be written there, links followed */
  readonly path: string;
  /** permissions of the file that is there */
  readonly mode: number | undefined;
  readonly isStream: boolean;
}

/** Throws the error that writing would end with, where it can be known. */
function placeOf(file: string): Place {
  if (descriptorOf(file) !== null) return { path: file, mode: undefined, isStream: true };
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) return { path: file, mode: undefined, isStream: false };
  if (there.isDirectory()) throw Object.assign(new Error(file), { code: "EISDIR" });
  accessSync(file, constants.W_OK);
  const isStream = !there.isFile();
  return { path: isStream ? file : realpathSync(file), mode: there.mode & 0o777, isStream };
}

/** A new file in the same folder, under a name that nobody can know before. */
function openBeside({ path, mode }: Place): { handle: number; part: string } {
  const part = join(dirname(path), `.strategos-${randomBytes(8).toString("hex")}.part`);
  const handle = openSync(part, NEW, mode ?? 0o666);
  // the process's umask may have taken away what the file before had
  if (mode !== undefined) fchmodSync(handle, mode);
  return { handle, part };
}

/** Writes and closes; what could not be written whole is removed. */
function fill(
  handle: number,
  file: string,
  chunks: Iterable<string | Uint8Array>,
  keep: (handle: number) => void = () => undefined,
): void {
  try {
    try {
      for (const chunk of chunks) writeAll(handle, typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      keep(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/** Names in the folder are durable, where the system syncs folders and this process may read it. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // the file is there all the same
  }
}

const REMOVE_FIRST = "name another file, or remove this one first";

function unwritable(file: string, error: unknown, fix = REMOVE_FIRST): unknown {
  const { code = "", name } = error as NodeJS.ErrnoException;
  if (name === "AbortError") return error;
  const shown = printable(file);
  if (code === "EEXIST") {
    return usage(`${shown} exists already`, fix);
  }
  const cause = WRITE_CAUSES[code] ?? (code || String(error));
  const toName = ["EPIPE", "ENXIO", "EAGAIN"].includes(code)
    ? "have it read to its end, or name a file"
    : "name a file in a folder you may write to, with room for it";
  return new CliError(writeExit(code), `${shown} cannot be written: ${cause}`, toName);
}
