/**
 * The file that a member's recording grows in, and its bounds: one a member and epoch, which at its limit becomes the one
 * before, and the one before goes. Lines are written at once and never synced: they outlive the process, not the machine, and
 * the log never waits for a disk because of them.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { NodeId } from "../../core/group.js";
import type { Epoch } from "../../protocols/simplex/types.js";
import type { LogHead, LogLine } from "../../recording/log-lines.js";

const FILE_BYTES_MAX = 16 * 1024 * 1024;
/** Epochs that stay, each in a folder of its own. */
const EPOCHS_MAX = 2;

export const EPOCH_FOLDER = /^epoch-(\d{1,15})$/;
/** What a member has in one. */
export const MEMBER_FILE = /^member-\d+(\.before)?\.jsonl$/;

export class RecordFile {
  readonly #file: string;
  readonly #before: string;
  readonly #bytesMax: number;
  readonly #headAt: (startedMs: number) => LogHead;
  #descriptor: number | null = null;
  #bytes = 0;
  #startedMs = 0;

  /** Begins, or goes on where an earlier process of this member stopped. Throws what the system says. */
  constructor(
    { folder, id, epoch, bytesMax = FILE_BYTES_MAX }: RecordPlace,
    nowMs: number,
    headAt: (startedMs: number) => LogHead,
  ) {
    const own = join(folder, `epoch-${epoch}`);
    mkdirSync(own, { recursive: true });
    this.#file = join(own, `member-${id}.jsonl`);
    this.#before = join(own, `member-${id}.before.jsonl`);
    this.#bytesMax = bytesMax;
    this.#headAt = headAt;
    const begun = begunIn(this.#file);
    if (begun === null) this.#begin(nowMs);
    else {
      this.#startedMs = begun.startedMs;
      this.#bytes = begun.bytes;
      this.#descriptor = openSync(this.#file, "a");
    }
    dropOldEpochs(folder, id);
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
    this.#append(`${JSON.stringify(this.#headAt(nowMs))}\n`);
  }

  #append(text: string): void {
    const bytes = Buffer.from(text);
    writeSync(this.#descriptor as number, bytes);
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

/** What stands in the file already; null: nothing that can be gone on with, such as one whose end is torn. */
function begunIn(file: string): { readonly startedMs: number; readonly bytes: number } | null {
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  const text = readFileSync(file, "utf8");
  if (!text.endsWith("\n")) return null;
  try {
    const { real } = JSON.parse(text.slice(0, text.indexOf("\n"))) as LogHead;
    return real ? { startedMs: real.startedMs, bytes: Buffer.byteLength(text) } : null;
  } catch {
    return null;
  }
}

/** This member's files alone: several may share the folder. */
function dropOldEpochs(folder: string, id: NodeId): void {
  const epochs = readdirSync(folder).flatMap((name) => EPOCH_FOLDER.exec(name)?.[1] ?? []);
  const old = epochs.toSorted((a, b) => Number(b) - Number(a)).slice(EPOCHS_MAX);
  for (const epoch of old)
    for (const name of [`member-${id}.jsonl`, `member-${id}.before.jsonl`])
      rmSync(join(folder, `epoch-${epoch}`, name), { force: true });
}
