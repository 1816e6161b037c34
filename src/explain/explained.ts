/** What explanations need of a protocol, as one record: what it is called, what a node held in a run of it, and in which words. */
import type { Group, NodeId, Order } from "../core/group.js";
import { groupedBy } from "../core/grouped.js";
import type { NodeAgain } from "../recording/replay.js";
import type { Line, Text } from "./text.js";

/** What one node held; each protocol adds what there is to hold in it. */
export interface Held {
  /** what it decides by that */
  readonly choice: Order;
}

export interface Explained<H extends Held> {
  /** Without m, e.g. `oral messages`. */
  readonly called: string;
  /** Rounds, and relays in all, as the field writes them. */
  readonly theory: { readonly rounds: string; readonly relays: string };
  /** What a round is for, behind its number; absent where all are alike. */
  roundName?(group: Group, round: number): string;
  /** By the shipped rules, from the reports that the node accepted; null where it keeps a message tree of listed orders. */
  held(again: NodeAgain): H | null;
  /** What it did once a round had closed, as in `holds attack`; absent where that is nothing. */
  afterRound?(group: Group, held: H, round: number): Line;
  /** How it decided by that. */
  lines(group: Group, id: NodeId, held: H): Text;
  /** What it held, entry by entry, where that is told by itself. */
  entryLines?(id: NodeId, held: H): Text;
}

/** Who told an order; null is no order, as who proposes nothing tells. The order that most told comes first. */
export interface Camp {
  readonly order: Order | null;
  readonly by: readonly NodeId[];
}

export function campsOf(words: readonly { readonly by: NodeId; readonly order: Order | null }[]): Camp[] {
  return [...groupedBy(words, ({ order }) => order)]
    .map(([order, all]) => ({ order, by: all.map(({ by }) => by).toSorted((a, b) => a - b) }))
    .toSorted((a, b) => b.by.length - a.by.length);
}
