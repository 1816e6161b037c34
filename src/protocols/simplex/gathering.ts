/**
 * How long a leader waits for more commands before it proposes. Many small blocks cost a group much more than one large one:
 * each is signed, kept and synced by everybody three times, however little stands in it.
 *
 * While a block is not final yet, what comes is taken along by the next one. Once it is final its clients are answered, and
 * many of them send their next commands at once: so for a moment the leader waits until there are as many as the block brought
 * beside those that wait already. Without that two halves of the clients would go on in turn, each waiting for the other's block.
 * The moment is as long as the block took: where that is long, so is the way of those who are answered.
 *
 * Where members and their clients are near, what takes time is work: there the leader waits for the block before as long as the
 * last one took, and the moment begins anew, once, with what comes in it, for members answer their clients one after another.
 * Where the way is long, it is used: the next block is on it while the one before is not final. How long the way is shows in the
 * shortest of the blocks that a leader has proposed itself: three ways are the least that each takes, and in the shortest there
 * is the least of work (so BBR tells the way from the queues on it: Cardwell and others, ACM Queue 14(5), 2016).
 */
import type { MemberState } from "./state.js";
import type { View } from "./types.js";

/** A block of so many commands is not held back for more. */
const MANY = 1024;

/** Into so many parts Δ is divided for the time in which the block before may become final. */
const UNFINISHED_SHARE = 20;

/** The same for the time in which those send again who were answered: at least, and at the most. */
const ANSWERED_SHARE = 50;
const ANSWERED_SHARE_MAX = 10;

/** The same for the time after a block in which whoever comes is taken for one of them. */
const AGAIN_SHARE = 5;

/** The same for the longest that members which are near wait for the block before. */
const NEAR_SHARE = 5;

/** A leader is near whose shortest block took less: a way is less than 7 ms then. */
const NEAR_MS = 20;

/** What the shortest block counts for at the next one, for ways change: four times as much after 700 of them. */
const FORGETTING = 1.002;

export class Gathering {
  #begunMs = Number.POSITIVE_INFINITY;
  #tookMs = 0;
  /** what this member has proposed last: in which view, and when */
  #own = { view: 0, atMs: 0 };
  /** how long the shortest of its own took, which counts for more from one to the next */
  #shortestMs = Number.POSITIVE_INFINITY;
  #finalMs = Number.NEGATIVE_INFINITY;
  #expected = 0;
  /** how many commands there were when it was asked last, and since when */
  #count = 0;
  #cameMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly state: MemberState) {}

  /** How long the last final block took here. */
  get tookMs(): number {
    return this.#tookMs;
  }

  /** This member has voted for a block. */
  begun(nowMs: number): void {
    this.#begunMs = nowMs;
  }

  proposed(view: View, nowMs: number): void {
    this.#own = { view, atMs: nowMs };
  }

  /** So many commands have become final, with the block of this view. */
  finalized(count: number, view: View, nowMs: number): void {
    this.#tookMs = Math.max(nowMs - this.#begunMs, 0);
    if (view === this.#own.view)
      this.#shortestMs = Math.min(nowMs - this.#own.atMs, this.#shortestMs * FORGETTING);
    this.#finalMs = nowMs;
    this.#expected = count + this.state.pool.size;
    this.#count = 0;
  }

  /** When a block of so many commands is to be proposed. `sinceMs`: since when its leader waits in its view. */
  dueMs(count: number, sinceMs: number, nowMs: number): number {
    const { options, views } = this.state;
    const { deltaMs } = options.timing;
    if (count === 0) return sinceMs + deltaMs;
    if (count >= MANY) return sinceMs;
    const isNear = this.#shortestMs < Math.min(NEAR_MS, deltaMs / NEAR_SHARE);
    const nearMs = isNear ? Math.min(this.#tookMs, deltaMs / NEAR_SHARE) : 0;
    if (views.hasUnfinished) return sinceMs + Math.max(deltaMs / UNFINISHED_SHARE, nearMs);
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
