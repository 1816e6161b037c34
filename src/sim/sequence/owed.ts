/** What a member of a simulated group said, kept for the next process of a peer. */
import type { Owing } from "../../core/flight.js";
import type { NodeId } from "../../core/group.js";
import type { Frame } from "./around.js";

export type SaidFrame = Extract<Frame, { kind: "said" }>;

export class Owed implements Owing {
  #frames: { readonly to: NodeId; readonly frame: SaidFrame }[] = [];

  constructor(private readonly carry: (to: NodeId, frame: SaidFrame, now: number) => void) {}

  add(to: NodeId, frame: SaidFrame, now: number): void {
    this.#frames.push({ to, frame });
    this.carry(to, frame, now);
  }

  renew(peer: NodeId, from: number, now: number): void {
    this.#keep(({ to, frame }) => to !== peer || frame.instance >= from);
    for (const { to, frame } of this.#frames) if (to === peer) this.carry(peer, frame, now);
  }

  release(before: number): void {
    this.#keep(({ frame }) => frame.instance >= before);
  }

  forget(instance: number): void {
    this.#keep(({ frame }) => frame.instance !== instance);
  }

  forgetOwed(): void {
    this.#frames = [];
  }

  #keep(isOwed: (one: { readonly to: NodeId; readonly frame: SaidFrame }) => boolean): void {
    this.#frames = this.#frames.filter(isOwed);
  }
}
