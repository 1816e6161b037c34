/**
 * All parties of a run, round by round: nothing is lost and no time passes. For proofs, and for whoever plays a recording
 * again; a run with links and clocks is lockstep.ts'.
 */
import type { Group, NodeId } from "./group.js";
import type { Party } from "./party.js";
import type { Protocol, Report } from "./protocol.js";

/** What `to` is told in the place of the honest report; null for nothing. A node tells itself the truth. */
export type Tell<R> = (honest: R, round: number, to: NodeId) => R | null;

export interface Telling<R> {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly report: R;
}

/** Who tells whom what in a round; a node that is among the receivers tells itself too, unless that is no news to it. */
export function tellingsIn<R extends Report>(
  protocol: Protocol<R>,
  group: Group,
  parties: ReadonlyMap<NodeId, Party<R>>,
  round: number,
  tell: Tell<R> = (honest) => honest,
): Telling<R>[] {
  const receivers = protocol.receivers(group, round);
  const tellings: Telling<R>[] = [];
  for (const [from, party] of parties) {
    const honest = party.send(round);
    if (honest === null) continue;
    for (const to of receivers) {
      if (to === from && protocol.ownIsNoNews) continue;
      const report = to === from ? honest : tell(honest, round, to);
      if (report !== null) tellings.push({ from, to, report });
    }
  }
  return tellings;
}

/** Plays all rounds. The parties decide when they are asked to. */
export function playInStep<R extends Report>(
  protocol: Protocol<R>,
  group: Group,
  parties: ReadonlyMap<NodeId, Party<R>>,
  tell?: Tell<R>,
): void {
  for (let round = 0; round <= protocol.lastRound(group); round++)
    for (const { from, to, report } of tellingsIn(protocol, group, parties, round, tell))
      parties.get(to)?.receive(round, from, report);
}
