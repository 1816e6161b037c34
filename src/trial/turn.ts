/**
 * One turn of a node in lockstep, as `strategos test` plays it: what it was told in the round before goes in, what it tells now
 * comes out. The program on trial, the nodes that the trial plays itself and the models of typical mistakes are all of this shape.
 */
import type { NodeId, Order } from "../core/group.js";

/** What a node is told before the first round. */
export interface Start {
  readonly id: NodeId;
  readonly nodes: readonly NodeId[];
  readonly general: NodeId;
  readonly m: number;
  readonly orders: readonly Order[];
  readonly default: Order;
  readonly order: Order | null;
}

/** What a node was told: the path's last id is the sender. */
export interface Heard {
  readonly from: NodeId;
  readonly path: readonly NodeId[];
  readonly order: Order;
}

/** What a node tells. */
export interface Tell {
  readonly to: NodeId;
  readonly path: readonly NodeId[];
  readonly order: Order;
}

/**
 * One node in lockstep: rounds 0 … m are told, in round m+1 it decides. Pure and synchronous: a right node, a traitor's mask,
 * a model of a mistake.
 */
export interface Player {
  tell(round: number, heard: readonly Heard[]): readonly Tell[];
  decide(heard: readonly Heard[]): Order;
}

export type MakePlayer = (start: Start) => Player;

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

/** Who answers in the place of a node: a program in its process, or a player in this one. */
export interface Actor {
  begin(start: Start): void;
  /** One turn; in the last one it has to decide. */
  turn(round: number, heard: readonly Heard[], isLast: boolean): Answer | Promise<Answer>;
  /** The world is over for it. */
  end(): void;
}

/** The actors of a world's nodes; those that are absent the trial plays itself. */
export type Cast = (id: NodeId) => Actor | undefined;
