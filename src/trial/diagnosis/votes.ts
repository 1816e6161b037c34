/** What votes come to: the strict majority, and what is taken for it by mistake. */
import type { Order } from "../../core/group.js";
import { majorityOf } from "../right.js";
import type { Start } from "../turn.js";

/** `otherwise` is the default, as the node has it. */
export type Settle = (votes: readonly Order[], start: Start, otherwise: Order) => Order;

/** One of several orders, by how the votes lie, by the list of orders, or by the alphabet; of none undefined. */
export type Pick = (among: readonly Order[], votes: readonly Order[], start: Start) => Order | undefined;

/** The default, unless more than half of all votes are for one order. */
export const strictMajority: Settle = (votes, _start, otherwise) => majorityOf(votes) ?? otherwise;

/** How often each order is voted for, the first vote first. */
export function countsOf(votes: readonly Order[]): Map<Order, number> {
  const counts = new Map<Order, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  return counts;
}

/** The orders with the most votes. */
export function topOf(votes: readonly Order[]): Order[] {
  const counts = countsOf(votes);
  const most = Math.max(0, ...counts.values());
  return [...counts.keys()].filter((order) => counts.get(order) === most);
}

const votesFor = (among: readonly Order[], votes: readonly Order[]): Order[] =>
  votes.filter((vote) => among.includes(vote));

export const firstVote: Pick = (among, votes) => votesFor(among, votes)[0];

export const lastVote: Pick = (among, votes) => votesFor(among, votes).at(-1);

/** The one of them whose first vote came last. */
export const lastToAppear: Pick = (among, votes) => [...new Set(votesFor(among, votes))].at(-1);

/** The one of them that had all its votes first. */
export const firstComplete: Pick = (among, votes) =>
  among.toSorted((a, b) => votes.lastIndexOf(a) - votes.lastIndexOf(b))[0];

export const firstListed: Pick = (among, _votes, { orders }) => orders.find((order) => among.includes(order));

export const lastListed: Pick = (among, _votes, { orders }) =>
  orders.findLast((order) => among.includes(order));

export const smallest: Pick = (among) => among.toSorted()[0];

export const largest: Pick = (among) => among.toSorted().at(-1);

/** The default only where there is no other. */
export const firstNotDefault: Pick = (among, votes, start) => {
  const others = among.filter((order) => order !== start.default);
  return firstListed(others.length > 0 ? others : among, votes, start);
};

export const theDefault: Pick = (among, votes, start) =>
  among.includes(start.default) ? start.default : firstListed(among, votes, start);
