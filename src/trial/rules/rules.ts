/**
 * What a trial must know of a protocol: the book of one node, which says from what it was told what it owes and decides. A
 * protocol on trial is one more value of {@link Rules} (rules/protocols.ts).
 */
import type { Group, NodeId, Order } from "../../core/group.js";
import type { Path } from "../../core/path.js";
import type { Heard, Start } from "../turn.js";

/** One relay that a node owes. */
export interface Debt {
  readonly path: Path;
  readonly order: Order;
  /** who must be told */
  readonly to: readonly NodeId[];
  /** others on the path, who are told on all paths or on none */
  readonly echoes: readonly NodeId[];
  /** who may be told or not: itself, the general */
  readonly free: readonly NodeId[];
}

/** One node's book. Rounds come in their order: `owed(r)`, then `hear(r)`. */
export interface Book {
  /** What follows in `round` from all that was heard before. */
  owed(round: number): readonly Debt[];
  /** Takes what was told in `round`. */
  hear(round: number, heard: readonly Heard[]): void;
  decision(): string;
  /** Why it owes `path` in `round` what it owes, as a clause: "it had been told attack on 1.3". */
  why(round: number, path: Path): string;
  /** Why it owes nothing in `round` on a path that is one of that round, where it need not owe all of them. */
  whyNothing?(round: number, path: Path, order: Order): string;
  /** How its votes come to its decision, a line each; `answer` is what it decided instead. */
  votes(answer: string, echoes?: boolean): readonly string[];
  /** Where two styles are right, with echoes and without, which beyond the guarantee can decide differently. */
  readonly styled?: Styled;
}

export interface Styled {
  decision(echoes: boolean): string;
  /** What it holds of a path, as it counts. */
  orderAt(path: Path): Order;
}

export interface Rules {
  /** The last round in which anything is told; in the one after it nodes decide. */
  lastRound(group: Group): number;
  book(start: Start): Book;
  /** Every path on which `id` could soundly tell anything in `round`. */
  paths(group: Group, round: number, id: NodeId): readonly Path[];
  /** How a sentence names the path of a relay: " on path 1.3", or nothing where a path says nothing new. */
  onPath(path: Path): string;
  /** Who tells nothing has told a report of nothing, or no report: what is missing of it counts as the default. */
  readonly missing: "nothing" | "report";
  /** Whether what is told is sealed, so that a chain shows who has really said it. */
  readonly seals?: true;
  /** Whether every node has a value of its own and decides on a vector of all values. */
  readonly vector?: true;
}
