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
    this.#appended.push(...entries.map((entry) => JSON.stringify(entry)));
  }

  sync(): void {
    this.#synced.push(...this.#appended);
    this.#appended = [];
  }

  /** The process dies: what was not synced is gone. `isTorn`: half of the first such record got to the disk. */
  lose(isTorn: boolean): void {
    const [first] = this.#appended;
    if (isTorn && first !== undefined) this.#synced.push(first.slice(0, first.length / 2));
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

/** The duty in the midst of which a process dies: a record is half written; written, not synced; synced, nothing sent. */
export type Death = "append" | "sync" | "send";

export interface Duties<M, Out, Note> {
  send(sending: Sending<M>, now: number): void;
  told(step: Step<M, Out, Note>, now: number): void;
}

/** Makes the machine from what earlier lives of the process kept. */
export type Open<M, Out, Note> = (kept: readonly Entry[], now: number) => Machine<M, Out, Note>;

export class Process<M, Out, Note> {
  readonly #open: Open<M, Out, Note>;
  readonly #duties: Duties<M, Out, Note>;
  readonly #disk = new VirtualDisk();
  #machine: Machine<M, Out, Note> | null = null;
  #tickMs: number | null = null;

  constructor(open: Open<M, Out, Note>, duties: Duties<M, Out, Note>) {
    this.#open = open;
    this.#duties = duties;
  }

  get isOver(): boolean {
    return this.#machine?.isOver ?? false;
  }

  /** At first, or again after it died. */
  start(now: number): void {
    this.#machine = this.#open(this.#disk.read(), now);
    this.#tickMs = null;
  }

  /** One input, and all that follows from it, unless it dies on the way. */
  input(input: Input<M>, now: number, death?: Death): void {
    must(this.#machine, "an input for a process that is not there");
    const step = this.#machine.step(input, now);
    if (step.keep.length > 0) {
      this.#disk.append(step.keep);
      if (death === "append" || death === "sync") return this.die(death === "append");
      this.#disk.sync();
    }
    if (death) return this.die();
    for (const sending of step.send) this.#duties.send(sending, now);
    this.#duties.told(step, now);
  }

  /** Without a word. `isTorn`: in the midst of writing. */
  die(isTorn = false): void {
    this.#disk.lose(isTorn);
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
