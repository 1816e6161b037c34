/**
 * Commands of this member's own clients on their way to the others: the first one goes at once, and those that come soon after it
 * go together. A frame to each peer costs a group more than most commands do, and whoever was answered with a block sends again
 * within moments, so that each member would send a dozen times for the next one. The pause is a small part of what a block takes, so
 * that who comes once a block never meets it.
 */
import type { MemberState } from "./state.js";
import type { Turn } from "./turn.js";
import type { Command } from "./types.js";

/** Such a part of the time that a block takes, and of Δ at the most. */
const BLOCK_SHARE = 8;
const DELTA_SHARE = 100;

export class Spreading {
  readonly #waiting: Command[] = [];
  /** when some went last */
  #wentMs = Number.NEGATIVE_INFINITY;
  /** when they go: at the next tick from then on; null: there are none */
  atMs: number | null = null;

  /** `blockMs`: how long a block takes here. */
  constructor(
    private readonly state: MemberState,
    private readonly blockMs: () => number,
  ) {}

  submit(turn: Turn, command: Command, nowMs: number): void {
    const { pool, options } = this.state;
    if (!pool.hasRoom(options.self, command)) turn.note({ kind: "refused", command, from: options.self });
    else if (pool.add(options.self, command)) {
      this.#waiting.push(command);
      const pauseMs = Math.min(this.blockMs() / BLOCK_SHARE, options.timing.deltaMs / DELTA_SHARE);
      this.atMs ??= Math.max(nowMs, this.#wentMs + pauseMs);
    }
  }

  take(nowMs: number): Command[] {
    if (this.#waiting.length > 0) this.#wentMs = nowMs;
    this.atMs = null;
    return this.#waiting.splice(0);
  }
}
