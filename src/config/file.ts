/**
 * The one way in for files that a user names, whatever they turn out to be: a text in UTF-8 within a limit, or a reason.
 *
 * The size that the file system tells is not asked: devices and pipes have none. A pipe is opened without waiting for
 * its writer, since a process that waits in open(2) cannot say what it waits for.
 */
import { isUtf8 } from "node:buffer";
import { accessSync, closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { shellWord } from "../core/shell-word.js";

export interface TextFile {
  readonly text: string;
  /** its permissions, as in stat(2) */
  readonly mode: number;
}

/** Why a file cannot be read. `reason` follows the file's name: "does not exist". */
export class FileError extends Error {
  override readonly name = "FileError";

  constructor(
    readonly reason: string,
    /** what to do about this reason, where that is known */
    readonly fix?: string,
    /** whether the machine lacks something, and the file may be sound */
    readonly isMachine = false,
    /** whether there is none, and one could be written there */
    readonly isFree = false,
  ) {
    super(reason);
  }
}

/** How long a pipe or device may give nothing. */
const SILENCE_MS_MAX = 10_000;

/** Reads at most `bytesMax` + 1 bytes. Throws `FileError`. */
export function readTextFile(file: string, bytesMax: number, silenceMsMax = SILENCE_MS_MAX): TextFile {
  try {
    const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = bytesOf(handle, bytesMax, silenceMsMax);
      return { text: textOf(bytes, file), mode: fstatSync(handle).mode };
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw error instanceof FileError ? error : unreadable(error, file);
  }
}

const CHUNK_BYTES = 256 * 1024;
const PAUSE_MS = 20;

function bytesOf(handle: number, bytesMax: number, silenceMsMax: number): Buffer {
  const isPipe = fstatSync(handle).isFIFO();
  const chunks: Buffer[] = [];
  let total = 0;
  let silentMs = 0;
  while (total <= bytesMax) {
    const chunk = readChunk(handle, Math.min(CHUNK_BYTES, bytesMax + 1 - total));
    // a pipe that nobody has opened for writing yet ends at once
    const isSilent = chunk === null || (chunk.length === 0 && isPipe && total === 0);
    if (!isSilent && chunk.length === 0) return Buffer.concat(chunks, total);
    if (isSilent) {
      if (silentMs >= silenceMsMax) {
        const reason = `gave nothing for ${silenceMsMax / 1000} s`;
        throw new FileError(reason, "start what writes to it, or name a file");
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      silentMs += PAUSE_MS;
    } else {
      chunks.push(chunk);
      total += chunk.length;
      silentMs = 0;
    }
  }
  throw new FileError(`is larger than ${bytesMax} bytes`);
}

/** null: nothing is there yet. */
function readChunk(handle: number, bytes: number): Buffer | null {
  const chunk = Buffer.allocUnsafe(bytes);
  try {
    return chunk.subarray(0, readSync(handle, chunk));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return null;
    throw error;
  }
}

/** The bytes of a file as text, without a byte order mark. Throws `FileError`. */
export function textOf(bytes: Buffer, file: string): string {
  const encoding = utf16Of(bytes);
  if (encoding !== undefined) {
    const fix = `save it as UTF-8, for instance: iconv -f ${encoding} -t UTF-8 ${shellWord(file)} > NEW`;
    throw new FileError(`is in ${encoding}, and is read as UTF-8`, fix);
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw new FileError(`is no text: byte ${zero + 1} is 0`);
  if (isUtf8(bytes)) {
    const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
    // lines as some editors end them, all of them
    return bytes.includes(0x0d) && !bytes.includes(0x0a) ? text.replaceAll("\r", "\n") : text;
  }
  const at = firstNotUtf8(bytes);
  const line = bytes.subarray(0, at).toString("latin1").split("\n").length;
  const byte = `0x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;
  throw new FileError(
    `is not in UTF-8: line ${line} holds the byte ${byte}`,
    `save it as UTF-8; if it is Latin-1: iconv -f ISO-8859-1 -t UTF-8 ${shellWord(file)} > NEW`,
  );
}

/** By its byte order mark; without one by the zero bytes of the Latin letters, which are most of such a file. */
function utf16Of(bytes: Buffer): "UTF-16LE" | "UTF-16BE" | undefined {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe) return "UTF-16LE";
  if (mark === 0xfeff) return "UTF-16BE";
  const start = bytes.subarray(0, 512);
  if (!start.includes(0)) return undefined;
  const zeros = [0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > start.length / 5 && even < odd / 4) return "UTF-16LE";
  return even > start.length / 5 && odd < even / 4 ? "UTF-16BE" : undefined;
}

/** Read and written again, what is not UTF-8 differs. */
function firstNotUtf8(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString("utf8"));
  let at = 0;
  while (bytes[at] === again[at]) at++;
  return at;
}

const REFUSED = "may not be read by you";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist: a folder on its way is a file",
  EACCES: REFUSED,
  EPERM: REFUSED,
  EISDIR: "is a folder",
  ELOOP: "is a link that leads in circles",
  ENXIO: "is a socket, or a device that is not there",
  ENAMETOOLONG: "has a name that is too long",
};

const MACHINE_REASONS: Readonly<Record<string, string>> = {
  EMFILE: "cannot be read: this process has no file descriptor left",
  ENFILE: "cannot be read: this machine has no file descriptor left",
  ENOMEM: "cannot be read: there is no memory left",
  EIO: "cannot be read: its device fails",
};

function unreadable(error: unknown, file: string): FileError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (code === "ERR_INVALID_ARG_VALUE") return new FileError("is not a file's name");
  const machine = MACHINE_REASONS[code];
  if (machine) return new FileError(machine, undefined, true);
  if (code === "ENOENT" && file === "-")
    return new FileError("does not exist", "standard input is /dev/stdin here");
  const isFree = code === "ENOENT" && isWritable(file);
  const reason = REASONS[code] ?? `cannot be read (${code || message})`;
  // it is there, perhaps: nobody is to make it anew
  const fix = reason === REFUSED ? "run this as its owner, or have its owner let you read it" : undefined;
  return new FileError(reason, fix, false, isFree);
}

function isWritable(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK);
    return /[^/]$/.test(file);
  } catch {
    return false;
  }
}
