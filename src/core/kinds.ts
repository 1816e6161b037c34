/** The protocols there are. */
import type { Group, ProtocolName } from "./group.js";
import type { Kind, Told } from "./kind.js";
import { phaseKing } from "./king.js";
import { oralMessages } from "./oral.js";
import { signedMessages } from "./signed.js";
import { interactiveConsistency } from "./vector.js";

const KINDS: Readonly<Record<ProtocolName, Kind<Told>>> = {
  om: oralMessages,
  sm: signedMessages,
  king: phaseKing,
  vector: interactiveConsistency,
};

/** The most nodes that any protocol has room for. */
export const NODES_MAX = Math.max(...Object.values(KINDS).map(({ nodesMax }) => nodesMax.count));

/** E.g. `2 to 33 nodes with om, 2 to 256 with king`. */
export function nodesMaxText(before: string): string {
  const room = Object.values(KINDS).map(({ name, nodesMax }, index) => {
    return `${before} ${nodesMax.count}${index === 0 ? " nodes" : ""} with ${name}`;
  });
  return room.join(", ");
}

export function kindOf({ protocol }: Pick<Group, "protocol">): Kind<Told> {
  return KINDS[protocol];
}

/** How many rounds a run has. */
export function roundsOf(group: Group): number {
  return kindOf(group).lastRound(group) + 1;
}
