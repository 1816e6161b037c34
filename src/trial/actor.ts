/** Who answers in the place of a node: a program in its process, or a player in this one. */
import type { NodeId } from "../core/group.js";
import type { Heard, Start, Tell } from "./turn.js";

export interface Tells {
  readonly tells: readonly Tell[];
}

export interface Decides {
  readonly decision: string;
}

/** It did not keep to its turns: a clause behind "node 4", and the last lines of its log. */
export interface Misdeed {
  readonly misdeed: string;
  readonly log: readonly string[];
}

export type Answer = Tells | Decides | Misdeed;

export interface Actor {
  begin(start: Start): void;
  /** One turn; in the last one it has to decide. */
  turn(round: number, heard: readonly Heard[], isLast: boolean): Answer | Promise<Answer>;
  /** The world is over for it. */
  end(): void;
}

/** The actors of a world's nodes; those that are absent the trial plays itself. */
export type Cast = (id: NodeId) => Actor | undefined;
