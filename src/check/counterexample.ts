/** A violation as something that can be replayed: traitors with the strategy `script`, and their story. */

import type { Group, NodeId, Order } from "../core/group.js";
import type { TraitorEntry } from "../core/traitor.js";
import { replayLeast } from "./classes.js";
import { tellStory } from "./story.js";
import type { Least } from "./witness.js";
import type { Cast } from "./worlds.js";

export interface Counterexample {
  readonly group: Group;
  /** what the general was to order */
  readonly order: Order;
  readonly traitors: readonly TraitorEntry[];
  /** of every node, traitors too; null: none */
  readonly decisions: readonly { readonly id: NodeId; readonly order: Order | null }[];
  readonly violated: "ic1" | "ic2";
  /** relays that are not what an honest node would have told */
  readonly lies: number;
  /** no single lie can be dropped */
  readonly isMinimal: boolean;
  /** no other world of so many traitors violates this condition by fewer lies */
  readonly isLeast: boolean;
  readonly story: readonly string[];
}

export function counterexampleOf(cast: Cast, least: Least): Counterexample {
  const { condition: violated, order } = least;
  const { group, lies, traitors, decisions } = replayLeast(cast, least);
  return {
    ...{ group, order, traitors, violated, lies: lies.length, isMinimal: true, isLeast: true },
    decisions: group.ids.map((id) => ({ id, order: decisions.get(id) as Order })),
    story: tellStory({ group, order, lies, decisions, violated }),
  };
}
