/**
 * What a member must be able to stand by when it is started again, in the order in which it was kept: appended to a file,
 * one write and one sync a turn. A file begins with all that still counts of those before it, which go once it is durable;
 * so the newest whole file is all there is to read.
 */
import type { Entry } from "../core/machine.js";
import { printable } from "../core/printable.js";
import type { Disk } from "./disk.js";
import { AFRESH, StoreError } from "./failure.js";
import { PAYLOAD_BYTES_MAX, readRecord, recordOf } from "./record.js";

const NAME = /^journal-(\d{10})$/;

/** A file that is read is held as a whole. */
export interface Opened {
  readonly journal: Journal;
  /** all that was kept, in order */
  readonly entries: readonly Entry[];
  /** what was found at the end, as a sentence; null: nothing */
  readonly torn: string | null;
}

export class Journal {
  #file: number;
  #number: number;
  #pending: Entry[] = [];
  #bytes = 0;
  #hasFailed = false;

  private constructor(
    private readonly disk: Disk,
    file: number,
    number: number,
    bytes: number,
  ) {
    this.#file = file;
    this.#number = number;
    this.#bytes = bytes;
  }

  /** Throws `StoreError` for what cannot be relied on. A folder without a journal gets an empty one. */
  static open(disk: Disk): Opened {
    const files = disk
      .names()
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number);
    const last = files.at(-1);
    if (last === undefined) return Journal.#empty(disk);
    const read = readFile(disk, last);
    // the file that was begun last may not have got its first record
    if (read.number === 0) {
      const before = files.at(-2);
      if (before === undefined && last > 1) throw damaged(disk, last, "its first record is not there");
      disk.remove(nameOf(last));
      disk.syncFolder();
      return Journal.open(disk);
    }
    for (const old of files.slice(0, -1)) disk.remove(nameOf(old));
    if (read.tornAt !== null) disk.truncate(nameOf(last), read.tornAt);
    const journal = new Journal(disk, last, read.number, read.bytes);
    return { journal, entries: read.entries, torn: read.tornAt === null ? null : tornText(read) };
  }

  static #empty(disk: Disk): Opened {
    return { journal: new Journal(disk, 0, 0, 0), entries: [], torn: null };
  }

  /** Bytes of the file that is being written. */
  get bytes(): number {
    return this.#bytes;
  }

  append(entries: readonly Entry[]): void {
    this.#pending.push(...entries);
  }

  /** What was appended is durable when this returns. If it throws, this journal takes nothing more. */
  sync(): void {
    if (this.#pending.length === 0) return;
    if (this.#file === 0) return this.cut([]);
    this.#write(this.#pending);
    this.#pending = [];
  }

  /** Begins a new file with these entries and what was appended; those before go once it is durable. */
  cut(entries: readonly Entry[]): void {
    const old = this.#file;
    this.#file += 1;
    this.#number = 0;
    this.#bytes = 0;
    this.#write([...entries, ...this.#pending]);
    this.#pending = [];
    this.#guarded(() => {
      this.disk.syncFolder();
      if (old > 0) this.disk.remove(nameOf(old));
    });
  }

  #write(entries: readonly Entry[]): void {
    this.#guarded(() => {
      const payload = Buffer.from(JSON.stringify(entries), "utf8");
      if (payload.length > PAYLOAD_BYTES_MAX) throw tooMuch(this.disk, payload.length);
      const record = recordOf(this.#file, this.#number + 1, payload);
      this.disk.append(nameOf(this.#file), record);
      this.disk.sync(nameOf(this.#file));
      this.#number += 1;
      this.#bytes += record.length;
    });
  }

  /** After a failure nobody knows what is on the disk: a second try could leave a hole, or forget what it said. */
  #guarded(action: () => void): void {
    if (this.#hasFailed) throw new Error("a journal that has failed is written to");
    this.#hasFailed = true;
    action();
    this.#hasFailed = false;
  }
}

interface ReadFile {
  readonly entries: Entry[];
  /** of the last record */
  readonly number: number;
  readonly bytes: number;
  readonly tornAt: number | null;
  readonly tornBytes: number;
}

function readFile(disk: Disk, file: number): ReadFile {
  const bytes = disk.read(nameOf(file));
  const entries: Entry[] = [];
  let [at, number] = [0, 0];
  for (;;) {
    const read = readRecord(bytes, at);
    const isTorn = read.is === "torn";
    if (read.is === "end" || isTorn)
      return { entries, number, bytes: at, tornAt: isTorn ? at : null, tornBytes: bytes.length - at };
    if (read.is === "changed") throw damaged(disk, file, `at byte ${at} something was changed`);
    if (read.file !== file) throw damaged(disk, file, `record ${read.number} is one of file ${read.file}`);
    if (read.number !== number + 1)
      throw damaged(disk, file, `record ${number + 1} is missing: record ${read.number} is in its place`);
    const kept = entriesIn(read.payload);
    if (!kept) throw damaged(disk, file, `record ${read.number} holds no entries`);
    for (const entry of kept) entries.push(entry);
    [at, number] = [read.next, read.number];
  }
}

function entriesIn(payload: Buffer): readonly Entry[] | null {
  try {
    const entries: unknown = JSON.parse(payload.toString("utf8"));
    return Array.isArray(entries) ? entries : null;
  } catch {
    return null;
  }
}

function nameOf(file: number): string {
  return `journal-${String(file).padStart(10, "0")}`;
}

function damaged({ folder }: Disk, file: number, what: string): StoreError {
  return new StoreError("damaged", `${folder}/${nameOf(file)} is not as it was written: ${what}`, AFRESH);
}

/** Nothing of it is written, and nothing of it was sent: the next start has what was kept before. */
function tooMuch({ folder }: Disk, bytes: number): StoreError {
  const cause = `the journal in ${printable(folder)} was to take ${bytes} bytes at one time, and ${PAYLOAD_BYTES_MAX} is the most`;
  return new StoreError("disk", cause, "start this member again: it asks the others for what it lacks");
}

function tornText({ number, tornBytes }: ReadFile): string {
  return `the journal ended in the midst of a record, which nothing had relied on: its ${tornBytes} bytes behind record ${number} were cut off`;
}
