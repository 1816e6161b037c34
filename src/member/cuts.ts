/**
 * Whom a member has cut off, and why. A cut ends with the life of the peer that earned it: its closed link is dialled again
 * after a pause (pauses.ts), and what is said there is heard if another process of it is there.
 */
import type { NodeId } from "../core/group.js";
import type { Life } from "../core/sequence.js";
import { monotonicMs } from "../net/clock.js";
import { Pauses } from "./pauses.js";

/** New lives that a peer may have at once, and one more each second: each of them is sent what is owed. */
const LIVES_FREE = 8;

export interface Cut {
  readonly life: Life | null;
  readonly why: string;
  /** whether its link is closed */
  readonly isClosed: boolean;
}

export class Cuts {
  readonly #cuts = new Map<NodeId, Cut>();
  readonly #lives = new Map<NodeId, { left: number; atMs: number }>();
  readonly #pauses = new Pauses();
  readonly #timers = new Set<NodeJS.Timeout>();

  get ids(): readonly NodeId[] {
    return [...this.#cuts.keys()];
  }

  has(peer: NodeId): boolean {
    return this.#cuts.has(peer);
  }

  of(peer: NodeId): Cut | undefined {
    return this.#cuts.get(peer);
  }

  cut(peer: NodeId, cut: Cut): void {
    this.#cuts.set(peer, cut);
  }

  /** Another process of it is there. Returns whether the one before was cut off. */
  renewed(peer: NodeId): boolean {
    return this.#cuts.delete(peer);
  }

  /** Whether it may be another process once more. */
  mayRenew(peer: NodeId): boolean {
    const now = monotonicMs();
    const { left, atMs } = this.#lives.get(peer) ?? { left: LIVES_FREE, atMs: now };
    const leftNow = Math.min(LIVES_FREE, left + (now - atMs) / 1000) - 1;
    if (leftNow < 0) return false;
    this.#lives.set(peer, { left: leftNow, atMs: now });
    return true;
  }

  /** Its link is closed: `restore` when the pause is over. */
  closed(peer: NodeId, restore: () => void): void {
    const end = () => {
      this.#timers.delete(timer);
      restore();
    };
    const timer = setTimeout(end, this.#pauses.begin(peer, monotonicMs()));
    this.#timers.add(timer);
  }

  /** Nothing is restored any more. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
