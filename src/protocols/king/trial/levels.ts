/**
 * The ladder of the phase king. Its worst worlds are those in which the first kings lie, the general among them: only the last king
 * is loyal, so that every phase counts, and votes are as near to n − m and to m as m liars can bring them.
 */

import type { NodeId } from "../../../core/group.js";
import { ladder, type Shapes } from "../../../trial/levels/ladder.js";
import { anyStyle, cellsOf, silence } from "../../../trial/levels/lies.js";
import { Draw, type Plan } from "../../../trial/levels/plan.js";
import { forged, noOrder, RUDE_OF_SENDERS, stranger, twice } from "../../../trial/levels/rude.js";
import type { Lie, World } from "../../../trial/world.js";

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
  rude: unsoundVotes,
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

/**
 * Under a loyal general all loyal nodes hold the same, and what is unsound changes nothing. Here he splits them: of one order a proposal
 * lacks one vote of loyal nodes, and traitors tell only what is unsound. That counts as the default, and so as no vote for another order.
 */
function* unsoundVotes(plan: Plan): Generator<World> {
  for (const [number, isOrder] of [true, false].entries()) {
    const draw = new Draw(plan, "unsound-votes", number);
    const drawn = draw.group(SHAPES.small);
    const may = draw.suspects(drawn, drawn.ids);
    const general = plan.general === drawn.general ? plan.general : may[0];
    if (drawn.m === 0 || general === undefined || !may.includes(general)) continue;
    const group = { ...drawn, general };
    const others = may.filter((id) => id !== general);
    const traitors = [general, ...others].slice(0, group.m).toSorted((a, b) => a - b);

    const { ids, m, orders, defaultOrder } = group;
    const other = draw.pick(orders.filter((order) => order !== defaultOrder));
    const [wanted, rest] = isOrder ? [other, defaultOrder] : [defaultOrder, other];
    const loyal = ids.filter((id) => !traitors.includes(id));
    const short: NodeId[] = draw.some(loyal, ids.length - m - 1);
    const cells = cellsOf(group, traitors).map(
      (cell): Lie => ({ ...cell, order: cell.round > 0 ? null : short.includes(cell.to) ? wanted : rest }),
    );
    const kinds = isOrder ? [forged, twice, stranger] : [noOrder];
    const unsound = kinds
      .flatMap((kind) => kind(draw, group, traitors))
      .filter(({ round }) => round > 0)
      .map((lie) => (isOrder ? { ...lie, order: wanted } : lie));
    yield draw.world(group, { traitors, lies: [...cells, ...unsound] });
  }
}
