/**
 * What peers have said in agreements that this member has not begun: a peer goes on as soon as it has decided. Of each
 * peer the newest few instances are kept beyond those that may be in flight, and of each of those no more than one agreement's messages.
 */
import type { NodeId } from "../core/group.js";

type Parts = readonly Buffer[];

/** How many instances of each peer are kept beyond those that may be in flight. */
const INSTANCES_KEPT_BEYOND = 3;

export class Mailbox {
  readonly #framesMax: number;
  readonly #instancesMax: number;
  readonly #kept = new Map<NodeId, Map<number, Parts[]>>();

  /** `framesMax`: messages that one peer owes in one agreement. */
  constructor(framesMax: number, inFlight: number) {
    this.#framesMax = framesMax;
    this.#instancesMax = inFlight + INSTANCES_KEPT_BEYOND;
  }

  /** Frames that are held now. */
  get size(): number {
    return [...this.#kept.values()].flatMap((instances) => [...instances.values()]).flat().length;
  }

  /** An identical message, a resend, is kept once. */
  keep(from: NodeId, instance: number, parts: Parts): void {
    const instances = this.#kept.get(from) ?? new Map<number, Parts[]>();
    this.#kept.set(from, instances);
    const frames = instances.get(instance) ?? [];
    if (frames.length >= this.#framesMax || frames.some((frame) => isSame(frame, parts))) return;
    frames.push(parts);
    instances.set(instance, frames);
    if (instances.size > this.#instancesMax) instances.delete(Math.min(...instances.keys()));
  }

  /** What was said in this instance; it stays. */
  of(instance: number): [from: NodeId, parts: Parts][] {
    return [...this.#kept].flatMap(([from, instances]) =>
      (instances.get(instance) ?? []).map((parts): [NodeId, Parts] => [from, parts]),
    );
  }

  /** What a peer's former process said. */
  forgetPeer(peer: NodeId): void {
    this.#kept.delete(peer);
  }

  forgetAll(): void {
    this.#kept.clear();
  }

  /** Forgets this instance and all before it. */
  forget(instance: number): void {
    for (const instances of this.#kept.values())
      for (const one of instances.keys()) if (one <= instance) instances.delete(one);
  }
}

function isSame(a: Parts, b: Parts): boolean {
  return a.length === b.length && a.every((part, index) => part.equals(b[index] as Buffer));
}
