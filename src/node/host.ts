/**
 * The one loop that owns a machine (core/machine.ts) together with real links and a real clock. It does the owner's duties,
 * in order; the simulator's twin, with a disk, is sim/process.ts. What it sends goes to whoever made it, who knows links
 * and codecs.
 */

import type { NodeId } from "../core/group.js";
import { type Input, type Machine, type Sending, type Step } from "../core/machine.js";
import { must } from "../core/must.js";
import { drain, monotonicMs } from "../net/clock.js";

export interface Duties<M, Out, Note> {
  send(to: readonly NodeId[], message: M): void;
  /** all else of a step, and what it came from */
  told(step: Step<M, Out, Note>, input: Input<M>, nowMs: number): void;
}

export class Host<M, Out, Note> {
  readonly #machine: Machine<M, Out, Note>;
  readonly #duties: Duties<M, Out, Note>;
  readonly #timers = new Set<NodeJS.Timeout>();
  #deadlineTimer: NodeJS.Timeout | null = null;
  /** when it goes off */
  #timerAtMs = Number.POSITIVE_INFINITY;
  #isStopped = false;

  constructor(machine: Machine<M, Out, Note>, duties: Duties<M, Out, Note>) {
    this.#machine = machine;
    this.#duties = duties;
  }

  get isOver(): boolean {
    return this.#machine.isOver;
  }

  input(input: Input<M>): void {
    if (this.#isStopped || this.#machine.isOver) return;
    const nowMs = monotonicMs();
    const step = this.#machine.step(input, nowMs);
    must(step.keep.length === 0, "this machine keeps what its host has no disk for");
    for (const sending of step.send) this.#send(sending);
    this.#duties.told(step, input, nowMs);
    this.arm();
  }

  /**
   * Sets the clock for the machine's next deadline. What has arrived by then is taken in first. A clock that goes off before
   * a deadline that has moved away is set anew then, and not for each input.
   */
  arm(): void {
    const deadlineMs = this.#isStopped ? null : this.#machine.deadlineMs;
    if (deadlineMs === null || deadlineMs >= this.#timerAtMs) return;
    if (this.#deadlineTimer) clearTimeout(this.#deadlineTimer);
    const goOff = () => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      if ((this.#machine.deadlineMs ?? 0) > monotonicMs()) this.arm();
      else void this.#tick();
    };
    this.#timerAtMs = deadlineMs;
    this.#deadlineTimer = setTimeout(goOff, Math.max(0, Math.ceil(deadlineMs - monotonicMs())));
  }

  async #tick(): Promise<void> {
    await drain();
    this.input({ kind: "tick" });
  }

  /** Once, unless the host is stopped before. */
  later(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Takes nothing more in, and leaves no timer. */
  stop(): void {
    this.#isStopped = true;
    if (this.#deadlineTimer) clearTimeout(this.#deadlineTimer);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #send({ to, message, notBeforeMs }: Sending<M>): void {
    if (notBeforeMs === undefined) this.#duties.send(to, message);
    else this.later(notBeforeMs - monotonicMs(), () => this.#duties.send(to, message));
  }
}
