/**
 * A member's data folder: the journal of what it signed and of what is not final yet, and the archive of what is. Opening it
 * takes the lock, reads the journal, and sees that key, group and folder belong together; only then may a socket be read.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Entry } from "../core/machine.js";
import { printable } from "../core/printable.js";
import { Archive } from "./archive.js";
import { FolderDisk } from "./disk.js";
import { AFRESH, REPLACE, StoreError } from "./failure.js";
import { Journal } from "./journal.js";
import { type LogName, mark } from "./mark.js";

export interface StoreOptions {
  readonly folder: string;
  /** hash of the group's first configuration, and the member's id: a folder serves one of them for ever */
  readonly group: string;
  readonly member: number;
  /** beside the key file; absent: nothing tells a lost disk from a new member */
  readonly markFile?: string | undefined;
}

/** The first entry of each file. */
type Head = {
  readonly kind: "log";
  readonly log: LogName;
  readonly group: string;
  readonly member: number;
};

export class Store {
  /** what was kept before, in order */
  readonly kept: readonly Entry[];
  /** what people should know of the journal's end; null: nothing */
  readonly torn: string | null;
  readonly #journal: Journal;
  #closed: Promise<void> | null = null;

  private constructor(
    readonly archive: Archive,
    private readonly disk: FolderDisk,
    private readonly head: Head,
    opened: ReturnType<typeof Journal.open>,
  ) {
    this.#journal = opened.journal;
    this.kept = opened.entries.slice(1);
    this.torn = opened.torn;
  }

  /** Throws `StoreError`. */
  static async open(options: StoreOptions): Promise<Store> {
    const { folder, group, member, markFile } = options;
    const disk = new FolderDisk(join(folder, "journal"));
    const archive = await Archive.open(join(folder, "archive")).catch((error: unknown) => {
      disk.close();
      throw error;
    });
    try {
      const opened = Journal.open(disk);
      const named = archive.get("log");
      const isNew = opened.entries.length === 0;
      if (isNew && named !== null)
        throw new StoreError("damaged", `the journal of ${printable(folder)} is gone`, AFRESH);
      const head = isNew ? headOf(group, member) : headIn(folder, opened.entries[0]);
      refuseOther(options, head);
      const store = new Store(archive, disk, head, opened);
      if (named !== head.log) {
        if (named !== null || store.kept.length > 0) throw parted(folder, named);
        await store.#begin(isNew);
      }
      // a log that holds nothing has not signed: the process that began it may have died before its mark was there
      if (markFile !== undefined) mark(markFile, head.log, store.kept.length === 0);
      return store;
    } catch (error) {
      disk.close();
      await archive.close();
      throw error;
    }
  }

  append(entries: readonly Entry[]): void {
    this.#journal.append(entries);
  }

  /** Once a turn: what was appended is durable when this returns. Whoever sees it throw is at its end. */
  sync(): void {
    this.#journal.sync();
  }

  /** Bytes of the journal; `cut` makes them fewer. */
  get journalBytes(): number {
    return this.#journal.bytes;
  }

  /** The journal is these entries from here on: only once all that they leave out is durable in the archive. */
  cut(entries: readonly Entry[]): void {
    this.#journal.cut([this.head, ...entries]);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.disk.close();
    await this.archive.close();
  }

  /** Journal and archive name one log. The process that began it may have died before the archive did. */
  async #begin(isNew: boolean): Promise<void> {
    if (isNew) this.#journal.cut([this.head]);
    this.archive.put("log", this.head.log);
    await this.archive.sync();
  }
}

function headOf(group: string, member: number): Head {
  return { kind: "log", log: randomBytes(16).toString("hex"), group, member };
}

function headIn(folder: string, entry: Entry | undefined): Head {
  if (entry?.["kind"] === "log") return entry as Head;
  throw new StoreError(
    "other",
    `${printable(folder)} holds something else than a member's log`,
    "name another folder",
  );
}

function parted(folder: string, named: LogName | null): StoreError {
  const how = named === null ? "is gone" : "is that of another log than its journal";
  return new StoreError(
    "damaged",
    `the archive of ${printable(folder)} ${how}`,
    `put its own back; if that is lost, ${REPLACE}`,
  );
}

function refuseOther({ folder, group, member }: StoreOptions, head: Head): void {
  const shown = printable(folder);
  if (head.group !== group)
    throw new StoreError(
      "other",
      `the data folder ${shown} is of another group: ids and signing keys are not those of this configuration`,
      "name the folder of this group, or an empty one",
    );
  if (head.member !== member)
    throw new StoreError(
      "other",
      `the data folder ${shown} is that of member ${head.member}`,
      "give each member a folder of its own",
    );
}
