/**
 * The ladder of the phase king. Its worst worlds are those in which the first kings lie, the general among them: only the last king
 * is loyal, so that every phase counts, and votes are as near to n − m and to m as m liars can bring them.
 */

import { ladder, type Shapes } from "../../../trial/levels/ladder.js";
import { anyStyle, cellsOf, silence } from "../../../trial/levels/lies.js";
import { Draw, type Plan } from "../../../trial/levels/plan.js";
import { RUDE_OF_SENDERS } from "../../../trial/levels/rude.js";
import type { World } from "../../../trial/world.js";

const SHAPES: Shapes = {
  small: { n: 4 },
  large: { n: 7 },
  sizes: [{ n: 5 }, { n: 7 }, { n: 8 }, { n: 10 }],
};

/** So many worlds begin the level in which kings lie. */
const LYING_KINGS = 200;

export const levels = ladder(SHAPES, {
  trap: lyingKings,
  about: "agrees though all kings but the last lie",
  kinds: RUDE_OF_SENDERS,
});

function* lyingKings(plan: Plan): Generator<World> {
  for (let number = 0; number < LYING_KINGS; number++) {
    const draw = new Draw(plan, "kings", number);
    const group = draw.group(number % 2 === 0 ? SHAPES.large : SHAPES.small);
    const traitors = draw.suspects(group, group.ids).slice(0, group.m);
    const cells = cellsOf(group, traitors);
    if (cells.length === 0) continue;
    yield draw.world(group, { traitors, lies: draw.pick([anyStyle, silence])(draw, group, cells) });
  }
}
