/**
 * Who took part in one agreement of a group, whether it was guaranteed, and whether this member was in time: by whom it
 * missed itself, and by what the others' DONEs say of whom they missed. Pure.
 *
 * A member that m+1 peers missed was late: one of them is loyal. With more than m missing here there are more faults
 * than the protocol tolerates. Where neither is so the agreement counts as guaranteed if all that speaks against it, here
 * and there, is at most m members' doing, and n−m members, its own included, had all of this one's word in time.
 */
import type { Group, NodeId } from "./group.js";
import { Marks } from "./marks.js";
import type { Protocol, Report } from "./protocol.js";

export interface AttendancePlan {
  readonly self: NodeId;
  /** its own included, ascending */
  readonly ids: readonly NodeId[];
  readonly m: number;
  /** members that make a start: n−m */
  readonly needed: number;
  /** Whether so many members tolerate m traitors. */
  readonly isWithinBound: boolean;
}

export interface Attended {
  /** `late`: m+1 peers missed this member. `tooManyFaults`: more than m are missing here. */
  readonly kind: "late" | "tooManyFaults" | "tookPart";
  /** those that missed a round here, or were cut off */
  readonly missing: readonly NodeId[];
  /** those that closed a round without this member's report, as they say */
  readonly missedBy: readonly NodeId[];
  /** its own id included, ascending */
  readonly participants: readonly NodeId[];
  readonly guaranteed: boolean;
  /** n−m members, its own included, say that they had all of this one's reports in time */
  readonly inTime: boolean;
}

const NOBODY: readonly NodeId[] = [];

/** A group agrees again and again, so they are made once. */
const plans = new WeakMap<Group, AttendancePlan[]>();

/** That of `self` in one agreement of this group. */
export function attendanceOf(protocol: Protocol<Report>, group: Group, self: NodeId): Attendance {
  const ofGroup = plans.get(group) ?? [];
  plans.set(group, ofGroup);
  return new Attendance((ofGroup[group.ids.indexOf(self)] ??= planOf(protocol, group, self)));
}

function planOf({ bound }: Protocol<Report>, { ids, m }: Group, self: NodeId): AttendancePlan {
  const { length: n } = ids;
  return { self, ids, m, needed: n - m, isWithinBound: bound.tolerates(n, m) };
}

export class Attendance {
  readonly #heard = new Marks();
  /** made for the first one, and so {@link #missedBy} */
  #missing: Marks | null = null;
  /** who said DONE */
  readonly #done = new Marks();
  /** and who of them missed this member */
  #missedBy: Marks | null = null;
  #wasSlow = false;

  constructor(private readonly plan: AttendancePlan) {}

  /** It said something in this agreement. */
  heard(peer: NodeId): void {
    this.#heard.add(peer);
  }

  /** It missed a round here, or was cut off. */
  missed(peer: NodeId): void {
    this.#missing ??= new Marks();
    this.#missing.add(peer);
  }

  /** Its DONE: these it missed. The first one counts. */
  done(peer: NodeId, missed: readonly NodeId[]): void {
    if (!this.#done.has(peer) && missed.includes(this.plan.self)) this.#missesThis(peer);
    this.#done.add(peer);
  }

  #missesThis(peer: NodeId): void {
    this.#missedBy ??= new Marks();
    this.#missedBy.add(peer);
  }

  /** This member stood still for so long that it cannot tell who was late. */
  slow(): void {
    this.#wasSlow = true;
  }

  /** To be asked when the agreement is over here. */
  get outcome(): Attended {
    const { self, ids, m, needed, isWithinBound } = this.plan;
    const missedBy = this.#missedBy?.of(ids) ?? NOBODY;
    const missing = this.#missing?.of(ids) ?? NOBODY;
    const isPresent = (id: NodeId) => id === self || (this.#heard.has(id) && !missing.includes(id));
    const inTime = this.#done.size - missedBy.length + 1 >= needed;
    const against = missing.length + missedBy.filter((id) => !missing.includes(id)).length;
    return {
      kind: missedBy.length > m ? "late" : missing.length > m ? "tooManyFaults" : "tookPart",
      missing,
      missedBy,
      inTime,
      participants: ids.filter(isPresent),
      guaranteed: isWithinBound && inTime && !this.#wasSlow && against <= m,
    };
  }
}
