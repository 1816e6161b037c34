/** What is wrong with a data folder, as a sentence that names cause and fix. */
import { resolve } from "node:path";
import { printable } from "../core/printable.js";

/**
 * `locked`: another process has the folder; `damaged`: what was synced is not there as it was; `lost`: the key has signed
 * here before and its log is gone; `other`: the folder is another member's or group's; `disk`: the system refused.
 */
export type StoreTrouble = "locked" | "damaged" | "lost" | "other" | "disk";

export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, cause: string, fix: string) {
    super(`${cause}\n  fix: ${fix}`);
    this.trouble = trouble;
  }
}

/** How another takes the place of a member that must not go on. */
export const REPLACE =
  "let a new member, with an id, a key and a folder of its own, take its place: strategos members add, then members remove";

/** What comes back from a folder whose log cannot be relied on. */
export const AFRESH = `this member must not go on with it, since it could sign twice; ${REPLACE}`;

const CAUSES: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  ENOSPC: ["the disk is full", "make room, and start this member again"],
  EDQUOT: ["the quota of its owner is used up", "make room, and start this member again"],
  ENOENT: ["it, or a folder above it, is not there", "name a folder that is there, or can be made"],
  EROFS: ["that disk can only be read", "mount it to be written to, or name another folder"],
  EACCES: ["this process may not write there", "give its owner the right to write there"],
  EPERM: ["this process may not write there", "give its owner the right to write there"],
  ENOTDIR: ["a part of its path is a file", "name a folder"],
  EEXIST: ["it is a file, or a link to nothing", "name a folder"],
  EISDIR: ["it is a folder", "move it away: this program made none there"],
  EMFILE: ["this process has no file descriptor left", "raise its limit: ulimit -n"],
  EILSEQ: ["the name of a folder on its way is not in UTF-8", "rename that folder"],
  EIO: ["the disk reported an error", "see the system's log, and check the disk"],
};

/** LevelDB hands on the system's words, and not its code. */
const WORDS: Readonly<Record<string, string>> = {
  "No space left on device": "ENOSPC",
  "Disk quota exceeded": "EDQUOT",
  "Read-only file system": "EROFS",
  "Permission denied": "EACCES",
  "Operation not permitted": "EPERM",
  "Not a directory": "ENOTDIR",
  "Too many open files": "EMFILE",
  "Input/output error": "EIO",
};

/** Somebody has the folder open already: another process, or a member of this one. */
export function lockedError(folder: string, who: string): StoreError {
  return new StoreError(
    "locked",
    `${who} uses the data folder ${printable(folder)}`,
    "give each member a folder of its own; to start this one again, end the one that has it",
  );
}

/** The system's refusal of something that was done to a folder's files. */
export function diskError(
  folder: string,
  what: string,
  error: unknown,
  noun = "the data folder",
): StoreError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const words = /: ([^:]+)$/.exec(message)?.[1] ?? "";
  const isLost = code === "ENOENT" && resolve(folder).includes("\uFFFD");
  const [cause, fix] = CAUSES[isLost ? "EILSEQ" : (WORDS[words] ?? code)] ?? [
    printable(words || code || message),
    "see the system's log, and check the disk",
  ];
  return new StoreError("disk", `${noun} ${printable(folder)} ${what}: ${cause}`, fix);
}
