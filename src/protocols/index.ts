/** The protocols there are. */

import type { Group, ProtocolName } from "../core/group.js";
import { EVEN, type Pace, type Protocol, type Report } from "../core/protocol.js";
import { phaseKing } from "./king/rules.js";
import { oralMessages, oralTexts } from "./om/rules.js";
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
  om: carried(oralTexts),
  sm: carried(signedMessages),
  king: carried(phaseKing),
  vector: carried(interactiveConsistency),
};

export function valuesProtocolOf(protocol: ProtocolName): (typeof CARRIED)[ProtocolName] {
  return CARRIED[protocol];
}

export function protocolOf({ protocol, contents }: Pick<Group, "protocol" | "contents">): Protocol<Report> {
  return contents ? CARRIED[protocol] : KINDS[protocol];
}

/** The group as processes drive it whose reports are packed. */
export function drivenGroup(group: Group): Group {
  return protocolOf(group).driven?.(group) ?? group;
}

export function paceOf(group: Group): Pace {
  return protocolOf(group).pace?.(group) ?? EVEN;
}

/** How many rounds a run has: those of the paper, of which the last may come in parts. */
export function roundsOf(group: Group): number {
  return paceOf(group).part(protocolOf(group).lastRound(group)).of + 1;
}

/** How long after the start the last round closes, if nobody goes on early. */
export function longestMs(group: Group, roundTimeoutMs: number): number {
  return paceOf(group).closesAfterMs(protocolOf(group).lastRound(group), roundTimeoutMs);
}
