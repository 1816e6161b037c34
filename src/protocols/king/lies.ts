/** Lies in the phase king algorithm. Where the honest report proposes nothing, a lie is made from the default order. */

import type { Lying } from "../../core/lying.js";
import { wordsOf } from "../../core/random.js";
import { type KingReport, stepOf } from "./rules.js";

export const kingLying: Lying<KingReport> = {
  map: (group, honest, replace) => ({ ...honest, order: replace(honest.order ?? group.defaultOrder) }),

  /** Among proposals, nothing is drawn as often as each order. */
  random(group, honest, to, seed) {
    const { orders } = group;
    const choices = stepOf(honest.round) === "proposals" ? [...orders, null] : orders;
    const draw = wordsOf(seed, honest.from, honest.round, to)();
    return { ...honest, order: choices[draw % choices.length] as (typeof choices)[number] };
  },

  scripted(_group, honest, to, lies) {
    const lie = lies.findLast((one) => one.round === honest.round && one.to === to);
    return lie ? { ...honest, order: lie.order } : honest;
  },
};
