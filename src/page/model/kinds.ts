/**
 * Kinds of nodes for trees too large to spell out: nodes that lie alike and are lied to alike are of one kind, and a
 * subtree depends on the kinds left below it alone. Strategies that draw or script each relay have no kinds.
 */
import { completeEntry } from "../../adversary/collude.js";
import { liarOf, liesByRelay, type Tells, tellsAlike } from "../../adversary/strategies.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import type { TraitorEntry } from "../../core/traitor.js";
import { groupOfSetup, type Setup } from "./setup.js";

/** What a node tells `to` where it owes the order with this code; the default order where it tells nothing. */
export type Tell = (owed: number, round: number, to: NodeId) => number;

export interface Kinds {
  readonly group: Group;
  readonly general: Tell;
  /** of each lieutenant, by id: its place in `members` */
  readonly kindOf: ReadonlyMap<NodeId, number>;
  /** of each kind its nodes, ascending */
  readonly members: readonly (readonly NodeId[])[];
  readonly tells: readonly Tell[];
}

/** Why a setup has no kinds, or null if it has. */
export function kindsRefusal({ traitors }: Setup): string | null {
  const single = traitors.find(liesByRelay);
  if (!single) return null;
  return `node ${single.id} lies by ${single.strategy}, relay by relay: a tree of this size is shown in groups of what is alike`;
}

/** The kinds as `observer` needs them: it is a kind of its own. */
export function kindsOf(setup: Setup, observer: NodeId): Kinds {
  const group = groupOfSetup(setup);
  const entries = group.ids.flatMap((id) => completeEntry(group, setup.traitors, id) ?? []);
  const lies = new Map(entries.map((entry) => [entry.id, tellsAlike(liarOf(group, entry.id, 0), entry)]));
  const tellOf = (id: NodeId) => inCodes(group, id, lies.get(id) ?? ((honest) => honest));
  const members = new Map<string, NodeId[]>();
  for (const id of lieutenantsOf(group)) {
    const entry = entries.find((one) => one.id === id);
    const hears = [...lies.values()].map((tells) => heardOf(group, tells, id));
    const key = id === observer ? "observer" : JSON.stringify([entry ? liesLike(entry) : "", hears]);
    members.set(key, [...(members.get(key) ?? []), id]);
  }
  const all = [...members.values()];
  return {
    group,
    general: tellOf(group.general),
    members: all,
    tells: all.map(([id]) => tellOf(id as NodeId)),
    kindOf: new Map(all.flatMap((ids, kind) => ids.map((id) => [id, kind] as const))),
  };
}

/** What a traitor makes of each order in each round for one receiver: the same for all in one part of its receivers. */
function heardOf({ orders, m }: Group, tells: Tells | null, to: NodeId): unknown {
  const rounds = Array.from({ length: m + 1 }, (_, round) => round);
  return tells && rounds.map((round) => orders.map((order) => tells(order, round, to)));
}

/** Traitors that lie by the same rule; a favoured half is each one's own. */
function liesLike(entry: TraitorEntry): unknown {
  const { id, strategy } = entry;
  if (strategy === "always") return [strategy, entry.order];
  return strategy === "late" || strategy === "crash" ? [strategy, id] : strategy;
}

/** A node tells itself the truth. */
function inCodes({ orders, defaultOrder }: Group, by: NodeId, tells: Tells): Tell {
  return (owed, round, to) =>
    to === by ? owed : orders.indexOf(tells(orders[owed] as Order, round, to) ?? defaultOrder);
}
