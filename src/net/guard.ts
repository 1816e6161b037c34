/** The guard over memory that libzmq takes. */
import type { NodeId } from "../core/group.js";

/**
 * Messages without end. libzmq hands a message over only once its last part is in, and holds what came until then in
 * memory that none of its options bounds. Nobody sees who sends it, but whoever does cannot say anything else over that
 * link meanwhile. So when memory grows beyond all that a run needs, every peer is asked something. The link of each
 * one that has not answered by the next look is dropped and dialled again, which frees what libzmq holds for it and
 * costs an honest peer nothing. A peer whose links are proved and that lets this happen again and again is cut.
 *
 * State and rules only; its caller reads the memory (memory.ts) and does the steps.
 */
export type GuardStep =
  /** make the peer say something */
  | { readonly do: "ask"; readonly peer: NodeId }
  | { readonly do: "redial"; readonly peer: NodeId }
  | { readonly do: "cut"; readonly peer: NodeId };

/** How often a peer may leave a question unanswered while memory grows, before it is cut. */
const strikesMax = 3;

/** Growth beyond what a run needs, bytes: compiled code and memory that came back in pieces may take this much. */
export const growthBytesFree = 64 * 1024 * 1024;

export class MemoryGuard {
  readonly #strikes = new Map<NodeId, number>();
  #unanswered: Set<NodeId> | null = null;
  #markBytes = Number.POSITIVE_INFINITY;

  /** `bytes`: what this process holds now, JavaScript's own left out; it may grow by `growthBytesMax` without a question. */
  constructor(
    peers: readonly NodeId[],
    bytes: number,
    private readonly growthBytesMax: number,
  ) {
    for (const peer of peers) this.#strikes.set(peer, 0);
    this.#markBytes = bytes + growthBytesMax;
  }

  /** A whole message came from the peer. */
  heard(peer: NodeId): void {
    this.#unanswered?.delete(peer);
    if (this.#strikes.get(peer)) this.#strikes.set(peer, 0);
  }

  /** To be called at a steady interval, long enough for an answer. `isProved`: the peer has been heard before. */
  look(bytes: number, isProved: (peer: NodeId) => boolean): readonly GuardStep[] {
    const silent = this.#unanswered;
    if (silent === null) {
      if (bytes <= this.#markBytes) return [];
      this.#unanswered = new Set(this.#strikes.keys());
      return [...this.#unanswered].map((peer) => ({ do: "ask", peer }));
    }
    this.#unanswered = null;
    // Freed memory may stay with the process, and is used again first: so only what grows beyond it counts.
    this.#markBytes = Math.max(this.#markBytes, bytes) + this.growthBytesMax;
    return [...silent].map((peer) => {
      const strikes = (this.#strikes.get(peer) ?? 0) + 1;
      this.#strikes.set(peer, strikes);
      // One that has never been heard may not have come yet: it is not to be shut out by what another does.
      return { do: strikes >= strikesMax && isProved(peer) ? "cut" : "redial", peer };
    });
  }

  remember(peer: NodeId): void {
    this.#strikes.set(peer, 0);
  }

  forget(peer: NodeId): void {
    this.#strikes.delete(peer);
    this.#unanswered?.delete(peer);
  }
}
