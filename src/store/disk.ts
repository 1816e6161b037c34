/** What a journal needs of a disk: few enough calls that a second one can lose what was not synced (test/store/virtual-disk.ts). */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { diskError, lockedError } from "./failure.js";
import { makeFolders } from "./folders.js";

/** A folder's files. Whatever fails throws, and whoever called is at its end: what is on the disk then is not known. */
export interface Disk {
  readonly folder: string;
  names(): readonly string[];
  read(name: string): Buffer;
  /** At the end of the file, which is made if it is not there. */
  append(name: string, bytes: Uint8Array): void;
  /** What was appended to the file is durable. */
  sync(name: string): void;
  /** Files that were made, and files that were removed, are durable. */
  syncFolder(): void;
  truncate(name: string, length: number): void;
  remove(name: string): void;
}

/** Makes a folder if it is not there, and its name, and those of folders above that were made with it, durable. */
export function makeFolder(folder: string): void {
  try {
    const top = makeFolders(folder, 0o700);
    if (top === undefined) return;
    for (let made = resolve(folder); made.length >= resolve(top).length; made = dirname(made))
      syncFolder(dirname(made));
  } catch (error) {
    throw diskError(folder, "cannot be made", error);
  }
}

/** Names in the folder, new ones and those that are gone, are durable. */
export function syncFolder(folder: string): void {
  synced(openSync(folder, "r"));
}

/** All of it: a disk that is nearly full takes a part, and refuses what comes behind it. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** What stands in a file that somebody else has written is durable, if it is still there. */
export function syncFile(file: string): void {
  try {
    synced(openSync(file, "r"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function synced(fd: number): void {
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * The folders that this process has open, by their one true name. LevelDB's lock is lost as soon as its own process opens the
 * folder again, even if that is refused (findings/classic-level-lock.sh): so whoever comes second must not get that far.
 */
const OPEN = new Set<string>();

/**
 * Synchronous calls: one write and one fdatasync a turn take less time than the way through the pool of threads and back,
 * and nothing of the turn could go on in between.
 */
export class FolderDisk implements Disk {
  readonly #name: string;
  readonly #open = new Map<string, number>();

  constructor(readonly folder: string) {
    makeFolder(folder);
    this.#name = this.#try("cannot be read", () => realpathSync(folder));
    if (OPEN.has(this.#name)) throw lockedError(folder, "another member of this process");
    OPEN.add(this.#name);
  }

  names(): readonly string[] {
    return this.#try("cannot be read", () => readdirSync(this.folder)).toSorted();
  }

  read(name: string): Buffer {
    const file = join(this.folder, name);
    try {
      return readFileSync(file);
    } catch (error) {
      throw diskError(file, "cannot be read", error, "the file");
    }
  }

  append(name: string, bytes: Uint8Array): void {
    this.#try("cannot be written", () => {
      writeAll(this.#fd(name), bytes);
    });
  }

  sync(name: string): void {
    this.#try("cannot be synced", () => fdatasyncSync(this.#fd(name)));
  }

  syncFolder(): void {
    this.#try("cannot be synced", () => syncFolder(this.folder));
  }

  truncate(name: string, length: number): void {
    this.#try("cannot be written", () => {
      ftruncateSync(this.#fd(name), length);
      fsyncSync(this.#fd(name));
    });
  }

  remove(name: string): void {
    this.#close(name);
    this.#try("cannot be written", () => unlinkSync(join(this.folder, name)));
  }

  close(): void {
    for (const name of this.#open.keys()) this.#close(name);
    OPEN.delete(this.#name);
  }

  #fd(name: string): number {
    const fd = this.#open.get(name) ?? openSync(join(this.folder, name), "a", 0o600);
    this.#open.set(name, fd);
    return fd;
  }

  #close(name: string): void {
    const fd = this.#open.get(name);
    this.#open.delete(name);
    if (fd !== undefined) closeSync(fd);
  }

  #try<T>(what: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw diskError(this.folder, what, error);
    }
  }
}
