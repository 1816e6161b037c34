/** A counterexample, and how it is told in sentences. */

import { ABOVE_3M } from "../core/bound.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { groupedBy } from "../core/grouped.js";
import { listed } from "../core/listed.js";
import { at } from "../core/must.js";
import { formatPath, type Path } from "../core/path.js";
import type { TraitorEntry } from "../core/traitor.js";
import type { Least, OwnedLie } from "./witness.js";
import { replayLeast } from "./witness.js";
import type { Cast } from "./worlds.js";

/** A violation as something that can be replayed: traitors with the strategy `script`, and their story. */
export interface Counterexample {
  readonly group: Group;
  /** what the general was to order */
  readonly order: Order;
  readonly traitors: readonly TraitorEntry[];
  /** of every node, traitors too; null: none */
  readonly decisions: readonly { readonly id: NodeId; readonly order: Order | null }[];
  readonly violated: "ic1" | "ic2";
  /** relays that are not what an honest node would have told */
  readonly lies: number;
  /** no single lie can be dropped */
  readonly isMinimal: boolean;
  /** no other world of so many traitors violates this condition by fewer lies */
  readonly isLeast: boolean;
  readonly story: readonly string[];
}

export function counterexampleOf(cast: Cast, least: Least): Counterexample {
  const { condition: violated, order } = least;
  const { group, lies, traitors, decisions } = replayLeast(cast, least);
  return {
    ...{ group, order, traitors, violated, lies: lies.length, isMinimal: true, isLeast: true },
    decisions: group.ids.map((id) => ({ id, order: decisions.get(id) as Order })),
    story: tellStory({ group, order, lies, decisions, violated }),
  };
}

export interface Plot {
  readonly group: Group;
  readonly order: Order;
  readonly lies: readonly OwnedLie[];
  readonly decisions: ReadonlyMap<NodeId, Order>;
  readonly violated: "ic1" | "ic2";
}

export function tellStory(plot: Plot): string[] {
  const liars = liarsOf(plot);
  const end = { ...plot, liars };
  return [opening(plot), generalLine(end), ...lieLines(plot), ...endLines(end), moral(plot)];
}

const liarsOf = ({ lies }: Pick<Plot, "lies">) =>
  [...new Set(lies.map(({ by }) => by))].sort((a, b) => a - b);

function opening({ group: { ids, m, general }, lies }: Plot): string {
  const n = ids.length;
  const liars = liarsOf({ lies }).length;
  const bound = !ABOVE_3M.tolerates(n, m)
    ? `${n} is not more than 3·${m}, so nothing is guaranteed`
    : `${n} is more than 3·${m}, so they agree while ${m === 0 ? "none" : `at most ${m}`} of them ${m > 1 ? "lie" : "lies"}, and here ${liars === 1 ? "one does" : `${liars} do`}`;
  return `${n} nodes run OM(${m}) under general ${general}; ${bound}.`;
}

export function generalLine({
  group,
  order,
  liars: traitors,
}: Pick<End, "group" | "order" | "liars">): string {
  if (traitors.includes(group.general)) {
    const others = traitors.filter((id) => id !== group.general);
    const helpers = others.length > 0 ? `, and so ${others.length > 1 ? "are" : "is"} ${nodes(others)}` : "";
    return `The general, node ${group.general}, is a traitor${helpers}.`;
  }
  const liars = `${nodes(traitors)} ${traitors.length > 1 ? "are traitors" : "is a traitor"}`;
  return `The general, node ${group.general}, is loyal and orders ${order} to all; ${liars}.`;
}

/** So many lies are told one by one. */
const LINES_MAX = 30;

/** One sentence for each traitor, round, order and set of receivers; where those are many, one for each traitor and round. */
function lieLines({ lies, group }: Plot): string[] {
  const one = gathered(lies, (lie) => `${formatPath(lie.path)}|${lie.order ?? group.defaultOrder}`);
  if (one.length <= LINES_MAX) return one.map((same) => lieLine(group, same));
  return gathered(lies, () => "").map((same) => manyLine(group, same));
}

/** Lies of one traitor and round that are alike, by round and then by traitor. */
export function gathered(lies: readonly OwnedLie[], likeness: (lie: OwnedLie) => string): OwnedLie[][] {
  const told = groupedBy(lies, (lie) => `${lie.round}|${lie.by}|${likeness(lie)}`);
  return [...told.values()].sort(
    ([a], [b]) => (a as OwnedLie).round - (b as OwnedLie).round || (a as OwnedLie).by - (b as OwnedLie).by,
  );
}

function manyLine(group: Group, same: readonly OwnedLie[]): string {
  const { round, by, path, order, to } = at(same, 0);
  const count = `${same.length} ${same.length === 1 ? "lie" : "lies"}`;
  const first = `${hearsay(path.slice(0, -1), order ?? group.defaultOrder)} (path ${formatPath(path)})`;
  return `In round ${round} node ${by} tells ${nodes(same.map((lie) => lie.to))} ${count}; the first, to node ${to}: ${first}.`;
}

function lieLine(group: Group, same: readonly OwnedLie[]): string {
  const { round, by, path, order } = at(same, 0);
  const to = nodes(same.map((lie) => lie.to));
  const said = order ?? group.defaultOrder;
  if (round === 0)
    return `In round 0 the general tells ${to} ${said}, which is not the order he was to give.`;
  return `In round ${round} node ${by} lies to ${to}: ${hearsay(path.slice(0, -1), said)} (path ${formatPath(path)}).`;
}

/** `node 4 says that the general ordered attack` */
function hearsay(path: Path, order: Order): string {
  const sayers = path.slice(1).toReversed();
  return [...sayers.map((id) => `node ${id} says`), `the general ordered ${order}`].join(" that ");
}

/** How it ends: what the loyal lieutenants decide. */
export interface End {
  readonly group: Group;
  readonly order: Order;
  readonly liars: readonly NodeId[];
  readonly decisions: ReadonlyMap<NodeId, Order | null>;
  readonly violated: "ic1" | "ic2";
}

export function endLines({ group, decisions, liars }: End): string[] {
  const loyal = lieutenantsOf(group).filter((id) => !liars.includes(id));
  return group.orders.flatMap((order) => {
    const who = loyal.filter((id) => decisions.get(id) === order);
    return who.length > 0 ? [`Loyal ${nodes(who)} ${who.length > 1 ? "decide" : "decides"} ${order}.`] : [];
  });
}

export function moral({ violated, order }: Pick<End, "violated" | "order">): string {
  return violated === "ic2"
    ? `The general is loyal, and not every loyal lieutenant obeys his ${order}: IC2 is violated.`
    : "Loyal lieutenants do not decide alike: IC1 is violated.";
}

/** `node 2`, `nodes 2 and 5`, `nodes 2, 3 and 5` */
export function nodes(ids: readonly NodeId[]): string {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  return `${sorted.length === 1 ? "node" : "nodes"} ${listed(sorted)}`;
}
