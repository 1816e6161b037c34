/** A counterexample told in sentences. */
import { type Group, isWithinBound, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { formatPath, type Path } from "../../core/path.js";
import type { OwnedLie } from "./counterexample.js";

export interface Plot {
  readonly group: Group;
  readonly order: Order;
  readonly lies: readonly OwnedLie[];
  readonly decisions: ReadonlyMap<NodeId, Order>;
  readonly violated: "ic1" | "ic2";
}

export function tellStory(plot: Plot): string[] {
  return [opening(plot), generalLine(plot), ...lieLines(plot), ...endLines(plot), moral(plot)];
}

const isTraitor = ({ lies }: Plot, id: NodeId) => lies.some(({ by }) => by === id);

function opening({ group: { ids, m, general } }: Plot): string {
  const n = ids.length;
  const bound = isWithinBound(n, m)
    ? `${n} is more than 3·${m}, so OM(${m}) should agree`
    : `${n} is not more than 3·${m}, so nothing is guaranteed`;
  return `${n} nodes run OM(${m}) under general ${general}; ${bound}.`;
}

function generalLine(plot: Plot): string {
  const { group, order } = plot;
  const traitors = group.ids.filter((id) => isTraitor(plot, id));
  if (isTraitor(plot, group.general)) {
    const others = traitors.filter((id) => id !== group.general);
    const helpers = others.length > 0 ? `, and so ${others.length > 1 ? "are" : "is"} ${nodes(others)}` : "";
    return `The general, node ${group.general}, is a traitor${helpers}.`;
  }
  const liars = `${nodes(traitors)} ${traitors.length > 1 ? "are traitors" : "is a traitor"}`;
  return `The general, node ${group.general}, is loyal and orders ${order} to all; ${liars}.`;
}

/** One sentence for each traitor, round, order and set of receivers. */
function lieLines({ lies, group }: Plot): string[] {
  const told = new Map<string, OwnedLie[]>();
  for (const lie of lies) {
    const key = `${lie.round}|${lie.by}|${formatPath(lie.path)}|${lie.order ?? group.defaultOrder}`;
    told.set(key, [...(told.get(key) ?? []), lie]);
  }
  return [...told.values()]
    .sort(
      ([a], [b]) => (a as OwnedLie).round - (b as OwnedLie).round || (a as OwnedLie).by - (b as OwnedLie).by,
    )
    .map((same) => lieLine(group, same));
}

function lieLine(group: Group, same: readonly OwnedLie[]): string {
  const { round, by, path, order } = same[0] as OwnedLie;
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

function endLines(plot: Plot): string[] {
  const { group, decisions } = plot;
  const loyal = lieutenantsOf(group).filter((id) => !isTraitor(plot, id));
  return group.orders.flatMap((order) => {
    const who = loyal.filter((id) => decisions.get(id) === order);
    return who.length > 0 ? [`Loyal ${nodes(who)} ${who.length > 1 ? "decide" : "decides"} ${order}.`] : [];
  });
}

function moral({ violated, order }: Plot): string {
  return violated === "ic2"
    ? `The general is loyal, and not every loyal lieutenant obeys his ${order}: IC2 is violated.`
    : "Loyal lieutenants do not decide alike: IC1 is violated.";
}

/** `node 2`, `nodes 2 and 5`, `nodes 2, 3 and 5` */
function nodes(ids: readonly NodeId[]): string {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  const last = sorted.pop();
  return sorted.length === 0 ? `node ${last}` : `nodes ${sorted.join(", ")} and ${last}`;
}
