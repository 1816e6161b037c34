/**
 * Kinds of nodes for trees too large to spell out: nodes that lie alike and are lied to alike are of one kind, and a
 * subtree depends on the kinds left below it alone. Strategies that draw or script each relay have no kinds.
 */
import { completeEntry } from "../../adversary/collude.js";
import { type Group, lieutenantsOf, type NodeId } from "../../core/group.js";
import { lowerHalf, type TraitorEntry } from "../../core/traitor.js";
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
  const single = traitors.find(({ strategy }) => strategy === "random" || strategy === "script");
  if (!single) return null;
  return `node ${single.id} lies by ${single.strategy}, relay by relay: a tree of this size is shown in groups of what is alike`;
}

/** The kinds as `observer` needs them: it is a kind of its own. */
export function kindsOf(setup: Setup, observer: NodeId): Kinds {
  const group = groupOfSetup(setup);
  const entries = group.ids.flatMap((id) => completeEntry(group, setup.traitors, id) ?? []);
  const tellOf = (id: NodeId) =>
    tellBy(
      group,
      entries.find((entry) => entry.id === id),
    );
  const members = new Map<string, NodeId[]>();
  for (const id of lieutenantsOf(group)) {
    const lies = entries.find((entry) => entry.id === id);
    const hears = entries.map((entry) => hearsFrom(group, entry, id));
    const key = id === observer ? "observer" : JSON.stringify([lies ? liesLike(lies) : "", hears]);
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

/** Whether a node falls into another part of this traitor's receivers than others do. */
function hearsFrom(group: Group, entry: TraitorEntry, to: NodeId): unknown {
  switch (entry.strategy) {
    case "split":
      return to % 2;
    case "collude":
      return entry.tell?.[to] ?? "";
    case "late":
    case "crash":
      return favouredBy(group, entry.id).has(to);
    default:
      return 0;
  }
}

/** Traitors that lie by the same rule; a favoured half is each one's own. */
function liesLike(entry: TraitorEntry): unknown {
  const { id, strategy } = entry;
  if (strategy === "always") return [strategy, entry.order];
  return strategy === "late" || strategy === "crash" ? [strategy, id] : strategy;
}

function favouredBy(group: Group, id: NodeId): ReadonlySet<NodeId> {
  return lowerHalf(lieutenantsOf(group).filter((one) => one !== id));
}

/** As adversary/deviation.ts has it, for one relay. */
function tellBy(group: Group, entry: TraitorEntry | undefined): Tell {
  const { orders } = group;
  const byDefault = orders.indexOf(group.defaultOrder);
  const next = (owed: number) => (owed + 1) % orders.length;
  if (!entry) return (owed) => owed;
  const favoured = favouredBy(group, entry.id);
  const honestOr =
    (lie: Tell): Tell =>
    (owed, round, to) =>
      to === entry.id ? owed : lie(owed, round, to);
  switch (entry.strategy) {
    case "flip":
      return honestOr(next);
    case "split":
      return honestOr((owed, _round, to) => (to % 2 === 1 ? owed : next(owed)));
    case "always":
      return honestOr(() => orders.indexOf(entry.order));
    case "collude":
      return honestOr((owed, _round, to) => {
        const told = entry.tell?.[to];
        return told === undefined ? owed : orders.indexOf(told);
      });
    case "late":
      return honestOr((owed, _round, to) => (favoured.has(to) ? owed : byDefault));
    case "crash":
      return honestOr((owed, round, to) => {
        const comes = round < entry.round || (round === entry.round && favoured.has(to));
        return comes ? owed : byDefault;
      });
    default:
      return honestOr(() => byDefault);
  }
}
