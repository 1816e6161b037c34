/**
 * One process that owns a machine on virtual time, and does the owner's duties in their order (core/machine.ts): keep, send,
 * hand out, and the clock. Its disk is simulated: what was appended is durable only once it was synced, so that a process
 * that dies has lost the rest, and perhaps half of a record. Who travels how long, and who dies when, is its caller's.
 */
import type { Entry, Input, Machine, Sending, Step } from "../core/machine.js";
import { must } from "../core/must.js";

/** An append-only file of records. */
class VirtualDisk {
  #synced: string[] = [];
  #appended: string[] = [];

  append(entries: readonly Entry[]): void {
    if (entries.length > 0) this.#appended.push(...entries.map((entry) => JSON.stringify(entry)));
  }

  sync(): void {
    if (this.#appended.length === 0) return;
    this.#synced.push(...this.#appended);
    this.#appended = [];
  }

  /** The process dies: what was not synced is gone, but for so many whole records and half of the next. */
  lose(written: number | null): void {
    const next = written === null ? undefined : this.#appended[written];
    if (written !== null) this.#synced.push(...this.#appended.slice(0, written));
    if (next !== undefined) this.#synced.push(next.slice(0, next.length / 2));
    this.#appended = [];
  }

  /** What is there when a process starts: a torn end is no record, and is cut off. */
  read(): Entry[] {
    const last = this.#synced.at(-1);
    if (last !== undefined && !isWhole(last)) this.#synced.pop();
    return this.#synced.map((record) => JSON.parse(record) as Entry);
  }
}

function isWhole(record: string): boolean {
  try {
    JSON.parse(record);
    return true;
  } catch {
    return false;
  }
}

/**
 * The duty in the midst of which a process dies: so many records of the step are written and the next one by half; all are
 * written, and not synced; synced, and nothing sent.
 */
export type Death = { readonly written: number } | "sync" | "send";

export interface Duties<M, Out, Note> {
  send(sending: Sending<M>, now: number): void;
  told(step: Step<M, Out, Note>, now: number): void;
}

/** Makes the machine from what earlier lives of the process kept. */
export type Open<M, Out, Note> = (kept: readonly Entry[], now: number) => Machine<M, Out, Note>;

export class Process<M, Out, Note> {
  readonly #disk = new VirtualDisk();
  #machine: Machine<M, Out, Note> | null = null;
  #tickMs: number | null = null;

  constructor(
    private readonly open: Open<M, Out, Note>,
    private readonly duties: Duties<M, Out, Note>,
  ) {}

  get isOver(): boolean {
    return this.#machine?.isOver ?? false;
  }

  /** At first, or again after it died. */
  start(now: number): void {
    this.#machine = this.open(this.#disk.read(), now);
    this.#tickMs = null;
  }

  /** One input, and all that follows from it, unless it dies on the way: then true. */
  input(input: Input<M>, now: number, deathIn?: (step: Step<M, Out, Note>) => Death | undefined): boolean {
    must(this.#machine, "an input for a process that is not there");
    const step = this.#machine.step(input, now);
    const death = deathIn?.(step);
    this.#disk.append(step.keep);
    if (death === undefined || death === "send") this.#disk.sync();
    if (death !== undefined) {
      this.die(typeof death === "object" ? death.written : null);
      return true;
    }
    for (const sending of step.send) this.duties.send(sending, now);
    this.duties.told(step, now);
    return false;
  }

  /** Without a word. `written`: in the midst of writing, with so many records of the step on the disk. */
  die(written: number | null = null): void {
    this.#disk.lose(written);
    this.#machine = null;
  }

  /** When to hand in a tick; null when that is arranged already, or never. */
  nextTickMs(now: number): number | null {
    const nextMs = this.#machine?.deadlineMs ?? null;
    if (nextMs === null || nextMs === this.#tickMs) return null;
    this.#tickMs = nextMs;
    return Math.max(nextMs, now);
  }
}
