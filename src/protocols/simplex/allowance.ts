/** How much a peer may ask for: each answer costs the one that gives it more than the question costs. */
import type { NodeId } from "../../core/group.js";

/** So many answers are given to one peer in a Δ. */
const ANSWERS_MAX = 32;

export class Allowance {
  readonly #deltaMs: number;
  readonly #spent = new Map<NodeId, { readonly sinceMs: number; count: number }>();

  constructor(deltaMs: number) {
    this.#deltaMs = deltaMs;
  }

  take(peer: NodeId, nowMs: number): boolean {
    const spent = this.#spent.get(peer);
    if (spent && nowMs - spent.sinceMs < this.#deltaMs) return ++spent.count <= ANSWERS_MAX;
    this.#spent.set(peer, { sinceMs: nowMs, count: 1 });
    return true;
  }
}
