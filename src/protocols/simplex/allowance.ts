/** How much a peer may ask for, or do wrong: each answer, and each look at what is wrong, costs a member more than it costs the peer. */
import type { NodeId } from "../../core/group.js";

/** So many answers are given to one peer in a Δ. */
export const ANSWERS_MAX = 32;

export class Allowance {
  readonly #spent = new Map<NodeId, { readonly sinceMs: number; count: number }>();

  constructor(
    private readonly periodMs: number,
    private readonly max = ANSWERS_MAX,
  ) {}

  take(peer: NodeId, nowMs: number): boolean {
    const spent = this.#spent.get(peer);
    if (spent && nowMs - spent.sinceMs < this.periodMs) return ++spent.count <= this.max;
    this.#spent.set(peer, { sinceMs: nowMs, count: 1 });
    return true;
  }
}
