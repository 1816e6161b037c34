/** The group that a node's start names, as the rules of core/ and protocols/ have it. */
import type { Group, ProtocolName } from "../../core/group.js";
import type { Start } from "../turn.js";

export function groupOf(
  protocol: ProtocolName,
  { nodes, general, m, orders, default: defaultOrder }: Start,
): Group {
  return { protocol, ids: nodes, general, m, orders, defaultOrder };
}
