/**
 * A planted bug: a round does not wait for peers that said nothing in the agreement before, until their READY is there. A
 * member that missed one agreement is then late in the next, and so it is in the one after that, though it is in time.
 */
import type { NodeId } from "../../../src/core/group.js";
import { type Arrival, Lockstep, type LockstepSeat } from "../../../src/core/lockstep.js";
import type { Report } from "../../../src/core/protocol.js";
import { Rounds, type Schedule } from "../../../src/core/rounds.js";
import { SimulatedMember } from "../../../src/sim/sequence/member.js";

class OldRounds extends Rounds<Arrival<Report>> {
  /** who has said anything in time */
  readonly spoke = new Set<NodeId>();
  readonly #absent: Set<NodeId>;

  constructor(plan: Schedule<Arrival<Report>>, now: number, absent: readonly NodeId[]) {
    super(plan, now);
    this.#absent = new Set(absent);
  }

  protected override awaits(peer: NodeId): boolean {
    return super.awaits(peer) && !this.#absent.has(peer);
  }

  override saidReady(peer: NodeId, now: number) {
    this.spoke.add(peer);
    this.#absent.delete(peer);
    return super.saidReady(peer, now);
  }

  override report(...args: Parameters<Rounds<Arrival<Report>>["report"]>) {
    const reported = super.report(...args);
    if (reported.reception === "kept") this.spoke.add(args[0]);
    return reported;
  }
}

/** What was there when the plan was made: fields of a subclass come too late for `makeRounds`. */
let absentNow: readonly NodeId[] = [];

class OldLockstep extends Lockstep<Report> {
  get old(): OldRounds {
    return this.rounds as OldRounds;
  }

  protected override makeRounds(plan: Schedule<Arrival<Report>>, now: number): Rounds<Arrival<Report>> {
    return new OldRounds(plan, now, absentNow);
  }
}

export class OldMember extends SimulatedMember {
  #before: OldLockstep | null = null;

  protected override makeLockstep(seat: LockstepSeat<Report>, now: number): Lockstep<Report> {
    const before = this.#before;
    const peers = seat.group.ids.filter((id) => id !== seat.self);
    // one that never started says nothing about anybody
    absentNow = before && before.old.round > 0 ? peers.filter((id) => !before.old.spoke.has(id)) : [];
    this.#before = new OldLockstep(seat, now);
    return this.#before;
  }
}
