/** Lies about values that are any text: on the relays of all instances alike. */

import { type Lying, relayByRelay } from "../../core/lying.js";
import type { TextReport } from "../om/text-tree.js";

/** Random ones are drawn from `orders` and the values that the report tells. */
export const vectorLying: Lying<TextReport> = relayByRelay(
  ({ defaultOrder }, honest, say) => ({
    ...honest,
    relays: honest.relays.map(({ path, order }) => ({ path, order: say(order, path) ?? defaultOrder })),
  }),
  ({ orders }, { relays }) => [...new Set([...orders, ...relays.map(({ order }) => order)])].toSorted(),
);
