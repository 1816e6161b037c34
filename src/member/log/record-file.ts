/**
 * The file that a member's recording grows in, and its bounds: one a member and epoch, which at its limit becomes the one
 * before, and the one before goes. Lines are written at once and never synced: they outlive the process, not the machine, and
 * the log never waits for a disk because of them.
 */
import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { NodeId } from "../../core/group.js";
import { printable } from "../../core/printable.js";
import type { Epoch, Hash } from "../../protocols/simplex/types.js";
import { epochFolder, epochOf, membersFiles } from "../../recording/log-files.js";
import type { LogHead, LogLine } from "../../recording/log-lines.js";
import { writeAll } from "../../store/disk.js";
import { StoreError } from "../../store/failure.js";
import { makeFolders } from "../../store/folders.js";

const FILE_BYTES_MAX = 16 * 1024 * 1024;
/** Epochs that stay, each in a folder of its own. */
const EPOCHS_MAX = 2;

export class RecordFile {
  readonly #file: string;
  readonly #before: string;
  readonly #bytesMax: number;
  #descriptor: number | null = null;
  #bytes = 0;
  #startedMs = 0;

  /** Begins, or goes on where an earlier process of this member stopped. Throws what the system says. */
  constructor(
    { folder, id, epoch, bytesMax = FILE_BYTES_MAX }: RecordPlace,
    nowMs: number,
    private readonly headAt: (startedMs: number) => LogHead,
  ) {
    const own = join(folder, epochFolder(epoch));
    makeFolders(own);
    const { now, before } = membersFiles(id);
    this.#file = join(own, now);
    this.#before = join(own, before);
    this.#bytesMax = bytesMax;
    const begun = begunIn(this.#file);
    const { real } = headAt(nowMs);
    if (begun && begun.group !== real?.group) throw othersError(folder);
    if (!begun || begun.isTorn) this.#begin(nowMs);
    else {
      this.#startedMs = begun.startedMs;
      this.#bytes = begun.bytes;
      this.#descriptor = openSync(this.#file, "a");
    }
    dropOldEpochs(folder, id, epoch);
  }

  /** `nowMs`: on the wall clock. The lines' `at` is made of it. */
  write(lines: readonly LogLine[], nowMs: number): void {
    if (this.#descriptor === null || lines.length === 0) return;
    if (this.#bytes > this.#bytesMax / 2) this.#begin(nowMs);
    const at = Math.round((nowMs - this.#startedMs) * 100) / 100;
    this.#append(lines.map((line) => `${JSON.stringify({ ...line, at })}\n`).join(""));
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #begin(nowMs: number): void {
    this.close();
    if (statSync(this.#file, { throwIfNoEntry: false })) renameSync(this.#file, this.#before);
    this.#descriptor = openSync(this.#file, "w");
    this.#bytes = 0;
    this.#startedMs = nowMs;
    this.#append(`${JSON.stringify(this.headAt(nowMs))}\n`);
  }

  #append(text: string): void {
    const bytes = Buffer.from(text);
    writeAll(this.#descriptor as number, bytes);
    this.#bytes += bytes.length;
  }
}

export interface RecordPlace {
  readonly folder: string;
  readonly id: NodeId;
  readonly epoch: Epoch;
  /** of the file and the one before it together */
  readonly bytesMax?: number;
}

interface Begun {
  readonly group: Hash;
  readonly startedMs: number;
  readonly bytes: number;
  /** nothing can follow its last line, which is cut off */
  readonly isTorn: boolean;
}

/** What stands in the file already; null: nothing that can be read. */
function begunIn(file: string): Begun | null {
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  const text = readFileSync(file, "utf8");
  try {
    const { real } = JSON.parse(text.slice(0, text.indexOf("\n"))) as LogHead;
    return real ? { ...real, bytes: Buffer.byteLength(text), isTorn: !text.endsWith("\n") } : null;
  } catch {
    return null;
  }
}

function othersError(folder: string): StoreError {
  const cause = `the recording's folder ${printable(folder)} holds a recording of another group`;
  return new StoreError("other", cause, "name another folder");
}

/** This member's files alone, of epochs before this one: several may share the folder, and be further on. */
function dropOldEpochs(folder: string, id: NodeId, epoch: Epoch): void {
  const past = readdirSync(folder)
    .flatMap((name) => epochOf(name) ?? [])
    .filter((one) => one <= epoch);
  for (const old of past.toSorted((a, b) => b - a).slice(EPOCHS_MAX)) {
    for (const name of Object.values(membersFiles(id)))
      rmSync(join(folder, epochFolder(old), name), { force: true });
  }
}
