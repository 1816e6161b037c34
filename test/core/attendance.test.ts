/**
 * Whom rounds wait for, and what a member may say of an agreement. A peer that was silent in one agreement was not waited
 * for in the next, so that a loyal general in time was not heard; the old rule is planted here. Siblings looked at: the
 * wait for DONE, DONEs that are kept back, more than m missing, m+1 and m who say that this member was late.
 */
import { describe, expect, it } from "vitest";
import { Attendance, attendanceOf } from "../../src/core/attendance.js";
import { DEFAULT_ORDERS, type Group } from "../../src/core/group.js";
import { Rounds, type Schedule } from "../../src/core/rounds.js";
import { protocolOf } from "../../src/protocols/index.js";

const T = 1000;

function scheduleOf(more: Partial<Schedule<string>> = {}): Schedule<string> {
  return {
    ...{ peers: [1, 3, 4], m: 1, readiesNeeded: 3, lastRound: 1, roundTimeoutMs: T, startTimeoutMs: 60 * T },
    expects: (round) => (round === 0 ? [4] : [1, 3]),
    same: (a, b) => a === b,
    graceMs: T,
    ...more,
  };
}

/** The old rule: one that was absent in the agreement before is not waited for until it says READY. */
class Forgetful extends Rounds<string> {
  #hasSaidReady = false;

  override saidReady(peer: number, now: number) {
    if (peer === 4) this.#hasSaidReady = true;
    return super.saidReady(peer, now);
  }

  protected override awaits(peer: number): boolean {
    return super.awaits(peer) && (peer !== 4 || this.#hasSaidReady);
  }
}

/** Node 2 starts on the READYs of 1 and 3; 4, the general, missed the agreement before and speaks a delivery later. */
function generalAccepted(rounds: Rounds<string>): boolean {
  const steps = [
    ...[1, 3, 4].flatMap((peer) => rounds.heard(peer, 0)),
    ...rounds.saidReady(1, 1),
    ...rounds.saidReady(3, 1),
    ...rounds.saidReady(4, 30),
    ...rounds.report(4, 0, "attack", 30).steps,
    ...rounds.tick(T + 1),
  ];
  return steps.some(
    (step) => step.kind === "close" && step.round === 0 && step.reports[step.senders.indexOf(4)] === "attack",
  );
}

describe("rounds", () => {
  it("wait for a general that missed the agreement before; under the old rule they did not", () => {
    expect(generalAccepted(new Rounds(scheduleOf(), 0))).toBe(true);
    expect(generalAccepted(new Forgetful(scheduleOf(), 0))).toBe(false);
  });

  const decided = (more: Partial<Schedule<string>> = {}) => {
    const rounds = new Rounds<string>(scheduleOf(more), 0);
    for (const peer of [1, 3, 4]) rounds.heard(peer, 0);
    for (const peer of [1, 3, 4]) rounds.saidReady(peer, 0);
    rounds.report(4, 0, "attack", 1);
    for (const peer of [1, 3]) rounds.report(peer, 1, "attack", 2);
    return rounds;
  };
  const leaves = (steps: readonly { kind: string }[]) => steps.some(({ kind }) => kind === "leave");

  it("end when all have said DONE, or m+1 have gone on and n-m-1 DONEs are there", () => {
    const all = decided();
    expect(leaves([...all.saidDone(1, 3), ...all.saidDone(3, 3)])).toBe(false);
    expect(leaves(all.saidDone(4, 3))).toBe(true);
    const passed = decided();
    expect(leaves([...passed.saidDone(1, 3), ...passed.passed(4)])).toBe(false);
    expect(leaves(passed.saidDone(3, 5))).toBe(true);
    const alone = decided();
    expect(leaves(alone.tick(2 * T + 1))).toBe(false);
    expect(leaves(alone.tick(3 * T))).toBe(true);
  });

  it("do not wait for the DONE of whom m+1 others missed", () => {
    const rounds = decided();
    expect(leaves(rounds.saidDone(1, 3, [4]))).toBe(false);
    expect(leaves(rounds.saidDone(3, 3, [4]))).toBe(true);
  });
});

describe("a member says of an agreement", () => {
  const plan = { self: 2, ids: [1, 2, 3, 4, 5, 6, 7], m: 2, needed: 5, isWithinBound: true };
  const peers = [1, 3, 4, 5, 6, 7];
  const attended = (
    missing: readonly number[],
    missedBy: readonly number[],
    silent: readonly number[] = [],
  ) => {
    const attendance = new Attendance(plan);
    for (const id of missing) attendance.missed(id);
    for (const id of peers) {
      if (silent.includes(id)) continue;
      attendance.heard(id);
      attendance.done(id, missedBy.includes(id) ? [2] : []);
    }
    return attendance.outcome;
  };

  it("that it took part, and with whom", () => {
    expect(attended([], [])).toMatchObject({ kind: "tookPart", guaranteed: true, inTime: true });
    const two = attended([6, 7], [], [6, 7]);
    expect(two).toMatchObject({ kind: "tookPart", guaranteed: true, participants: [1, 2, 3, 4, 5] });
  });

  it("that it was late where m+1 say so; m may lie", () => {
    expect(attended([], [5, 6])).toMatchObject({ kind: "tookPart", guaranteed: true, inTime: true });
    expect(attended([], [5, 6, 7])).toMatchObject({ kind: "late", missedBy: [5, 6, 7] });
  });

  it("that nothing is guaranteed where more than m failed, here or as they say of it", () => {
    expect(attended([5, 6, 7], [], [5, 6, 7])).toMatchObject({ kind: "tooManyFaults", guaranteed: false });
    expect(attended([7], [5, 6], [7])).toMatchObject({ kind: "tookPart", guaranteed: false });
    expect(attended([], [], [4, 5, 6, 7])).toMatchObject({ guaranteed: false, inTime: false });
  });

  it("that nothing is guaranteed where it stood still, or there are too few members", () => {
    const slow = new Attendance(plan);
    for (const id of peers) slow.done(id, []);
    expect(slow.outcome.guaranteed).toBe(true);
    slow.slow();
    expect(slow.outcome.guaranteed).toBe(false);
    const few = new Attendance({ ...plan, isWithinBound: false });
    for (const id of peers) few.done(id, []);
    expect(few.outcome.guaranteed).toBe(false);
  });

  it("that it took part with those alone that it heard and did not miss", () => {
    const attendance = new Attendance(plan);
    for (const id of [1, 3, 4]) attendance.heard(id);
    attendance.missed(4);
    expect(attendance.outcome).toMatchObject({ missing: [4], participants: [1, 2, 3] });
  });

  it("that nothing is guaranteed where more than m speak against it, though it was in time", () => {
    expect(attended([7], [5, 6])).toMatchObject({ kind: "tookPart", inTime: true, guaranteed: false });
    expect(attended([6], [5, 6])).toMatchObject({ kind: "tookPart", inTime: true, guaranteed: true });
  });

  it("that it was in time where n-m members, its own included, say so", () => {
    expect(attended([], [], [6, 7])).toMatchObject({ inTime: true });
    expect(attended([], [], [5, 6, 7])).toMatchObject({ inTime: false });
    expect(attended([], [5], [6, 7])).toMatchObject({ inTime: false });
  });

  it("what a peer's first DONE says of it", () => {
    const attendance = new Attendance(plan);
    attendance.done(3, []);
    attendance.done(3, [2]);
    attendance.done(4, [2]);
    attendance.done(4, []);
    expect(attendance.outcome.missedBy).toEqual([4]);
  });

  it("of a group what its protocol tolerates, member by member", () => {
    const groupOf = (n: number): Group => {
      const ids = Array.from({ length: n }, (_, index) => index + 1);
      return { protocol: "om", ids, general: 1, m: 1, orders: DEFAULT_ORDERS, defaultOrder: "retreat" };
    };
    const outcomeOf = (group: Group, self: number, done: readonly number[]) => {
      const attendance = attendanceOf(protocolOf(group), group, self);
      for (const id of done) attendance.done(id, [3]);
      return attendance.outcome;
    };
    const four = groupOf(4);
    expect(outcomeOf(four, 2, [1, 4])).toMatchObject({ inTime: true, guaranteed: true, missedBy: [] });
    expect(outcomeOf(four, 2, [1])).toMatchObject({ inTime: false, guaranteed: false });
    expect(outcomeOf(four, 3, [1, 4])).toMatchObject({ kind: "late", missedBy: [1, 4] });
    expect(outcomeOf(groupOf(3), 2, [1])).toMatchObject({ inTime: true, guaranteed: false });
  });
});
