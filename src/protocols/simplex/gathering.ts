/**
 * How long a leader waits for more commands before it proposes. Many small blocks cost a group much more than one large one:
 * each is signed, kept and synced by everybody three times, however little stands in it.
 *
 * While a block is not final yet, what comes is taken along by the next one. Once it is final its clients are answered, and
 * many of them send their next commands at once: so for a moment the leader waits until there are as many as the block brought
 * beside those that wait already. Without that two halves of the clients would go on in turn, each waiting for the other's block.
 * The moment is as long as the block took: where that is long, so is the way of those who are answered, and whoever waits for them
 * in vain has waited at most twice as long as without.
 */
import type { MemberState } from "./state.js";

/** A block of so many commands is not held back for more. */
const MANY = 1024;

/** Into so many parts Δ is divided for the time in which the block before may become final. */
const UNFINISHED_SHARE = 20;

/** The same for the time in which those send again who were answered: at least, and at the most. */
const ANSWERED_SHARE = 50;
const ANSWERED_SHARE_MAX = 10;

export class Gathering {
  readonly #state: MemberState;
  #begunMs = Number.POSITIVE_INFINITY;
  /** until then it is waited for those who were answered last */
  #untilMs = Number.NEGATIVE_INFINITY;
  #expected = 0;

  constructor(state: MemberState) {
    this.#state = state;
  }

  /** This member has voted for a block. */
  begun(nowMs: number): void {
    this.#begunMs = nowMs;
  }

  /** So many commands have become final. */
  finalized(count: number, nowMs: number): void {
    const { deltaMs } = this.#state.options.timing;
    const tookMs = Math.min(nowMs - this.#begunMs, deltaMs / ANSWERED_SHARE_MAX);
    this.#untilMs = nowMs + Math.max(tookMs, deltaMs / ANSWERED_SHARE);
    this.#expected = Math.min(MANY, count + this.#state.pool.size);
  }

  /** When a block of so many commands is to be proposed. `sinceMs`: since when its leader waits in its view. */
  dueMs(count: number, sinceMs: number): number {
    const { options, views } = this.#state;
    const { deltaMs } = options.timing;
    if (count === 0) return sinceMs + deltaMs;
    if (views.hasUnfinished) return count < MANY ? sinceMs + deltaMs / UNFINISHED_SHARE : sinceMs;
    return count < this.#expected ? this.#untilMs : sinceMs;
  }
}
