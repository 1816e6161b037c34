/** One node's part in one agreement: the machine of its protocol, honest, or a traitor around it. */
import { AsTraitor, type TraitorNote } from "../adversary/as-traitor.js";
import { deviationOf } from "../adversary/deviation.js";
import { Lockstep, type LockstepMessage } from "../core/lockstep.js";
import type { Machine } from "../core/machine.js";
import type { Decision } from "../core/party.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import { protocolOf } from "../protocols/index.js";
import type { NodeOptions } from "./options.js";

export type Said = LockstepMessage<Report>;
export type Note = TraitorNote<Report>;

/** `isOfGroup`: of one that agrees again and again, where a member stays a grace to be told whether it was in time. */
export function partOf(
  options: NodeOptions,
  signer: Signer | undefined,
  beganAtMs: number,
  isOfGroup: boolean,
): Machine<Said, Decision, Note> {
  const { self, group, order, roundTimeoutMs, startTimeoutMs, traitor, seed } = options;
  const protocol = protocolOf(group);
  const party = protocol.make({ group, self, order, ...(signer && { signer }) });
  const timing = { roundTimeoutMs, startTimeoutMs, graceMs: isOfGroup ? roundTimeoutMs : undefined };
  const honest = new Lockstep({ protocol, group, self, party, timing }, beganAtMs);
  if (!traitor) return honest;
  return new AsTraitor(honest, deviationOf(group, traitor, seed, signer), roundTimeoutMs);
}
