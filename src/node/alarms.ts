/** One clock for all agreements that are under way at once: each is woken at its own deadline, and one timer serves them all. */
import { Few } from "../core/few.js";
import { monotonicMs } from "../net/clock.js";

type Wake = () => void;

export class Alarms {
  readonly #atMs = new Few<Wake, number>();
  #timer: NodeJS.Timeout | null = null;
  /** when it goes off; one that is not wanted any more goes off for nothing */
  #timerAtMs = Number.POSITIVE_INFINITY;

  /** In the place of what was set for it before. */
  set(wake: Wake, atMs: number): void {
    if (this.#atMs.size === 0) this.#timer?.ref();
    this.#atMs.set(wake, atMs);
    if (atMs < this.#timerAtMs) this.#arm(atMs);
  }

  /** The last one leaves a timer that holds up no end of the process: the next one, often at once, is mostly later. */
  drop(wake: Wake): void {
    if (!this.#atMs.has(wake)) return;
    this.#atMs.delete(wake);
    if (this.#atMs.size === 0) this.#timer?.unref();
  }

  #arm(atMs: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    this.#timer = setTimeout(() => this.#goOff(), Math.max(0, Math.ceil(atMs - monotonicMs())));
  }

  #goOff(): void {
    this.#timer = null;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    const now = monotonicMs();
    const due: Wake[] = [];
    let nextMs = Number.POSITIVE_INFINITY;
    for (const wake of this.#atMs.keys()) {
      const atMs = this.#atMs.get(wake) as number;
      if (atMs <= now) due.push(wake);
      else nextMs = Math.min(nextMs, atMs);
    }
    for (const wake of due) this.#atMs.delete(wake);
    if (nextMs < Number.POSITIVE_INFINITY) this.#arm(nextMs);
    for (const wake of due) wake();
  }
}
