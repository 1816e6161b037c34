/**
 * The one loop that owns a machine (core/machine.ts) together with real links and a real clock. It does the owner's duties,
 * in order; the simulator's twin, with a disk, is sim/process.ts. What it sends goes to whoever made it, who knows links
 * and codecs.
 */

import type { NodeId } from "../core/group.js";
import { type Input, type Machine, type Sending, type Step } from "../core/machine.js";
import { must } from "../core/must.js";
import { drain, monotonicMs } from "../net/clock.js";
import type { Alarms } from "./alarms.js";

export interface Duties<M, Out, Note> {
  send(to: readonly NodeId[], message: M): void;
  /** all else of a step, and what it came from */
  told(step: Step<M, Out, Note>, input: Input<M>, nowMs: number): void;
}

export class Host<M, Out, Note> {
  /** of what is to be done later, if anything ever was */
  #timers: Set<NodeJS.Timeout> | null = null;
  /** when it is woken */
  #alarmAtMs = Number.POSITIVE_INFINITY;
  #isStopped = false;

  constructor(
    private readonly machine: Machine<M, Out, Note>,
    private readonly duties: Duties<M, Out, Note>,
    private readonly alarms: Alarms,
  ) {}

  get isOver(): boolean {
    return this.machine.isOver;
  }

  /** `nowMs`: if the clock has just been looked at. */
  input(input: Input<M>, nowMs = monotonicMs()): void {
    if (this.#isStopped || this.machine.isOver) return;
    const step = this.machine.step(input, nowMs);
    must(step.keep.length === 0, "this machine keeps what its host has no disk for");
    for (const sending of step.send) this.#send(sending);
    this.duties.told(step, input, nowMs);
    this.arm();
  }

  /**
   * Sets the clock for the machine's next deadline. What has arrived by then is taken in first. A clock that goes off before
   * a deadline that has moved away is set anew then, and not for each input.
   */
  arm(): void {
    const deadlineMs = this.#isStopped ? null : this.machine.deadlineMs;
    if (deadlineMs === null || deadlineMs >= this.#alarmAtMs) return;
    this.#alarmAtMs = deadlineMs;
    this.alarms.set(this.#wake, deadlineMs);
  }

  readonly #wake = (): void => {
    this.#alarmAtMs = Number.POSITIVE_INFINITY;
    if ((this.machine.deadlineMs ?? 0) > monotonicMs()) this.arm();
    else void this.#tick();
  };

  async #tick(): Promise<void> {
    await drain();
    this.input({ kind: "tick" });
  }

  /** Once, unless the host is stopped before. */
  later(delayMs: number, action: () => void): void {
    const timers = (this.#timers ??= new Set());
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, delayMs);
    timers.add(timer);
  }

  /** Takes nothing more in, and leaves no timer. */
  stop(): void {
    this.#isStopped = true;
    this.alarms.drop(this.#wake);
    for (const timer of this.#timers ?? []) clearTimeout(timer);
  }

  #send({ to, message, notBeforeMs }: Sending<M>): void {
    if (notBeforeMs === undefined) this.duties.send(to, message);
    else this.later(notBeforeMs - monotonicMs(), () => this.duties.send(to, message));
  }
}
