/** A world: one group with its traitors and every lie that they tell. All of it is fixed before it is played. */
import type { Group, NodeId, Order, ProtocolName } from "../core/group.js";
import type { Path } from "../core/path.js";
import type { Values } from "../core/protocol.js";
import type { Start } from "./turn.js";

/**
 * What a traitor tells in the place of its honest telling of this path, or besides where it owes none; null: nothing. With
 * `again` it tells this besides its honest telling too.
 */
export interface Lie {
  readonly by: NodeId;
  readonly round: number;
  readonly to: NodeId;
  readonly path: Path;
  readonly order: Order | null;
  readonly again?: true;
}

/** What is judged: only whether programs keep to their turns, what they tell too, or all. */
export type Judged = "turns" | "relays" | "all";

export interface World {
  readonly group: Group;
  /** what the general is to order */
  readonly order: Order;
  /** where every node has a value of its own */
  readonly values?: Values;
  readonly traitors: readonly NodeId[];
  readonly lies: readonly Lie[];
  /** traitors whose program runs behind a mask; for the others the trial speaks alone */
  readonly masked: readonly NodeId[];
  readonly judged: Judged;
  /** where one node alone is on trial, and all that it hears is given: that node */
  readonly alone?: NodeId;
  /** of the order in which things are heard */
  readonly seed: number;
}

export function startOf({ group, order, values }: World, id: NodeId): Start {
  const own = values ? (values[id] ?? group.defaultOrder) : id === group.general ? order : null;
  return {
    id,
    nodes: group.ids,
    general: group.general,
    m: group.m,
    orders: group.orders,
    default: group.defaultOrder,
    order: own,
  };
}

/** The group that a node's start names. */
export function groupOf(
  protocol: ProtocolName,
  { nodes, general, m, orders, default: defaultOrder }: Start,
): Group {
  return { protocol, ids: nodes, general, m, orders, defaultOrder };
}
