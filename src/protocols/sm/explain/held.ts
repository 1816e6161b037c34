/** Signed messages, explained: the set V of a node, with the chain that showed it each order first. */
import type { Order } from "../../../core/group.js";
import type { Path } from "../../../core/path.js";
import type { Explained, Held } from "../../../explain/explained.js";
import { type Line, order, say } from "../../../explain/text.js";
import { playedAgain } from "../../../recording/replay.js";
import type { SignedMessages } from "../rules.js";

/** An order of V, with the chain that showed it first. */
export interface HeldOrder {
  readonly order: Order;
  readonly path: Path;
  readonly round: number;
}

export interface SignedHeld extends Held {
  readonly orders: readonly HeldOrder[];
}

export const explained: Explained<SignedHeld> = {
  called: "signed messages",
  theory: { rounds: "m + 1", relays: "O(n²), two orders a node at the most" },
  held(again) {
    const choice = playedAgain(again);
    const orders = [...(again.inner as SignedMessages).accepted].map(([one, { chain, round }]) => ({
      order: one,
      path: chain.path,
      round,
    }));
    return { orders, choice };
  },
  afterRound: (_group, { orders }, round) => say`holds ${setOf(orders.filter((one) => one.round <= round))}`,
  lines(group, id, { orders, choice }) {
    if (id === group.general) return [say`It is the general, and decides his own order, ${order(choice)}.`];
    return [choiceLine(orders, choice)];
  },
};

/** choice(V) of SM(m), step 3. */
function choiceLine(orders: readonly HeldOrder[], choice: Order): Line {
  const set = setOf(orders);
  if (orders.length === 1) return say`${set}: it obeys its only order, ${order(choice)}.`;
  const why = orders.length === 0 ? "no order has reached it" : "the general has signed several orders";
  return say`${set}: ${why}, so that it obeys the default order, ${order(choice)}.`;
}

function setOf(orders: readonly HeldOrder[]): Line {
  const list = orders.reduce<Line>(
    (line, one, index) => say`${line}${index === 0 ? "" : ", "}${order(one.order)}`,
    [],
  );
  return say`V = {${list}}`;
}
