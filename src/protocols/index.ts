/** The protocols there are. */

import type { Group, ProtocolName } from "../core/group.js";
import type { Protocol, Report } from "../core/protocol.js";
import { phaseKing } from "./king/rules.js";
import { openOralMessages } from "./om/any-rules.js";
import { oralMessages } from "./om/rules.js";
import { slicedOralMessages } from "./om/sliced.js";
import { paperRound } from "./om/slices.js";
import { signedMessages } from "./sm/rules.js";
import { carried } from "./values/rules.js";
import { interactiveConsistency } from "./vector/rules.js";

const KINDS: Readonly<Record<ProtocolName, Protocol<Report>>> = {
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

export function valuesProtocolOf(protocol: ProtocolName): (typeof CARRIED)[ProtocolName] {
  return CARRIED[protocol];
}

export function protocolOf({
  protocol,
  sliced,
  contents,
}: Pick<Group, "protocol" | "sliced" | "contents">): Protocol<Report> {
  if (contents) return CARRIED[protocol];
  return sliced ? slicedOralMessages : KINDS[protocol];
}

/** How many rounds nodes drive: each slice is one. */
export function drivenRounds(group: Group): number {
  return protocolOf(group).lastRound(group) + 1;
}

/** How many rounds a run has: those of the paper, of which the last may come in slices. */
export function roundsOf(group: Group): number {
  return paperRound(group, protocolOf(group).lastRound(group)) + 1;
}
