/**
 * When a node of a group says READY to whom. Those whose report of round 0 it waits for need it to start, and hear it at once.
 * Those that its own first report goes to hear it with that, in one message, or after a while at the latest: they can do
 * their part in round 1 before they start (rounds.ts). So a READY takes its while longer than a delivery, and no more.
 */
import type { NodeId } from "./group.js";
import type { Standing } from "./standing.js";

const NOBODY: readonly NodeId[] = [];

export class HeldReady {
  #later = NOBODY;
  /** when it is released at the latest; infinite where none is held */
  untilMs = Number.POSITIVE_INFINITY;

  /** `holdMs`: undefined where none is held */
  constructor(
    private readonly standing: Standing,
    private readonly holdMs: number | undefined,
  ) {}

  /** Those who hear it now. */
  say(nowMs: number): readonly NodeId[] {
    if (this.holdMs === undefined) return this.standing.peers;
    const { now, later } = this.standing.readyTo;
    if (later.length > 0) this.untilMs = nowMs + this.holdMs;
    this.#later = later;
    return now;
  }

  /** Those who have not heard it, and do now. */
  release(): readonly NodeId[] {
    const later = this.#later;
    this.#later = NOBODY;
    this.untilMs = Number.POSITIVE_INFINITY;
    return later;
  }
}
