/** A node's watch over itself. */
import { tooSlowMs } from "../core/too-slow.js";
import { monotonicMs } from "../net/clock.js";

type Tell = (stoodStillMs: number) => void;

/**
 * Notices when this process itself stood still for longer than the guarantee allows, and tells all agreements that were
 * under way then. One clock serves them all; none runs while there are none.
 */
export class SlownessWatch {
  readonly #limitMs: number;
  readonly #everyMs: number;
  /** whom it tells, and since when each is there */
  readonly #told = new Map<Tell, number>();
  #timer: NodeJS.Timeout | null = null;
  #lookedAtMs = 0;

  constructor(roundTimeoutMs: number) {
    this.#limitMs = tooSlowMs(roundTimeoutMs);
    this.#everyMs = Math.max(10, this.#limitMs / 8);
  }

  start(tell: Tell): void {
    const now = monotonicMs();
    this.#told.set(tell, now);
    if (this.#timer !== null) return;
    this.#lookedAtMs = now;
    this.#timer = setInterval(() => this.#look(), this.#everyMs);
  }

  stop(tell: Tell): void {
    this.#told.delete(tell);
    if (this.#told.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const now = monotonicMs();
    const lookedAtMs = this.#lookedAtMs;
    this.#lookedAtMs = now;
    for (const [tell, sinceMs] of this.#told) {
      const stoodStillMs = now - Math.max(lookedAtMs, sinceMs) - this.#everyMs;
      if (stoodStillMs > this.#limitMs) tell(stoodStillMs);
    }
  }
}
