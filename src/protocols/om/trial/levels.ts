/**
 * The ladder of OM(m). Its worst worlds come from the checker: under a loyal general the liars that tell the other order along
 * every path (check/worst-case.ts), in which counting leaves goes wrong; under a traitor general the fewest lies that break one
 * round less (check/least-lies.ts), in which a program that stops early goes wrong.
 */

import { subsets } from "../../../check/sets.js";
import { leastOf, spelledOut } from "../../../check/witness.js";
import type { Cast } from "../../../check/worlds.js";
import type { Group, NodeId, Order } from "../../../core/group.js";
import { lieutenantsOf } from "../../../core/group.js";
import { joinedIds } from "../../../trial/levels/joined.js";
import { ladder, type Shapes } from "../../../trial/levels/ladder.js";
import { alwaysTelling, cellsOf } from "../../../trial/levels/lies.js";
import { Draw, type Plan } from "../../../trial/levels/plan.js";
import type { Lie, World } from "../../../trial/world.js";

const SHAPES: Shapes = {
  small: { n: 4 },
  large: { n: 7 },
  sizes: [{ n: 5 }, { n: 7 }, { n: 8 }, { n: 10 }],
};

/** More sets of liars than these are left to the draw. */
const SETS_MAX = 40;

export const levels = ladder(SHAPES, {
  oneLiar: (plan) => worstCases(plan, "one-liar", SHAPES.small.n),
  traitorGeneral: worstGenerals,
  trap: (plan) => worstCases(plan, "trap", SHAPES.large.n),
  about: "agrees where counting leaves goes wrong",
  orders: (plan) => joinedIds(plan, SHAPES.large.n),
});

/** Every set of m liars tells the other order along every path, whichever is ordered and whichever is the default. */
function* worstCases(plan: Plan, level: string, n: number): Generator<World> {
  const first = new Draw(plan, level, -1).group({ n });
  const liars = [...subsets(lieutenantsOf(first), first.m)];
  const shuffled = new Draw(plan, level, -2).some(liars, Math.min(liars.length, SETS_MAX));
  let number = -3;
  for (const order of first.orders.toReversed()) {
    for (const set of shuffled) {
      const draw = new Draw(plan, level, number--);
      const group = draw.group({ n, default: draw.isOneIn(4) ? order : otherOf(first, order) });
      const traitors = draw.suspects(group, set).filter((id) => id !== group.general);
      if (traitors.length < set.length) continue;
      yield draw.world(group, {
        order,
        traitors,
        lies: alwaysTelling(cellsOf(group, traitors), otherOf(group, order)),
      });
    }
  }
}

function otherOf({ orders: all }: Group, order: Order): Order {
  return all.find((one) => one !== order) as Order;
}

/** The fewest lies by which m traitors, the general among them, break OM(m−1), told in OM(m); for n = 4 all that he can tell. */
function* worstGenerals(plan: Plan): Generator<World> {
  let number = -1;
  for (const { n } of [SHAPES.large, SHAPES.small]) {
    const m = new Draw(plan, "traitor-general", number).group({ n }).m;
    const count = plan.nodes ?? n;
    if (m === 0 || (plan.nodes !== undefined && n !== SHAPES.small.n)) continue;
    const cast: Cast = { n: count, m: m - 1, general: "traitor", traitors: m };
    for (const least of leastOf(cast)) {
      const spelled = spelledOut(cast, least);
      for (const turned of [false, true]) {
        const draw = new Draw(plan, "traitor-general", number--);
        const group = draw.group({ n });
        const lies = spelled.map((lie) => renamed(draw, group, lie, turned));
        const world = worldOf(draw, group, least.order, lies);
        if (world) yield world;
      }
    }
  }
  yield* allSplits(plan);
}

/** The checker's nodes are 1 … n with general 1; here they are others, and the orders may stand for each other. */
function renamed(draw: Draw, group: Group, lie: Lie, turned: boolean): Lie {
  // suspects last, so that the lowest ids of the checker, which lie, are those that may
  const may = draw.suspects(group);
  const lieutenants = lieutenantsOf(group);
  const listed = [group.general, ...may, ...lieutenants.filter((id) => !may.includes(id))];
  const name = (id: NodeId) => listed[id - 1] as NodeId;
  const order = lie.order !== null && turned ? otherOf(group, lie.order) : lie.order;
  return { by: name(lie.by), round: lie.round, to: name(lie.to), path: lie.path.map(name), order };
}

function worldOf(draw: Draw, group: Group, order: Order, lies: readonly Lie[]): World | null {
  const traitors = [...new Set(lies.map(({ by }) => by))].toSorted((a, b) => a - b);
  if (draw.suspects(group, traitors).length < traitors.length) return null;
  return draw.world(group, { order, traitors, lies });
}

/** A general of four who tells not all the same: each way to do that, with either default. */
function* allSplits(plan: Plan): Generator<World> {
  let number = -100;
  for (const fallback of ["retreat", "attack"]) {
    for (let way = 1; way < 7; way++) {
      const draw = new Draw(plan, "traitor-general", number--);
      const group = draw.group({ ...SHAPES.small, default: fallback });
      const to = lieutenantsOf(group);
      const lies = to.map((id, place) => ({
        ...{ by: group.general, round: 0, to: id, path: [group.general] },
        order: (way >> (place % 3)) & 1 ? "attack" : "retreat",
      }));
      const world = worldOf(draw, group, draw.pick(group.orders), lies);
      if (world && group.m > 0) yield world;
    }
  }
}
