/** The words on one node's order: what it told itself, and what each other node's word on it came to. */
import type { NodeId, Order } from "../../../core/group.js";
import { childrenOf, formatPath } from "../../../core/path.js";
import { type Camp, campsOf } from "../../../explain/explained.js";
import { clipped, count, type Line, listed, order, say } from "../../../explain/text.js";
import type { OralMessages } from "../rules.js";
import type { TextTree } from "../text-tree.js";

export interface Words {
  /** what that node told this one itself in round 0; null for this node's own order */
  readonly told: Order | null;
  /** what each other node's word on it came to; empty with m = 0 and for this node's own order */
  readonly votes: readonly Camp[];
}

export const NO_WORDS: Words = { told: null, votes: [] };

/** How the instance whose general is node `of` went. */
export function wordsOn(party: OralMessages<TextTree>, of: NodeId): Words {
  const { tree } = party;
  const told = tree.orderAt([of]);
  if (tree.group.m === 0) return { told, votes: [] };
  const { orders } = party.folded();
  const words = childrenOf(tree.group, [of]).map((path) => ({
    by: path[1] as NodeId,
    order: orders.get(formatPath(path)) as Order,
  }));
  return { told, votes: campsOf(words) };
}

/** How they were counted, and what they came to. */
export function wordsLine({ told, votes }: Words, result: Order, who = "the general"): Line {
  const first = told === null ? say`${who} told nothing` : say`${who} told it ${order(told)}`;
  if (votes.length === 0) return say`${first}; that is what counts, ${order(result)}.`;
  const all = votes.reduce((sum, { by }) => sum + by.length, 0);
  const camps = votes.map(
    ({ order: one, by }) =>
      say`${by.length} ${by.length === 1 ? "comes" : "come"} to ${order(one ?? "nothing")} (${clipped(by)})`,
  );
  const isMajority = (votes[0]?.by.length ?? 0) * 2 > all;
  const why = isMajority
    ? say`more than half, so it is ${order(result)}`
    : say`no order has more than half, so it is the default order, ${order(result)}`;
  return say`${first}. Of ${count(all, "word")} on it, ${listed(camps)}: ${why}.`;
}
