/**
 * The owner of a machine that keeps things, with a disk, links and a clock (core/machine.ts has its duties). What came in
 * since the last turn is one turn: all that is to be kept, one sync, then all that is to be sent and handed out. A turn that
 * nobody waits for is held for more, since each one costs a sync.
 */
import type { NodeId } from "../../core/group.js";
import type { Entry, Input, Machine, Step } from "../../core/machine.js";
import { drain, monotonicMs } from "../../net/clock.js";

export interface TurnDuties<M, Out, Note> {
  append(entries: readonly Entry[]): void;
  /** If this, or any other, throws, nothing more of the turn leaves, and this owner is at its end. */
  sync(): void;
  send(to: readonly NodeId[], message: M): void;
  /** That was all that the turn sends. */
  sent(): void;
  /** all else of a step */
  told(step: Step<M, Out, Note>): void;
  /** Whether somebody waits for what such a step hands out. What sends is always waited for. */
  isAwaited(step: Step<M, Out, Note>): boolean;
  /** All of the turn is done. */
  ended(): void;
  failed(error: unknown): void;
}

/** Node.js takes a longer delay for none at all. */
const DELAY_MS_MAX = 2 ** 31 - 1;

/** So long a turn that nobody waits for is held. */
const HELD_MS = 100;

export class Turns<M, Out, Note> {
  #steps: Step<M, Out, Note>[] = [];
  #immediate: NodeJS.Immediate | null = null;
  #held: NodeJS.Timeout | null = null;
  #timer: NodeJS.Timeout | null = null;
  #armedMs: number | null = null;
  #isStopped = false;

  constructor(
    private readonly machine: Machine<M, Out, Note>,
    private readonly duties: TurnDuties<M, Out, Note>,
  ) {
    this.#arm();
  }

  input(input: Input<M>): void {
    if (this.#isStopped) return;
    this.#steps.push(this.machine.step(input, monotonicMs()));
    this.#immediate ??= setImmediate(() => this.#due());
  }

  /**
   * Stops, and syncs all that is to be kept before: another machine may begin with it, and send what this one signed and did
   * not send any more.
   */
  stopKept(): void {
    if (!this.#isStopped) this.#keep(this.#steps);
    this.stop();
  }

  /** Takes nothing more in; what is not synced yet is neither sent nor handed out. */
  stop(): void {
    this.#isStopped = true;
    if (this.#immediate) clearImmediate(this.#immediate);
    if (this.#held) clearTimeout(this.#held);
    if (this.#timer) clearTimeout(this.#timer);
  }

  #due(): void {
    this.#immediate = null;
    const isAwaited = this.#steps.some((step) => step.send.length > 0 || this.duties.isAwaited(step));
    if (isAwaited) return this.#end();
    this.#held ??= setTimeout(() => this.#end(), HELD_MS);
    this.#arm();
  }

  #end(): void {
    if (this.#immediate) clearImmediate(this.#immediate);
    if (this.#held) clearTimeout(this.#held);
    this.#immediate = null;
    this.#held = null;
    const steps = this.#steps;
    this.#steps = [];
    try {
      this.#turn(steps);
    } catch (error) {
      this.stop();
      this.duties.failed(error);
    }
    if (!this.#isStopped) this.#arm();
  }

  #turn(steps: readonly Step<M, Out, Note>[]): void {
    this.#keep(steps);
    for (const { send } of steps) for (const { to, message } of send) this.duties.send(to, message);
    this.duties.sent();
    for (const step of steps) {
      this.duties.told(step);
      if (this.#isStopped) return;
    }
    if (this.#steps.length === 0) this.duties.ended();
  }

  #keep(steps: readonly Step<M, Out, Note>[]): void {
    for (const { keep } of steps) if (keep.length > 0) this.duties.append(keep);
    this.duties.sync();
  }

  /** Sets the clock for the machine's next deadline. What has arrived by then is taken in first. */
  #arm(): void {
    const deadlineMs = this.machine.deadlineMs;
    if (deadlineMs === this.#armedMs) return;
    this.#armedMs = deadlineMs;
    if (this.#timer) clearTimeout(this.#timer);
    if (deadlineMs === null || !Number.isFinite(deadlineMs)) return;
    const delayMs = Math.ceil(deadlineMs - monotonicMs());
    // a timer waits for a millisecond at least
    if (delayMs <= 0) return void this.#tick();
    this.#timer = setTimeout(() => void this.#tick(), Math.min(delayMs, DELAY_MS_MAX));
  }

  async #tick(): Promise<void> {
    await drain();
    this.#armedMs = null;
    this.input({ kind: "tick" });
  }
}
