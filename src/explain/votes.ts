/** How the vote below one path went: its children with their folded orders, counted. */
import type { NodeId, Order } from "../core/group.js";
import { childrenOf, type Path } from "../core/path.js";
import { clipped, type Line, listed, order, type Part, say } from "./text.js";
import type { NodeTree } from "./trees.js";

/** Those who vote for one order; a voter is the last id of a child's path. */
export interface Camp {
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

/** `4 of 5 say attack: 3, 4 itself, 5 and 7; 1 says retreat: 6` */
export function tallySentence(tally: Tally, self: NodeId): Line {
  const { camps, votes, hasMajority, result } = tally;
  const [first, ...rest] = camps as [Camp, ...Camp[]];
  const voters = (camp: Camp) => clipped(camp.voters.map((id) => (id === self ? `${id} itself` : id)));
  if (isUnanimous(tally)) {
    const all = votes === 1 ? "the only vote" : votes === 2 ? "both" : `all ${votes}`;
    return say`${all} ${verb(tally, votes)} ${order(first.order)}: ${voters(first)}`;
  }
  const parts: Part[] = rest.map((camp) => {
    const size = camp.voters.length;
    return say`${size} ${verb(tally, size)} ${order(camp.order)}: ${voters(camp)}`;
  });
  const size = first.voters.length;
  const head = say`${size} of ${votes} ${verb(tally, size)} ${order(first.order)}: ${voters(first)}`;
  const counts = parts.reduce<Line>((line, part) => say`${line}; ${part}`, head);
  if (hasMajority) return counts;
  return say`${counts}; no order has more than half, so ${order(result)}, the default order, stands`;
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
