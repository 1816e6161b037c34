/** How the vote below one path went: its children with their folded orders, counted. */
import type { NodeId, Order } from "../core/group.js";
import { childrenOf, type Path } from "../core/path.js";
import { type Line, listed, order, say } from "./text.js";
import type { NodeTree } from "./trees.js";

/** Those who vote for one order; a voter is the last id of a child's path. */
interface Camp {
  readonly order: Order;
  readonly voters: readonly NodeId[];
}

export interface Tally {
  readonly path: Path;
  readonly votes: number;
  /** largest first */
  readonly camps: readonly Camp[];
  readonly hasMajority: boolean;
  /** what the path folds to: the strict majority, or the default order */
  readonly result: Order;
  /** whether the voters are leaves, which say, or inner nodes, whose subtrees come to an order */
  readonly areLeaves: boolean;
}

/** The vote below `path`, which must not be a leaf. */
export function tallyAt(tree: NodeTree, path: Path): Tally {
  const { group } = tree;
  const children = childrenOf(group, path);
  const voters = new Map<Order, NodeId[]>(group.orders.map((name) => [name, []]));
  for (const child of children) voters.get(tree.foldedAt(child))?.push(child.at(-1) as NodeId);
  const camps = [...voters]
    .map(([name, ids]) => ({ order: name, voters: ids }))
    .filter((camp) => camp.voters.length > 0)
    .sort((a, b) => b.voters.length - a.voters.length);
  const first = camps[0]?.voters.length ?? 0;
  const hasMajority = first * 2 > children.length;
  const result = tree.foldedAt(path);
  return { path, votes: children.length, camps, hasMajority, result, areLeaves: path.length === group.m };
}

export function isUnanimous(tally: Tally): boolean {
  return tally.camps.length === 1;
}

/** How a tally is told. */
export interface TallyWords {
  /** what the votes are on, e.g. `each` */
  readonly on?: string;
  /** whose tree it is: named as `4 itself` among the voters */
  readonly self?: NodeId;
  /** also name those who voted with a majority, not only the others */
  readonly namesAll?: boolean;
}

const VOTERS_SHOWN_MAX = 9;

/** `of the 5 votes on it, 4 say attack and 1 says retreat (6)` */
export function tallySentence(tally: Tally, words: TallyWords): Line {
  const { camps, votes, hasMajority, result } = tally;
  const [first] = camps as [Camp];
  const on = words.on === undefined ? "" : ` on ${words.on}`;
  if (isUnanimous(tally)) {
    const all = votes === 1 ? "the only vote" : votes === 2 ? "both votes" : `all ${votes} votes`;
    return say`${all}${on} ${verb(tally, votes)} ${order(first.order)}`;
  }
  const parts = camps.map((camp, index) => {
    const size = camp.voters.length;
    const isNamed = words.namesAll === true || !hasMajority || index > 0;
    const names = isNamed ? ` (${voterNames(camp.voters, words.self)})` : "";
    return say`${size} ${verb(tally, size)} ${order(camp.order)}${names}`;
  });
  const counts = say`of the ${votes} votes${on}, ${listed(parts)}`;
  if (hasMajority) return counts;
  return say`${counts}; no order has more than half, so ${order(result)}, the default order, stands`;
}

/** `2, 4 itself, 5` */
export function voterNames(voters: readonly NodeId[], self?: NodeId): string {
  const names = voters.map((id) => (id === self ? `${id} itself` : String(id)));
  if (names.length <= VOTERS_SHOWN_MAX) return names.join(", ");
  return `${names.slice(0, VOTERS_SHOWN_MAX - 1).join(", ")} and ${names.length - VOTERS_SHOWN_MAX + 1} more`;
}

/** `4 of 6 attack` or `3 attack, 3 retreat`: the counts alone. */
export function tallyCounts({ camps, votes, hasMajority }: Tally): Line {
  const [first] = camps as [Camp, ...Camp[]];
  if (hasMajority) return say`${first.voters.length} of ${votes} ${order(first.order)}`;
  return listed(camps.map((camp) => say`${camp.voters.length} ${order(camp.order)}`));
}

function verb({ areLeaves }: Tally, size: number): string {
  if (areLeaves) return size === 1 ? "says" : "say";
  return size === 1 ? "comes to" : "come to";
}

/** How many leaves of the tree say each order, largest first; empty orders left out. */
export function leafCounts(tree: NodeTree): { order: Order; leaves: number }[] {
  const counts = new Map<Order, number>();
  const visit = (path: Path): void => {
    if (path.length <= tree.group.m) return childrenOf(tree.group, path).forEach(visit);
    const told = tree.toldAt(path);
    counts.set(told, (counts.get(told) ?? 0) + 1);
  };
  visit([tree.group.general]);
  return [...counts].map(([name, leaves]) => ({ order: name, leaves })).sort((a, b) => b.leaves - a.leaves);
}
