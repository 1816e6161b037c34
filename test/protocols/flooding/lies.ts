/** Lies in a flood: whoever speaks for itself alone can say what it likes. */
import type { Lying } from "../../../src/core/lying.js";
import { wordsOf } from "../../../src/core/random.js";
import type { FloodReport } from "./rules.js";

export const floodLying: Lying<FloodReport> = {
  map: ({ defaultOrder }, honest, replace) => ({ ...honest, order: replace(honest.order ?? defaultOrder) }),

  random({ orders }, honest, to, seed) {
    const draw = wordsOf(seed, honest.from, honest.round, to)();
    return { ...honest, order: orders[draw % orders.length] as string };
  },

  scripted(_group, honest, to, lies) {
    const lie = lies.findLast((one) => one.round === honest.round && one.to === to);
    return lie ? { ...honest, order: lie.order } : honest;
  },
};
