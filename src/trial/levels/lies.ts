/** Lies, drawn: what a traitor tells whom on which path, in ways that have broken programs before. */

import type { Group, NodeId, Order } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import { protocolOf } from "../../protocols/index.js";
import { RULES } from "../rules/protocols.js";
import type { Lie } from "../world.js";
import type { Draw } from "./plan.js";

/** One thing that a traitor owes or could tell a loyal node. */
export type Cell = Omit<Lie, "order" | "again">;

/** Everything that these traitors could soundly tell loyal nodes. */
export function cellsOf(group: Group, traitors: readonly NodeId[]): Cell[] {
  const rules = RULES[group.protocol];
  const cells: Cell[] = [];
  for (let round = 0; round <= rules.lastRound(group); round++) {
    const loyal = protocolOf(group)
      .receivers(group, round)
      .filter((id) => !traitors.includes(id));
    for (const by of traitors)
      for (const path of rules.paths(group, round, by))
        for (const to of loyal) if (to !== by) cells.push({ by, round, to, path });
  }
  return cells;
}

/** The same order along every path to everyone: the checker's worst case under a loyal general. */
export function alwaysTelling(cells: readonly Cell[], order: Order): Lie[] {
  return cells.map((cell) => ({ ...cell, order }));
}

export type Style = (draw: Draw, group: Group, cells: readonly Cell[]) => Lie[];

/** Each cell by itself: the truth, or any order. */
const coin: Style = (draw, { orders }, cells) =>
  cells.filter(() => draw.isOneIn(2)).map((cell) => ({ ...cell, order: draw.pick(orders) }));

/** One order to the lower half, another to the others. */
const split: Style = (draw, { ids, orders }, cells) => {
  const [low, high] = [draw.pick(orders), draw.pick(orders)];
  const middle = ids[Math.floor(ids.length / 2)] as NodeId;
  return cells.map((cell) => ({ ...cell, order: cell.to < middle ? low : high }));
};

/** On each path one order to all. */
const byPath: Style = (draw, { orders }, cells) => {
  const told = new Map<string, Order>();
  return cells.map((cell) => {
    const key = `${cell.round} ${cell.path.join(".")}`;
    return { ...cell, order: keptIn(told, key, () => draw.pick(orders)) };
  });
};

/** The worst case, with a hole here and there. */
const nearlyAlways: Style = (draw, { orders }, cells) => {
  const order = draw.pick(orders);
  return alwaysTelling(
    cells.filter(() => !draw.isOneIn(8)),
    order,
  );
};

/** One telling alone. */
const single: Style = (draw, { orders }, cells) =>
  cells.length === 0 ? [] : [{ ...draw.pick(cells), order: draw.pick(orders) }];

const STYLES: readonly Style[] = [coin, split, byPath, nearlyAlways, single];

export const anyStyle: Style = (draw, group, cells) => draw.pick(STYLES)(draw, group, cells);

/** Nothing where something is owed: everything, a half, what goes to a few, or what comes in some rounds. */
export const silence: Style = (draw, group, cells) => {
  const way = draw.below(4);
  const few = draw.some(group.ids, 1 + draw.below(group.ids.length - 1));
  const round = draw.below(RULES[group.protocol].lastRound(group) + 1);
  const isSilent = (cell: Cell) =>
    way === 0 || (way === 1 ? draw.isOneIn(2) : way === 2 ? few.includes(cell.to) : cell.round >= round);
  const untold = new Set(cells.filter(isSilent));
  const silent = [...untold].map((cell) => ({ ...cell, order: null }));
  if (draw.isOneIn(2)) return silent;
  const others = cells.filter((cell) => !untold.has(cell));
  return [...silent, ...anyStyle(draw, group, others)];
};
