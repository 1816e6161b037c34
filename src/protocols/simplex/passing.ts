/**
 * A new finalization on its way to the others. Nobody waits for it: each of them makes its own of the votes, unless some were
 * lost. So it goes with what is sent to all next, or after Δ/10 by itself; a later one takes its place, for it covers it.
 */
import type { MemberState } from "./state.js";
import type { Turn } from "./turn.js";
import type { Certificate } from "./types.js";

/** Into so many parts Δ is divided for the time that it waits. */
const WAITED_SHARE = 10;

export class Passing {
  #passed: Certificate | null;
  /** when it goes at the latest; null: there is none */
  atMs: number | null = null;

  /** What an earlier life held goes with all that is said at the start. */
  constructor(private readonly state: MemberState) {
    this.#passed = state.views.floor.finalization;
  }

  /** At the end of each step. */
  look(turn: Turn, nowMs: number): void {
    const { views, others, audience, options, isClosed } = this.state;
    const { finalization } = views.floor;
    if (finalization === null || finalization === this.#passed) return;
    this.atMs ??= nowMs + options.timing.deltaMs / WAITED_SHARE;
    const isDue = nowMs >= this.atMs || turn.sendsTo(others) || isClosed;
    if (!isDue) return;
    this.#passed = finalization;
    this.atMs = null;
    turn.send(audience, { kind: "certificate", certificate: finalization });
  }
}
