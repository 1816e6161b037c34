/**
 * Which process of each member is the present one: its life (sequence.ts). What another life of its sender said, or what was
 * for another of its receiver, counts for nothing.
 */
import type { NodeId } from "./group.js";
import type { Known, Life, Whereabouts } from "./whereabouts.js";

export class Lives {
  #own: Life;
  #changes = 0;
  /** those that are {@link heard}, as long as no life changes */
  #heard: readonly NodeId[] = [];
  #heardWith = 0;

  constructor(
    private readonly ids: readonly NodeId[],
    private readonly peers: Whereabouts,
    private readonly fresh: () => Life,
  ) {
    this.#own = fresh();
  }

  /** This member's. */
  get own(): Life {
    return this.#own;
  }

  of(peer: NodeId): Life | null {
    return this.peers.of(peer)?.life ?? null;
  }

  /** Grows with each change of a life, this member's own or a peer's. */
  get changes(): number {
    return this.#changes;
  }

  /** Peers of whose present life something has been heard. */
  get heard(): readonly NodeId[] {
    if (this.#heardWith !== this.#changes) {
      this.#heard = this.ids.filter((id) => this.of(id) !== null);
      this.#heardWith = this.#changes;
    }
    return this.#heard;
  }

  get unheard(): readonly NodeId[] {
    return this.ids.filter((id) => this.of(id) === null);
  }

  /** Whether a message other than HERE counts: of the present life of its sender, for the present one of this member. */
  accepts(from: NodeId, life: Life, to: Life): boolean {
    return to === this.#own && life === this.of(from);
  }

  /** null: it is cut off, and its present life counts no more. */
  renew(peer: Known, life: Life | null): void {
    this.peers.renew(peer, life);
    this.#changes++;
  }

  renewOwn(): void {
    this.#own = this.fresh();
    this.#changes++;
  }
}
