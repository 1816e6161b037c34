/**
 * Who is waited for until the start: told every few seconds, so that nobody wonders what a node waits for. The reasons are
 * sought so early that they are there when it tells.
 */
import type { NodeEvent } from "./events.js";
import type { Company } from "./peers.js";

const TOLD_EVERY_MS = 5_000;
/** A peer has three seconds to answer. */
const SOUGHT_MS = 1_500;

export class Waiting {
  readonly #soughtMs: number;
  /** when it seeks why others are not heard, or has sought it and tells */
  #lookAtMs: number;
  #isSeeking = false;

  constructor(
    private readonly peers: Company,
    { sinceMs, startTimeoutMs }: { readonly sinceMs: number; readonly startTimeoutMs: number },
    private readonly tell: (event: NodeEvent) => void,
  ) {
    this.#soughtMs = Math.min(SOUGHT_MS, startTimeoutMs / 2);
    this.#lookAtMs = sinceMs + this.#soughtMs;
  }

  look(nowMs: number): void {
    if (nowMs < this.#lookAtMs) return;
    if (this.#isSeeking) {
      const { unheard, lookout } = this.peers;
      this.tell({ kind: "waiting", unheard, why: lookout.why });
      this.#lookAtMs += this.#soughtMs;
    } else {
      void this.peers.lookout.look();
      this.#lookAtMs += TOLD_EVERY_MS - this.#soughtMs;
    }
    this.#isSeeking = !this.#isSeeking;
  }
}
