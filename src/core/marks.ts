/**
 * Some of a group's nodes. A member of a lasting group asks again and again who was heard, and is ready, and is done: ids below
 * 31 are bits of one number, which is quicker than a Set and takes no memory of its own.
 */
import type { NodeId } from "./group.js";

/** Bits of a small integer of V8's. */
const BITS = 31;

const NOBODY: readonly NodeId[] = [];

export class Marks {
  #size = 0;
  #bits = 0;
  /** those with greater ids; made for the first one */
  #others: Set<NodeId> | null = null;

  get size(): number {
    return this.#size;
  }

  has(id: NodeId): boolean {
    return id < BITS ? (this.#bits & (1 << id)) !== 0 : this.#others !== null && this.#others.has(id);
  }

  add(id: NodeId): void {
    if (this.has(id)) return;
    this.#size++;
    if (id < BITS) this.#bits |= 1 << id;
    else this.#others = (this.#others ?? new Set()).add(id);
  }

  /** Those of these that are marked, in their order. */
  of(ids: readonly NodeId[]): readonly NodeId[] {
    return this.#size === 0 ? NOBODY : ids.filter((id) => this.has(id));
  }
}
