/**
 * What a member of a simulated group keeps of its mail: what came for an agreement that it has not begun, as the library's
 * mailbox does, and what it said, for the next process of a peer.
 */
import type { NodeId } from "../../core/group.js";
import type { Frame } from "./around.js";

export type SaidFrame = Extract<Frame, { kind: "said" }>;

interface Early {
  readonly from: NodeId;
  readonly frame: SaidFrame;
}

/** Instances of each peer beyond those in flight that are kept until this member begins them. */
const INSTANCES_KEPT_BEYOND = 3;

export class Mail {
  readonly #instancesMax: number;
  #early: Early[] = [];
  #owed: { readonly to: NodeId; readonly frame: SaidFrame }[] = [];

  constructor(inFlight: number) {
    this.#instancesMax = inFlight + INSTANCES_KEPT_BEYOND;
  }

  /** Of one peer the oldest instance goes when they are too many. */
  keep(from: NodeId, frame: SaidFrame): void {
    this.#early.push({ from, frame });
    const instances = new Set(this.#early.flatMap((one) => (one.from === from ? [one.frame.instance] : [])));
    if (instances.size <= this.#instancesMax) return;
    const oldest = Math.min(...instances);
    this.#early = this.#early.filter((one) => one.from !== from || one.frame.instance !== oldest);
  }

  cameFor(instance: number): readonly Early[] {
    return this.#early.filter(({ frame }) => frame.instance === instance);
  }

  /** This instance has started or is over, and all before it. */
  forget(instance: number): void {
    this.#early = this.#early.filter(({ frame }) => frame.instance > instance);
  }

  owe(to: NodeId, frame: SaidFrame): void {
    this.#owed.push({ to, frame });
  }

  /** Nothing that was said before this instance goes again. */
  release(before: number): void {
    this.#owed = this.#owed.filter(({ frame }) => frame.instance >= before);
  }

  /** A new process of this peer: what the one before sent is void; returned is what this one is owed, from `instance` on. */
  renew(peer: NodeId, instance: number): SaidFrame[] {
    this.#early = this.#early.filter(({ from }) => from !== peer);
    this.#owed = this.#owed.filter(({ to, frame }) => to !== peer || frame.instance >= instance);
    return this.#owed.flatMap(({ to, frame }) => (to === peer ? [frame] : []));
  }

  clear(): void {
    this.#early = [];
    this.#owed = [];
  }
}
