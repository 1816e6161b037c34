/** Lies about values that are any text: on the relays of all instances alike. */

import type { Group, NodeId, Order } from "../../core/group.js";
import type { Lying } from "../../core/lying.js";
import { formatPath } from "../../core/path.js";
import { wordsOf } from "../../core/random.js";
import type { ScriptedLie } from "../../core/traitor.js";
import type { TextReport } from "../om/text-tree.js";

export const vectorLying: Lying<TextReport> = {
  map: (_group, honest, replace) =>
    telling(
      honest,
      honest.relays.map(({ order }) => replace(order)),
    ),

  /** Drawn from `orders` and the values that this report tells. */
  random(group, honest, to, seed) {
    const known = [...new Set([...group.orders, ...honest.relays.map(({ order }) => order)])].toSorted();
    const words = wordsOf(seed, honest.from, honest.round, to);
    return telling(
      honest,
      honest.relays.map(() => known[words() % known.length] as Order),
    );
  },

  scripted: (group, honest, to, lies) => scripted(group, honest, to, lies),
};

function telling(honest: TextReport, orders: readonly Order[]): TextReport {
  const relays = honest.relays.map(({ path }, index) => ({ path, order: orders[index] as Order }));
  return { ...honest, relays };
}

function scripted(group: Group, honest: TextReport, to: NodeId, lies: readonly ScriptedLie[]): TextReport {
  const told = lies.filter((lie) => lie.round === honest.round && lie.to === to);
  if (told.length === 0) return honest;
  const orderOf = new Map(told.map(({ path, order }) => [formatPath(path), order ?? group.defaultOrder]));
  return telling(
    honest,
    honest.relays.map(({ path, order }) => orderOf.get(formatPath(path)) ?? order),
  );
}
