/**
 * How long a leader waits for more commands before it proposes. Many small blocks cost a group much more than one large one:
 * each is signed, kept and synced by everybody three times, however little stands in it.
 *
 * While a block is not final yet, what comes is taken along by the next one. Once it is final its clients are answered, and
 * many of them send their next commands at once: so for a moment the leader waits until there are as many as the block brought
 * beside those that wait already. Without that two halves of the clients would go on in turn, each waiting for the other's block.
 * The moment is as long as the block took: where that is long, so is the way of those who are answered.
 *
 * Where a block takes little of Δ, members and their clients are near, and what takes time is work: there the leader waits
 * for the block before as long as the last one took, and the moment begins anew, once, with what comes in it, for members answer
 * their clients one after another. Where the way is long, it is used: the next block is on it while the one before is not final.
 */
import type { MemberState } from "./state.js";

/** A block of so many commands is not held back for more. */
const MANY = 1024;

/** Into so many parts Δ is divided for the time in which the block before may become final. */
const UNFINISHED_SHARE = 20;

/** The same for the time in which those send again who were answered: at least, and at the most. */
const ANSWERED_SHARE = 50;
const ANSWERED_SHARE_MAX = 10;

/** The same for the time after a block in which whoever comes is taken for one of them. */
const AGAIN_SHARE = 5;

/** The same for a block among members that are near: it takes less. */
const NEAR_SHARE = 5;

/** What a block that took long counts for at the next one. */
const FADING = 0.75;

export class Gathering {
  readonly #state: MemberState;
  #begunMs = Number.POSITIVE_INFINITY;
  #tookMs = 0;
  /** of the last ones the longest, which counts for less from block to block */
  #longMs = 0;
  #finalMs = Number.NEGATIVE_INFINITY;
  #expected = 0;
  /** how many commands there were when it was asked last, and since when */
  #count = 0;
  #cameMs = Number.NEGATIVE_INFINITY;

  constructor(state: MemberState) {
    this.#state = state;
  }

  /** How long the last final block took here. */
  get tookMs(): number {
    return this.#tookMs;
  }

  /** This member has voted for a block. */
  begun(nowMs: number): void {
    this.#begunMs = nowMs;
  }

  /** So many commands have become final. */
  finalized(count: number, nowMs: number): void {
    this.#tookMs = Math.max(nowMs - this.#begunMs, 0);
    this.#longMs = Math.max(this.#tookMs, this.#longMs * FADING);
    this.#finalMs = nowMs;
    this.#expected = count + this.#state.pool.size;
    this.#count = 0;
  }

  /** When a block of so many commands is to be proposed. `sinceMs`: since when its leader waits in its view. */
  dueMs(count: number, sinceMs: number, nowMs: number): number {
    const { options, views } = this.#state;
    const { deltaMs } = options.timing;
    if (count === 0) return sinceMs + deltaMs;
    if (count >= MANY) return sinceMs;
    const isNear = this.#longMs < deltaMs / NEAR_SHARE;
    if (views.hasUnfinished) return sinceMs + Math.max(deltaMs / UNFINISHED_SHARE, isNear ? this.#tookMs : 0);
    if (count >= this.#expected) return sinceMs;
    const momentMs = Math.max(Math.min(this.#tookMs, deltaMs / ANSWERED_SHARE_MAX), deltaMs / ANSWERED_SHARE);
    if (!isNear) return this.#finalMs + momentMs;
    return sinceMs < this.#finalMs + deltaMs / AGAIN_SHARE
      ? this.#againMs(count, Math.max(sinceMs, this.#finalMs), momentMs, nowMs)
      : sinceMs;
  }

  #againMs(count: number, beginMs: number, momentMs: number, nowMs: number): number {
    if (count > this.#count) {
      this.#count = count;
      this.#cameMs = nowMs;
    }
    return Math.min(Math.max(beginMs, this.#cameMs) + momentMs, beginMs + 2 * momentMs);
  }
}
