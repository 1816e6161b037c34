/**
 * What peers have said in agreements that this member has not begun: a peer goes on as soon as it has decided. Of each
 * peer the newest few instances are kept beyond those that may be in flight, and of each of those no more than one agreement's messages.
 */
import { Few } from "./few.js";
import type { NodeId } from "./group.js";

/** A message that is kept. */
export interface Letter<M> {
  readonly from: NodeId;
  readonly message: M;
}

const NONE: readonly never[] = [];

/** How many instances of each peer are kept beyond those that may be in flight. */
const INSTANCES_KEPT_BEYOND = 3;

export class Mailbox<M> {
  readonly #instancesMax: number;
  readonly #kept = new Map<NodeId, Few<number, Letter<M>[]>>();
  /** the last instance that was forgotten */
  #forgotten = -1;

  /** `framesMax`: messages that one peer owes in one agreement; `isSame`: whether one is the other, sent again. */
  constructor(
    private readonly framesMax: number,
    inFlight: number,
    private readonly isSame: (one: M, other: M) => boolean,
  ) {
    this.#instancesMax = inFlight + INSTANCES_KEPT_BEYOND;
  }

  /** Frames that are held now. */
  get size(): number {
    return [...this.#kept.values()].flatMap((instances) => [...instances.values()]).flat().length;
  }

  /**
   * An identical message, a resend, is kept once. The oldest goes when they are too many: one who began the instance anew, under
   * another general, says all again, and what it said last is what it stands in.
   */
  keep(from: NodeId, instance: number, message: M): void {
    const instances = this.#kept.get(from) ?? new Few<number, Letter<M>[]>();
    if (instances.size === 0) this.#kept.set(from, instances);
    const letters = instances.get(instance);
    if (letters) {
      if (letters.some((letter) => this.isSame(letter.message, message))) return;
      letters.push({ from, message });
      if (letters.length > this.framesMax) letters.shift();
      return;
    }
    // mostly its READY, and no more: a list that grows has room for many
    instances.set(instance, [{ from, message }]);
    if (instances.size > this.#instancesMax) instances.delete(Math.min(...instances.keys()));
  }

  /** What was said in this instance; it stays. */
  of(instance: number): Letter<M>[] {
    const letters: Letter<M>[] = [];
    for (const instances of this.#kept.values())
      for (const letter of instances.get(instance) ?? NONE) letters.push(letter);
    return letters;
  }

  /** What a peer's former process said. */
  forgetPeer(peer: NodeId): void {
    this.#kept.delete(peer);
  }

  forgetAll(): void {
    this.#kept.clear();
    this.#forgotten = -1;
  }

  /** Forgets this instance and all before it; of those none is kept any more. */
  forget(instance: number): void {
    if (instance <= this.#forgotten) return;
    const isNext = instance === this.#forgotten + 1;
    this.#forgotten = instance;
    for (const instances of this.#kept.values()) {
      if (isNext) instances.delete(instance);
      else for (const one of instances.keys()) if (one <= instance) instances.delete(one);
    }
  }
}
