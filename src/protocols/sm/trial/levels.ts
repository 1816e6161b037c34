/**
 * The ladder of SM(m). Its worst worlds are those of the proof (Lamport et al. 1982, §4): liars that all have the general's seal
 * keep an order to themselves, and show it to one loyal lieutenant as late as their seals make a chain of that length.
 */

import { lieutenantsOf, type NodeId } from "../../../core/group.js";
import { keptIn } from "../../../core/grouped.js";
import { ladder, type Shapes } from "../../../trial/levels/ladder.js";
import { anyStyle, type Cell, cellsOf, type Style, silence } from "../../../trial/levels/lies.js";
import { Draw, type Plan } from "../../../trial/levels/plan.js";
import { RUDE_UNDER_SEALS } from "../../../trial/levels/rude.js";
import type { Lie, World } from "../../../trial/world.js";

const SHAPES: Shapes = {
  small: { n: 4, m: 2 },
  large: { n: 5, m: 3 },
  sizes: [
    { n: 3, m: 1 },
    { n: 5, m: 2 },
    { n: 6, m: 4 },
    { n: 7, m: 3 },
  ],
};

const LATE_WORLDS = 200;

export const levels = ladder(SHAPES, {
  trap: lateOrders,
  about: "agrees though an order is shown as late as can be",
  kinds: RUDE_UNDER_SEALS,
  style: fewChains,
});

/** The general orders one thing, and with the seals of all traitors another one is shown to one node in round 1, 2, … m − 1. */
function* lateOrders(plan: Plan): Generator<World> {
  for (let number = 0; number < LATE_WORLDS; number++) {
    const draw = new Draw(plan, "late", number);
    const group = draw.group(number % 2 === 0 ? SHAPES.large : SHAPES.small);
    const { general, m } = group;
    const others = draw.suspects(group);
    if (draw.suspects(group, [general]).length === 0 || m < 2 || others.length < m - 1) continue;
    const liars = draw.some(others, m - 1);
    const round = 1 + (number % (m - 1));
    const path = [general, ...liars.slice(0, round)];
    const loyalOnes = lieutenantsOf(group).filter((id) => !liars.includes(id));
    const to = draw.pick(loyalOnes);
    const order = draw.pick(group.orders);
    const late = group.orders.find((one) => one !== order) as string;
    const traitors = [general, ...liars].toSorted((a, b) => a - b);
    const quiet = cellsOf(group, liars).map((cell): Lie => ({ ...cell, order: null }));
    const shown: Lie = { by: path.at(-1) as NodeId, round, to, path, order: late };
    const isShown = (lie: Lie) => lie.to === to && lie.round === round && lie.path.join() === path.join();
    yield draw.world(group, { order, traitors, lies: [...quiet.filter((lie) => !isShown(lie)), shown] });
  }
}

/** No more than two orders from one node to another in a round, which is all that anybody owes. */
function fewChains(...[draw, group, cells]: Parameters<Style>): Lie[] {
  const style = draw.pick([anyStyle, silence]);
  const wanted = new Map(style(draw, group, cells).map((lie) => [keyOf(lie), lie.order]));
  const toldBy = new Map<string, Set<string>>();
  return cells.map((cell): Lie => {
    const pair = `${cell.by} ${cell.round} ${cell.to}`;
    const told = keptIn(toldBy, pair, () => new Set());
    const order = wanted.get(keyOf(cell)) ?? null;
    if (order === null || (told.size === 2 && !told.has(order))) return { ...cell, order: null };
    told.add(order);
    return { ...cell, order };
  });
}

function keyOf({ by, round, to, path }: Cell): string {
  return `${by} ${round} ${to} ${path.join(".")}`;
}
