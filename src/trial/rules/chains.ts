/** Where a path says who told whom: every path on which a node could soundly tell anything in a round. */
import { type Group, lieutenantsOf, type NodeId } from "../../core/group.js";
import { type Path, pathsOf } from "../../core/path.js";

export function chainsOf(group: Group, round: number, id: NodeId): readonly Path[] {
  if ((id === group.general) !== (round === 0)) return [];
  return lieutenantsOf(group).length < round ? [] : pathsOf(group, round, id);
}
