/** The protocols there are. */
import type { Group, ProtocolName } from "./group.js";
import type { Kind, Told } from "./kind.js";
import { oralMessages } from "./oral.js";
import { signedMessages } from "./signed.js";

const KINDS: Readonly<Record<ProtocolName, Kind<Told>>> = { om: oralMessages, sm: signedMessages };

export function kindOf({ protocol }: Pick<Group, "protocol">): Kind<Told> {
  return KINDS[protocol];
}

/** How many rounds a run has. */
export function roundsOf(group: Group): number {
  return kindOf(group).lastRound(group) + 1;
}
