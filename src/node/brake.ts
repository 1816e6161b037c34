/**
 * A node that somebody watches: its reports are held back, each for a while or until its round is let go, so that they can
 * be followed by eye; and it can be cut off. It lies, waits and decides as ever: whoever watches gives rounds the time.
 */
import type { NodeId } from "../core/group.js";
import type { Report } from "../core/protocol.js";

/** How a run is to be watched. */
export interface Watching {
  /** over which its reports of a round leave, one after the other */
  readonly slowMs: number;
  /** whether each round waits for a word */
  readonly isGated: boolean;
}

/** What a launcher says to a node that is watched. */
export type Word =
  /** reports of rounds up to this one may leave */
  { readonly say: "go"; readonly round: number } | { readonly say: "cut"; readonly isCut: boolean };

type Send = () => void;

export class Brake {
  /** nothing that it sends arrives, and nothing arrives at it */
  isCut = false;
  /** the last round that was let go */
  #round: number;
  /** reports of the round that waits; a node goes no further before they have left */
  #held: { readonly round: number; readonly delayMs: number; readonly send: Send }[] = [];
  #later: (delayMs: number, send: Send) => void = () => undefined;

  constructor(
    private readonly watching: Watching,
    private readonly peers: readonly NodeId[],
    /** A report has come in; whether it counts is seen once its round closes. */
    readonly arrived: (report: Report) => void,
  ) {
    this.#round = watching.isGated ? -1 : Number.POSITIVE_INFINITY;
  }

  /** `later`: the clock of the node's owner. */
  hold(round: number, to: NodeId, send: Send, later: (delayMs: number, send: Send) => void): void {
    const delayMs = (this.watching.slowMs * (1 + this.peers.indexOf(to))) / this.peers.length;
    this.#later = later;
    if (round <= this.#round) later(delayMs, send);
    else this.#held.push({ round, delayMs, send });
  }

  hear(word: Word): void {
    if (word.say === "cut") {
      this.isCut = word.isCut;
      return;
    }
    this.#round = Math.max(this.#round, word.round);
    const free = this.#held.filter(({ round }) => round <= this.#round);
    this.#held = this.#held.filter(({ round }) => round > this.#round);
    for (const { delayMs, send } of free) this.#later(delayMs, send);
  }
}
