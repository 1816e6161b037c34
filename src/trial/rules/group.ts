/** The group that a node's start names, and along which of its paths one who relays could soundly tell anything. */
import { type Group, lieutenantsOf, type NodeId, type ProtocolName } from "../../core/group.js";
import { type Path, pathsOf } from "../../core/path.js";
import type { Start } from "../turn.js";

export function groupOf(
  protocol: ProtocolName,
  { nodes, general, m, orders, default: defaultOrder }: Start,
): Group {
  return { protocol, ids: nodes, general, m, orders, defaultOrder };
}

/** Every path on which a node could tell in a round, where a path says who told whom. */
export function chainsOf(group: Group, round: number, id: NodeId): readonly Path[] {
  if ((id === group.general) !== (round === 0)) return [];
  return lieutenantsOf(group).length < round ? [] : pathsOf(group, round, id);
}
