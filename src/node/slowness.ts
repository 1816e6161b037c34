/** A node's watch over itself. */
import { monotonicMs } from "./clock.js";

/**
 * Notices when this process itself stood still for longer than the guarantee allows: a round is to last at least
 * three deliveries, so a node that missed a third of one may have made others late, and may call others late
 * that were not.
 */
export class SlownessWatch {
  readonly #limitMs: number;
  readonly #onSlow: (stoodStillMs: number) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(roundTimeoutMs: number, onSlow: (stoodStillMs: number) => void) {
    this.#limitMs = roundTimeoutMs / 3;
    this.#onSlow = onSlow;
  }

  start(): void {
    const everyMs = Math.max(10, this.#limitMs / 8);
    let lastMs = monotonicMs();
    this.#timer = setInterval(() => {
      const now = monotonicMs();
      const stoodStillMs = now - lastMs - everyMs;
      lastMs = now;
      if (stoodStillMs > this.#limitMs) this.#onSlow(stoodStillMs);
    }, everyMs);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }
}
