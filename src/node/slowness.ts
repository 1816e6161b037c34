/** A node's watch over itself. */
import { tooSlowMs } from "../core/too-slow.js";
import { monotonicMs } from "./clock.js";

/** Notices when this process itself stood still for longer than the guarantee allows. */
export class SlownessWatch {
  readonly #limitMs: number;
  readonly #onSlow: (stoodStillMs: number) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(roundTimeoutMs: number, onSlow: (stoodStillMs: number) => void) {
    this.#limitMs = tooSlowMs(roundTimeoutMs);
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
