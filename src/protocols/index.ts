/** What is known of protocols by their names: the rules and lies of each are its record's (record.ts). */

import type { Group, ProtocolName } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import type { Lying } from "../core/lying.js";
import { EVEN, type Pace, type Protocol, type Report } from "../core/protocol.js";
import type { Play } from "./record.js";
import { RECORDS } from "./records.js";
import { type OfValues, ofValues } from "./values/record.js";

/** What is chosen where nothing is. */
export const PROTOCOL_DEFAULT: ProtocolName = "om";

/** The most nodes that any protocol has room for. */
export const NODES_MAX = Math.max(...Object.values(RECORDS).map(({ rules }) => rules.nodesMax.count));

/** E.g. `2 to 33 nodes with om, 2 to 256 with king`. */
export function nodesMaxText(before: string): string {
  const room = Object.values(RECORDS).map(({ rules: { name, nodesMax } }, index) => {
    return `${before} ${nodesMax.count}${index === 0 ? " nodes" : ""} with ${name}`;
  });
  return room.join(", ");
}

/** Which protocol, and about what: all that decides on rules and lies. */
type Which = Pick<Group, "protocol" | "contents">;

const carriedBy = new Map<ProtocolName, OfValues>();

function carriedOf(protocol: ProtocolName): OfValues {
  return keptIn(carriedBy, protocol, () => ofValues(RECORDS[protocol]));
}

function playOf({ protocol, contents }: Which): Play<Report> {
  return contents ? carriedOf(protocol) : RECORDS[protocol];
}

export function protocolOf(which: Which): Protocol<Report> {
  return playOf(which).rules;
}

export function liesIn(which: Which): Lying<Report> {
  return playOf(which).lies;
}

/** The protocol on values of any kind. */
export function valuesProtocolOf(protocol: ProtocolName): OfValues["rules"] {
  return carriedOf(protocol).rules;
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
