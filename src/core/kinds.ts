/** The protocols there are. */
import { carried } from "./carried.js";
import type { Group, ProtocolName } from "./group.js";
import type { Kind, Told } from "./kind.js";
import { phaseKing } from "./king.js";
import { openOralMessages } from "./open-oral.js";
import { oralMessages } from "./oral.js";
import { signedMessages } from "./signed.js";
import { slicedOralMessages } from "./sliced.js";
import { paperRound } from "./slices.js";
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

/** The same for values of any kind. */
const CARRIED = {
  om: carried(openOralMessages),
  sm: carried(signedMessages),
  king: carried(phaseKing),
  vector: carried(interactiveConsistency),
};

export function carriedKindOf(protocol: ProtocolName): (typeof CARRIED)[ProtocolName] {
  return CARRIED[protocol];
}

export function kindOf({
  protocol,
  sliced,
  contents,
}: Pick<Group, "protocol" | "sliced" | "contents">): Kind<Told> {
  if (contents) return CARRIED[protocol];
  return sliced ? slicedOralMessages : KINDS[protocol];
}

/** How many rounds nodes drive: each slice is one. */
export function drivenRounds(group: Group): number {
  return kindOf(group).lastRound(group) + 1;
}

/** How many rounds a run has: those of the paper, of which the last may come in slices. */
export function roundsOf(group: Group): number {
  return paperRound(group, kindOf(group).lastRound(group)) + 1;
}
