/**
 * What a member of a group was ordered in an agreement, and relayed before that started. Its relay stands: should it begin the
 * instance anew under this general, it is told the same first, so that it relays the same. It is kept as it was relayed, one an
 * instance and general; neither what the general's next process says nor a mailbox that is full makes a difference.
 */
import type { NodeId } from "./group.js";
import { keptIn } from "./grouped.js";

/** `T`: an order as the member's machine was told it. */
export class Relayed<T> {
  readonly #told = new Map<number, Map<NodeId, T>>();

  /** The first one stands. */
  keep(instance: number, general: NodeId, told: T): void {
    keptIn(
      keptIn(this.#told, instance, () => new Map<NodeId, T>()),
      general,
      () => told,
    );
  }

  of(instance: number, general: NodeId): T | undefined {
    return this.#told.get(instance)?.get(general);
  }

  /** This instance, and all before it. */
  forget(instance: number): void {
    for (const one of this.#told.keys()) if (one <= instance) this.#told.delete(one);
  }

  forgetAll(): void {
    this.#told.clear();
  }
}
