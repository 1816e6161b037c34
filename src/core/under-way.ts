/** One agreement that is under way in a flight (flight.ts): how far it is, and whose part in it counts. */
import type { NodeId } from "./group.js";
import type { Input } from "./machine.js";
import { Marks } from "./marks.js";

export abstract class UnderWay<Call, Message> {
  /** all before it have started: what is said of it is taken in */
  isFirst = false;
  hasStarted = false;
  /** it has to be begun anew: in another instance, or with a peer that is there again */
  isOutdated = false;
  /** who has said anything in it */
  readonly #spoke = new Marks();
  /** whose part in it is over: they spoke in it, and their process is another by now */
  #lost: Marks | null = null;

  constructor(
    readonly call: Call,
    readonly instance: number,
  ) {}

  take(from: NodeId, message: Message, now: number): void {
    if (this.#lost?.has(from)) return;
    this.#spoke.add(from);
    this.receive(from, message, now);
  }

  hasHeard(peer: NodeId): boolean {
    return this.#spoke.has(peer);
  }

  /** What it has said here stands, and is all. */
  lose(peer: NodeId, now: number): void {
    this.#lost ??= new Marks();
    this.#lost.add(peer);
    this.input({ kind: "peer", id: peer, is: "cut" }, now);
  }

  abstract begin(now: number): void;
  /** A peer that is heard, or cut off; that the others have gone on. */
  abstract input(input: Input<never>, now: number): void;
  protected abstract receive(from: NodeId, message: Message, now: number): void;
  /** It is not wanted any more, if it has not ended. */
  abstract stop(): void;
}
