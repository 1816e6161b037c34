/** How a node decided from what it held (held.ts), in sentences. */
import type { Group, NodeId, Order } from "../core/group.js";
import type { Held, HeldPhase, Words } from "./held.js";
import { clipped, count, type Line, listed, order, say, sentence, type Text } from "./text.js";

export function heldLines(group: Group, id: NodeId, held: Held): Text {
  if (held.protocol === "vector") return [vectorLine(group, held.choice)];
  if (held.protocol === "om" && id !== group.general) return [sentence(wordsLine(held, held.choice))];
  const ownOrder = say`It is the general, and decides his own order, ${order(held.choice)}.`;
  if (held.protocol === "sm") {
    const orders = held.orders.map((one) => one.order);
    return [id === group.general ? ownOrder : signedLine(orders, held.choice)];
  }
  if (held.protocol === "om") return [ownOrder];
  const end = id === group.general ? ownOrder : say`After the last phase it decides ${order(held.choice)}.`;
  return [...held.phases.map((phase, index) => phaseLine(group, phase, index + 1)), end];
}

/** A vector entry by entry, each with the words that it came from; of other protocols nothing. */
export function entryLines(id: NodeId, held: Held): Text {
  if (held.protocol !== "vector") return [];
  return held.entries.map(({ of, entry, ...words }) =>
    of === id
      ? say`Its own value is ${order(entry)}.`
      : say`On node ${of}: ${wordsLine(words, entry, `node ${of} itself`)}`,
  );
}

/** How the words on one order were counted, and what they came to. */
function wordsLine({ told, votes }: Words, result: Order, who = "the general"): Line {
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

function vectorLine({ combine }: Group, choice: Order): Line {
  if (combine === undefined) return say`It decides the vector itself.`;
  return say`The ${combine} of its entries is ${order(choice)}: it decides that.`;
}

/** choice(V) of SM(m), step 3. */
function signedLine(orders: readonly Order[], choice: Order): Line {
  const list = orders.reduce<Line>(
    (line, one, index) => say`${line}${index === 0 ? "" : ", "}${order(one)}`,
    [],
  );
  const set = say`V = {${list}}`;
  if (orders.length === 1) return say`${set}: it obeys its only order, ${order(choice)}.`;
  const why = orders.length === 0 ? "no order has reached it" : "the general has signed several orders";
  return say`${set}: ${why}, so that it obeys the default order, ${order(choice)}.`;
}

function phaseLine({ ids, m }: Group, phase: HeldPhase, number: number): Line {
  const { proposal, value, support, isSure, king, kingSaid, after } = phase;
  const needed = ids.length - m;
  const proposed =
    proposal === null
      ? say`no order had ${needed} votes, so it proposed none`
      : say`it proposed ${order(proposal)}`;
  const supported = say`${order(value)} then had ${count(support, "proposal")}`;
  const heeded = isSure
    ? say`which is at least n - m = ${needed}, so that it did not heed the king, node ${king}`
    : say`fewer than n - m = ${needed}, so that it took ${order(after)} from the king, node ${king}${kingSaid === null ? ", who told nothing" : ""}`;
  return say`Phase ${number}: ${proposed}; ${supported}, ${heeded}.`;
}
