/**
 * Rudeness: what traitors tell programs besides that is unsound, and so to be ignored. One kind of it at a time first, in full, since what a
 * few such messages do is often nothing: a traitor may say what it likes in its own name.
 */
import type { Group, NodeId, Order } from "../../core/group.js";
import { groupedBy } from "../../core/grouped.js";
import type { Path } from "../../core/path.js";
import { protocolOf } from "../../protocols/index.js";
import { RULES } from "../rules/protocols.js";
import type { Lie } from "../world.js";
import { anyStyle, type Cell, cellsOf, silence } from "./lies.js";
import { type Draw, idsUpTo } from "./plan.js";

/** One kind of rudeness, everywhere. */
type Kind = (draw: Draw, group: Group, traitors: readonly NodeId[]) => Lie[];

const again = (cell: Cell, order: Order): Lie => ({ ...cell, order, again: true });

/** What others would tell: the path does not end with its sender. */
export const forged: Kind = (draw, group, traitors) =>
  everywhere(draw, group, traitors, ({ round, by }) =>
    group.ids.filter((id) => id !== by).flatMap((id) => RULES[group.protocol].paths(group, round, id)),
  ).map((cell) => again(cell, draw.pick(group.orders)));

/** What it will be able to tell in the next round. */
const early: Kind = (draw, group, traitors) =>
  everywhere(draw, group, traitors, ({ round, by }) => RULES[group.protocol].paths(group, round + 1, by)).map(
    (cell) => again(cell, draw.pick(group.orders)),
  );

/** An id twice. */
export const twice: Kind = (draw, group, traitors) =>
  owedTo(draw, group, traitors).map((cell) =>
    again({ ...cell, path: [...cell.path.slice(0, -2), cell.by, cell.by] }, draw.pick(group.orders)),
  );

/** An id that nobody has. */
export const stranger: Kind = (draw, group, traitors) => {
  const strangers = idsUpTo(63).filter((id) => !group.ids.includes(id));
  return owedTo(draw, group, traitors).map((cell) => {
    const { path } = cell;
    const none = draw.pick(strangers);
    const strange = path.length > 2 ? [path[0] as NodeId, none, ...path.slice(2)] : [none, ...path.slice(1)];
    return again({ ...cell, path: strange }, draw.pick(group.orders));
  });
};

/** An order that is none. */
export const noOrder: Kind = (draw, group, traitors) =>
  owedTo(draw, group, traitors).map((cell) =>
    again(cell, draw.pick(["surrender", "ATTACK", "retreat!", "0", "undefined"])),
  );

/** The same path told twice, perhaps otherwise: the first stands. */
const repeated: Kind = (draw, group, traitors) =>
  owedTo(draw, group, traitors).map((cell) => again(cell, draw.pick(group.orders)));

/** What it owed in an earlier round, and told only those then whose votes are just not enough. */
const late: Kind = (draw, group, traitors) => {
  const { ids, orders, defaultOrder } = group;
  const last = RULES[group.protocol].lastRound(group);
  const order = draw.pick(orders.filter((one) => one !== defaultOrder));
  const cells = cellsOf(group, traitors).filter(({ round }) => round < last);
  const tellings = [...groupedBy(cells, ({ by, path }) => `${by} ${path.join(".")}`).values()];
  return tellings.flatMap((telling) => {
    const isOnTrial = ({ to }: Cell) => draw.isOnTrial(group, to);
    const shuffled = draw.shuffled(telling, telling.length).toSorted((a, b) => +isOnTrial(a) - +isOnTrial(b));
    return shuffled.flatMap((cell, place): Lie[] => {
      const votes = ids.length - cell.path.length;
      if (place < Math.floor(votes / 2)) return [{ ...cell, order }];
      const round = cell.round + 1 + draw.below(last - cell.round);
      return [{ ...cell, order: null }, again({ ...cell, round }, order)];
    });
  });
};

/** Where a path is its sender alone, nothing tells a late message from one of its round. */
export const RUDE_OF_SENDERS: readonly Kind[] = [forged, early, twice, stranger, noOrder, repeated];

export const RUDE: readonly Kind[] = [...RUDE_OF_SENDERS, late];

/** Two orders that one general seals are two orders, and no rudeness. */
export const RUDE_UNDER_SEALS: readonly Kind[] = [forged, early, twice, stranger, noOrder];

const WORLDS_A_KIND = 2;

/** The one kind of the first worlds. */
function onlyKind(kinds: readonly Kind[], number: number): Kind | undefined {
  return kinds[Math.floor(number / WORLDS_A_KIND)];
}

/** How many worlds are of one kind each. */
export const worldsOfOneKind = (kinds: readonly Kind[]): number => kinds.length * WORLDS_A_KIND;

/** Whether the general is rude in the world of this number; he must be to be late, since the root's votes are those on his word. */
export function isGeneralRude(kinds: readonly Kind[], number: number): boolean {
  return number % 4 === 3 || onlyKind(kinds, number) === late;
}

/** Messages of a world that is rude: more would only be slow. */
const RUDE_MAX = 1500;

/** The lies of the world of this number: the first ones are of one kind each. */
export function rudeLies(
  draw: Draw,
  group: Group,
  traitors: readonly NodeId[],
  kinds: readonly Kind[],
  number: number,
): Lie[] {
  const only = onlyKind(kinds, number);
  const chosen = only ? [only] : draw.some(kinds, 1 + draw.below(3));
  const all = chosen.flatMap((kind) => kind(draw, group, traitors));
  const share = only ? 1 : draw.pick([1, 2, 8]);
  const some = draw.some(
    all.filter(() => draw.isOneIn(share)),
    RUDE_MAX,
  );
  const besides = draw.pick([anyStyle, silence, () => []]);
  return [...besides(draw, group, cellsOf(group, traitors)), ...some];
}

/** What is owed to programs. */
function owedTo(draw: Draw, group: Group, traitors: readonly NodeId[]): Cell[] {
  return cellsOf(group, traitors).filter(({ to }) => draw.isOnTrial(group, to));
}

/** To every loyal program that listens to a round, what `pathsOf` says. */
function everywhere(
  draw: Draw,
  group: Group,
  traitors: readonly NodeId[],
  pathsOf: (at: { round: number; by: NodeId }) => readonly Path[],
): Cell[] {
  const last = RULES[group.protocol].lastRound(group);
  const cells: Cell[] = [];
  for (let round = 0; round <= last; round++) {
    // what comes too early is for those who listen in the next round
    const listeners = protocolOf(group)
      .receivers(group, Math.min(round + 1, last))
      .filter((id) => !traitors.includes(id) && draw.isOnTrial(group, id));
    for (const by of traitors)
      for (const path of pathsOf({ round, by }))
        for (const to of listeners) cells.push({ by, round, to, path });
  }
  return cells;
}
