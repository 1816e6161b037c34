/** What a member of a simulated group said, kept for the next process of a peer. */
import type { NodeId } from "../../core/group.js";
import type { Frame } from "./around.js";

export type SaidFrame = Extract<Frame, { kind: "said" }>;

export class Owed {
  #frames: { readonly to: NodeId; readonly frame: SaidFrame }[] = [];

  add(to: NodeId, frame: SaidFrame): void {
    this.#frames.push({ to, frame });
  }

  /** Nothing that was said before this instance goes again. */
  release(before: number): void {
    this.#frames = this.#frames.filter(({ frame }) => frame.instance >= before);
  }

  /** A new process of this peer: returned is what it is owed, from `instance` on; the rest is let go. */
  renew(peer: NodeId, instance: number): SaidFrame[] {
    this.#frames = this.#frames.filter(({ to, frame }) => to !== peer || frame.instance >= instance);
    return this.#frames.flatMap(({ to, frame }) => (to === peer ? [frame] : []));
  }

  forget(instance: number): void {
    this.#frames = this.#frames.filter(({ frame }) => frame.instance !== instance);
  }

  forgetAll(): void {
    this.#frames = [];
  }
}
