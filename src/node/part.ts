/** One node's part in one agreement: the machine of its protocol, honest, or a traitor around it. */
import { AsTraitor, type TraitorNote } from "../adversary/as-traitor.js";
import { deviationOf } from "../adversary/deviation.js";
import { Lockstep, type LockstepMessage, type RelayedNote } from "../core/lockstep.js";
import type { Machine } from "../core/machine.js";
import type { Decision } from "../core/party.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import { groupTiming, type Timing } from "../core/timing.js";
import { protocolOf } from "../protocols/index.js";
import type { NodeOptions } from "./options.js";

export type Said = LockstepMessage<Report>;
export type Note = TraitorNote<Report>;
export type Told = RelayedNote<Report>;

/** `inFlight`: undefined in a single run, which nobody stays in to be told whether it was in time */
export function timingOf(options: NodeOptions, inFlight: number | undefined): Timing {
  const { roundTimeoutMs, startTimeoutMs, traitor } = options;
  if (inFlight === undefined) return { roundTimeoutMs, startTimeoutMs };
  return groupTiming(options, { inFlight, isTraitor: traitor !== undefined });
}

export function partOf(
  options: NodeOptions,
  signer: Signer | undefined,
  beganAtMs: number,
  timing: Timing,
): Machine<Said, Decision, Note> {
  const { self, group, order, roundTimeoutMs, traitor, seed } = options;
  const protocol = protocolOf(group);
  const party = protocol.make({ group, self, order, ...(signer && { signer }) });
  const honest = new Lockstep({ protocol, group, self, party, timing }, beganAtMs);
  if (!traitor) return honest;
  return new AsTraitor(honest, deviationOf(group, traitor, seed, signer), roundTimeoutMs);
}
