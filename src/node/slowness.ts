/** A node's watch over itself. */
import { Few } from "../core/few.js";
import { tooSlowMs } from "../core/too-slow.js";
import { monotonicMs } from "../net/clock.js";

/** At the least, so that who waits for a start is told of it in time. */
const LOOKS_EVERY_MS = 500;

/** An agreement that is under way. */
export interface Watched {
  slow(stoodStillMs: number): void;
  /** every now and then */
  look(nowMs: number): void;
}

/**
 * Notices when this process itself stood still for longer than the guarantee allows, and tells all agreements that were
 * under way then. One clock serves them all. It ends once it finds none; until then it holds up no end of the process.
 */
export class SlownessWatch {
  readonly #limitMs: number;
  readonly #everyMs: number;
  /** whom it tells, and since when each is there */
  readonly #watched = new Few<Watched, number>();
  #timer: NodeJS.Timeout | null = null;
  #lookedAtMs = 0;

  constructor(roundTimeoutMs: number) {
    this.#limitMs = tooSlowMs(roundTimeoutMs);
    this.#everyMs = Math.min(LOOKS_EVERY_MS, Math.max(10, this.#limitMs / 8));
  }

  start(watched: Watched, now: number): void {
    this.#watched.set(watched, now);
    if (this.#timer !== null) return void this.#timer.ref();
    this.#lookedAtMs = now;
    this.#timer = setInterval(() => this.#look(), this.#everyMs);
  }

  stop(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size === 0) this.#timer?.unref();
  }

  #look(): void {
    if (this.#watched.size === 0) {
      if (this.#timer !== null) clearInterval(this.#timer);
      this.#timer = null;
      return;
    }
    const now = monotonicMs();
    const lookedAtMs = this.#lookedAtMs;
    this.#lookedAtMs = now;
    for (const watched of this.#watched.keys()) {
      const sinceMs = this.#watched.get(watched);
      if (sinceMs === undefined) continue;
      const stoodStillMs = now - Math.max(lookedAtMs, sinceMs) - this.#everyMs;
      if (stoodStillMs > this.#limitMs) watched.slow(stoodStillMs);
      watched.look(now);
    }
  }
}
