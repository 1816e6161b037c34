/** The ladder of interactive consistency: that of OM(m), of which it is n instances, but for the general, since all are. */
import { subsets } from "../../../check/sets.js";
import { joinedIds } from "../../../trial/levels/joined.js";
import { ladder, type Shapes } from "../../../trial/levels/ladder.js";
import { alwaysTelling, cellsOf } from "../../../trial/levels/lies.js";
import { Draw, type Plan } from "../../../trial/levels/plan.js";
import type { World } from "../../../trial/world.js";

const SHAPES: Shapes = {
  small: { n: 4 },
  large: { n: 7 },
  sizes: [{ n: 5 }, { n: 6 }, { n: 7 }, { n: 8 }],
};

const WORST_CASES = 60;

export const levels = ladder(SHAPES, {
  trap: worstCases,
  about: "agrees where counting leaves goes wrong",
  traitorGeneral: null,
  orders: (plan) => joinedIds(plan, SHAPES.small.n),
});

/** m liars tell one order along every path of every instance. */
function* worstCases(plan: Plan): Generator<World> {
  const first = new Draw(plan, "trap", -1).group(SHAPES.large);
  const sets = new Draw(plan, "trap", -2).some([...subsets(first.ids, first.m)], WORST_CASES / 2);
  let number = -3;
  for (const set of sets) {
    for (const order of first.orders) {
      const draw = new Draw(plan, "trap", number--);
      const group = draw.group(SHAPES.large);
      const traitors = draw.suspects(group, set);
      if (traitors.length < set.length) continue;
      yield draw.world(group, { traitors, lies: alwaysTelling(cellsOf(group, traitors), order) });
    }
  }
}
