/**
 * What is final, in an embedded store (LevelDB): blocks by height, snapshots, and a few values by name. It is written
 * behind the journal, which is cut only after {@link Archive.sync}; so what a crash takes from it is in the journal still.
 * LevelDB finds neither a changed byte nor a missing value when it is opened: each value carries its key and a digest, and
 * the heights are looked through at the start.
 */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ClassicLevel } from "classic-level";
import { printable } from "../core/printable.js";
import { makeFolder, syncFile, syncFolder } from "./disk.js";
import { AFRESH, diskError, lockedError, StoreError } from "./failure.js";

const DIGEST_BYTES = 16;

/** The end of the name of a folder that is being made. */
const PART = ".part";

/** A batch costs more than what is in it: changes wait for each other, so long and so many. */
const GATHERED_MS = 100;
const CHANGES_MAX = 64;

type Change =
  | { readonly type: "put"; readonly key: string; readonly value: Buffer }
  | { readonly type: "del"; readonly key: string; readonly value?: undefined };

const SYNCED: Change = { type: "put", key: "synced", value: digestOf("synced", Buffer.alloc(0)) };

export class Archive {
  /** the last change of each key that is being written, until it can be read from LevelDB */
  readonly #young = new Map<string, Change>();
  #changes: Change[] = [];
  #writing: Promise<void> = Promise.resolve();
  #failure: Error | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Is told of what cannot be read before that is thrown: whoever asked may be somebody who cannot do anything about it. */
  onUnread: (error: unknown) => void = () => undefined;
  /** LevelDB's logs when the archive was synced last */
  #logs = "";

  private constructor(
    readonly folder: string,
    private readonly level: ClassicLevel<string, Buffer>,
  ) {}

  /** Holds the folder against other processes: the system lets go when this one ends, however it ends. Against members of this process it is held by its disk. Throws `StoreError`. */
  static async open(folder: string): Promise<Archive> {
    if (!existsSync(folder)) await makeEmpty(folder);
    // LevelDB would take a folder without CURRENT for none, and remove all else (findings/classic-level-reads-on.sh)
    const level = await levelIn(folder, { createIfMissing: false });
    try {
      await level.open();
    } catch (error) {
      throw unreadable(folder, "cannot be opened", ((error as Error).cause ?? error) as Error);
    }
    // of a start that ended while it made the folder
    for (const part of partsOf(folder)) remove(part);
    return new Archive(folder, level);
  }

  /** Can be read from now on; durable after `sync`. */
  put(key: string, text: string): void {
    const bytes = Buffer.from(text, "utf8");
    const value = Buffer.concat([digestOf(key, bytes), bytes]);
    this.#change({ type: "put", key, value });
  }

  /** Cannot be read from now on; gone for good after `sync`. */
  delete(key: string): void {
    this.#change({ type: "del", key });
  }

  /** Null where nothing is; throws `StoreError` where it cannot be read, or is not as it was written. */
  get(key: string): string | null {
    try {
      const young = this.#young.get(key);
      const value = young ? young.value : this.#read(key);
      return value === undefined ? null : this.#checked(key, value);
    } catch (error) {
      this.onUnread(error);
      throw error;
    }
  }

  /** Keys from `from` on and below `below`, in their order, as they were when they were asked for. */
  async keys(from: string, below: string): Promise<string[]> {
    await this.#flushed();
    try {
      return await this.level.keys({ gte: from, lt: below }).all();
    } catch (error) {
      throw unreadable(this.folder, "cannot be read", error as Error);
    }
  }

  /** Resolves when all that was put is durable. */
  async sync(): Promise<void> {
    await this.#flushed(true);
  }

  async close(): Promise<void> {
    await this.#flushed(true).catch(() => undefined);
    await this.level.close();
  }

  #read(key: string): Buffer | undefined {
    try {
      return this.level.getSync(key);
    } catch (error) {
      throw unreadable(this.folder, "cannot be read", error as Error);
    }
  }

  #checked(key: string, value: Buffer): string {
    const bytes = value.subarray(DIGEST_BYTES);
    if (value.subarray(0, DIGEST_BYTES).equals(digestOf(key, bytes))) return bytes.toString("utf8");
    throw damaged(this.folder, `${key} was changed`);
  }

  #change(change: Change): void {
    if (this.#failure) throw this.#failure;
    this.#young.set(change.key, change);
    this.#changes.push(change);
    if (this.#changes.length === CHANGES_MAX) void this.#flushed().catch(() => undefined);
    this.#timer ??= setTimeout(() => void this.#flushed().catch(() => undefined), GATHERED_MS);
  }

  /** One batch after the other. */
  #flushed(isSynced = false): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(async () => {
      // LevelDB syncs with a batch that has something in it
      const changes = isSynced ? [...this.#changes, SYNCED] : this.#changes;
      this.#changes = [];
      if (changes.length > 0) await this.#write(changes, isSynced);
    });
    return this.#writing;
  }

  async #write(changes: readonly Change[], isSynced: boolean): Promise<void> {
    try {
      await this.level.batch([...changes], { sync: isSynced });
      if (isSynced) this.#syncLogs();
    } catch (error) {
      this.#failure ??= diskError(this.folder, "cannot be written", error);
      throw this.#failure;
    }
    for (const change of changes) if (this.#young.get(change.key) === change) this.#young.delete(change.key);
  }

  /**
   * LevelDB syncs the log that it writes, but not the one before, whose values may not be in a table yet, nor a new one's name
   * (findings/classic-level-new-log.sh).
   */
  #syncLogs(): void {
    const logs = readdirSync(this.folder).filter((name) => name.endsWith(".log"));
    const names = logs.toSorted().join();
    if (names === this.#logs) return;
    // one that is gone meanwhile is in a table, which LevelDB synced before
    for (const name of logs) syncFile(join(this.folder, name));
    syncFolder(this.folder);
    this.#logs = names;
  }
}

/**
 * Whole or not at all: LevelDB names its first manifest before that is synced, so that a crash then leaves what it cannot open.
 * Where another start has made it meanwhile, that one's stays. Throws `StoreError`.
 */
async function makeEmpty(folder: string): Promise<void> {
  const part = `${folder}.${randomBytes(8).toString("hex")}${PART}`;
  try {
    makeFolder(dirname(folder));
    const level = await levelIn(part, { createIfMissing: true });
    await level.open();
    await level.close();
    syncFolder(part);
    renameSync(part, folder);
    syncFolder(dirname(folder));
  } catch (error) {
    remove(part);
    if (existsSync(folder)) return;
    throw error instanceof StoreError
      ? error
      : diskError(folder, "cannot be opened", (error as Error).cause ?? error);
  }
}

/** Nothing reads it. Another start may be making it, or removing it, too: what comes into it meanwhile is that start's to remove. */
function remove(part: string): void {
  try {
    rmSync(part, { recursive: true, force: true });
  } catch {
    // the next start removes it
  }
}

function partsOf(folder: string): string[] {
  const above = dirname(folder);
  const isPart = (name: string) => name.startsWith(`${basename(folder)}.`) && name.endsWith(PART);
  return readdirSync(above)
    .filter(isPart)
    .map((name) => join(above, name));
}

/** Loaded here, for who needs no store can do without its binary. */
async function levelIn(
  folder: string,
  { createIfMissing }: { readonly createIfMissing: boolean },
): Promise<ClassicLevel<string, Buffer>> {
  const { ClassicLevel } = await import("classic-level");
  return new ClassicLevel<string, Buffer>(folder, { valueEncoding: "buffer", createIfMissing });
}

function digestOf(key: string, bytes: Uint8Array): Buffer {
  const digest = createHash("sha256").update(`${key.length}:${key}`).update(bytes).digest();
  return digest.subarray(0, DIGEST_BYTES);
}

/** LevelDB's words where a file that it had written as a whole is gone, cut short, or something else. */
const DAMAGE =
  /^(?:Corruption|Invalid argument): |: (?:No such file or directory|Invalid argument|Is a directory|No such device)$/;

/** Why an archive that was made as a whole cannot be opened, or read. */
function unreadable(folder: string, what: string, error: Error & { readonly code?: string }): StoreError {
  if (error.code === "LEVEL_LOCKED") return lockedError(folder, "another process");
  return DAMAGE.test(error.message) ? damaged(folder, error.message) : diskError(folder, what, error);
}

function damaged(folder: string, how: string): StoreError {
  return new StoreError("damaged", `${printable(folder)} is not as it was written: ${how}`, AFRESH);
}
