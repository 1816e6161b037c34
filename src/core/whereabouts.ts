/**
 * What a member knows of where its peers are in the sequence of agreements (sequence.ts), and what of that it may believe.
 *
 * Each process of a member is a *life*. Its *word* is the instance that it takes part in next, or has begun; its *floor* the
 * lowest that it may still be in: with several instances in flight who has begun k has left all before k − inFlight + 1.
 * Within a life both only grow. m peers may lie, so what the (m+1)-th highest says is believed: some loyal peer is there or further.
 */
import type { NodeId } from "./group.js";

export type Life = string;

/** What a member says of where it is: new, takes part in this instance next, or has begun it. */
export interface Word {
  readonly instance: number;
  readonly phase: "new" | "next" | "begun";
}

export interface Known {
  life: Life | null;
  /** {@link rankOf} its word; -1: new, or not heard */
  rank: number;
  /** -1: new, or not heard */
  floor: number;
  /** when HERE came last */
  toldAtMs: number;
  /** of the word that it was told last; -1: new */
  toldRank: number;
  /** the last instance in which it has said more than READY, in any of its lives; -1: none */
  spokeIn: number;
  /** the last one in which a former process of it had; -1: none */
  spentIn: number;
}

/** What says more than its word: READY, what only who has begun can send, or that the instance is over for this member. */
export type Says = "ready" | "begun" | "without";

export class Whereabouts {
  readonly #peers: ReadonlyMap<NodeId, Known>;
  /** where they are sorted */
  readonly #ranks: Float64Array;
  /** {@link believed} floor, until one changes */
  #floor: number | null = null;

  constructor(
    peers: readonly NodeId[],
    private readonly m: number,
    private readonly inFlight: number,
  ) {
    this.#ranks = new Float64Array(peers.length);
    this.#peers = new Map(
      peers.map((id) => [
        id,
        // no spreads: what they make is slow to write to
        {
          life: null,
          rank: -1,
          floor: -1,
          toldAtMs: Number.NEGATIVE_INFINITY,
          toldRank: -1,
          spokeIn: -1,
          spentIn: -1,
        },
      ]),
    );
  }

  of(peer: NodeId): Known | undefined {
    return this.#peers.get(peer);
  }

  /** Another process of it, or none: what the one before said counts no more, but for where it had spoken. */
  renew(known: Known, life: Life | null): void {
    known.spentIn = known.spokeIn;
    known.life = life;
    known.rank = -1;
    known.floor = -1;
    this.#floor = null;
  }

  told(known: Known, word: Word, now: number): void {
    const { instance, phase } = word;
    this.#raise(known, rankOf(word), phase === "begun" ? this.#floorOf(instance) : instance);
    known.toldAtMs = now;
  }

  noted(known: Known, instance: number, says: Says): void {
    const floor = this.#floorOf(instance);
    if (says === "ready") this.#raise(known, 2 * floor, floor);
    if (says === "begun") this.#raise(known, 2 * instance + 1, floor);
    if (says === "without") this.#raise(known, 2 * instance + 2, instance + 1);
    if (says !== "ready") known.spokeIn = Math.max(known.spokeIn, instance);
  }

  /** Where some loyal peer is, if none is further. */
  get rank(): number {
    return this.#believed((known) => known.rank);
  }

  /** What some loyal peer has left behind it, if none more. */
  get floor(): number {
    this.#floor ??= this.#believed((known) => known.floor);
    return this.#floor;
  }

  /** The (m+1)-th lowest word of those that came since then: who is down holds nobody back. */
  lowestSince(askedAtMs: number): number | undefined {
    const told = [...this.#peers.values()].filter(({ rank, toldAtMs }) => rank >= 0 && toldAtMs >= askedAtMs);
    return told.map(({ rank }) => rank).toSorted((a, b) => a - b)[this.m];
  }

  #raise(known: Known, rank: number, floor: number): void {
    known.rank = Math.max(known.rank, rank);
    if (rank < 0 || floor <= known.floor) return;
    // who was above it before does not move it, nor who stays below
    if (this.#floor !== null && known.floor <= this.#floor && floor > this.#floor) this.#floor = null;
    known.floor = floor;
  }

  /** Where a member is at the lowest that says anything of this instance. */
  #floorOf(instance: number): number {
    return Math.max(0, instance - this.inFlight + 1);
  }

  #believed(what: (known: Known) => number): number {
    if (this.m >= this.#ranks.length) return -1;
    let at = 0;
    for (const known of this.#peers.values()) this.#ranks[at++] = what(known);
    return this.#ranks.sort()[this.#ranks.length - 1 - this.m] as number;
  }
}

/** Words in their order: whoever has begun an instance is further than who takes part in it next. */
export function rankOf({ instance, phase }: Word): number {
  return phase === "new" ? -1 : 2 * instance + (phase === "begun" ? 1 : 0);
}

/** The instance of those who have come to this rank; whoever has begun it waits for others until a deadline. */
export function instanceAt(rank: number): number {
  return Math.max(0, Math.floor(rank / 2));
}
