/**
 * How long the link of a peer that was cut off rests before it is dialled again: each time twice as long, so that a flooder costs
 * less and less; and as at first once a link has lasted, since a group that goes on for years would come to the longest at last.
 */
import type { NodeId } from "../core/group.js";

const PAUSE_MIN_MS = 1_000;
const PAUSE_MAX_MS = 60_000;

/** A link that was not cut for so long was a good one. */
const GOOD_MS = 60_000;

export class Pauses {
  readonly #last = new Map<NodeId, { readonly pauseMs: number; readonly endMs: number }>();

  /** The peer is cut off now: the pause that begins. */
  begin(peer: NodeId, nowMs: number): number {
    const last = this.#last.get(peer);
    const goesOn = last !== undefined && nowMs - last.endMs < GOOD_MS;
    const pauseMs = goesOn ? Math.min(2 * last.pauseMs, PAUSE_MAX_MS) : PAUSE_MIN_MS;
    this.#last.set(peer, { pauseMs, endMs: nowMs + pauseMs });
    return pauseMs;
  }
}
