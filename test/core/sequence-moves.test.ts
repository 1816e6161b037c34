/** What one member of a sequence of agreements does, move by move, at each bound of its rules (core/sequence.ts). */
import { describe, expect, it } from "vitest";
import { type Move, Sequence, type SequencePlan, type Word } from "../../src/core/sequence.js";

const GRACE = 1000;
const PEERS = [2, 3, 4];
const TELL: Move = { kind: "tell", to: PEERS, asks: false };
const ASK: Move = { ...TELL, asks: true };

function made(more: Partial<SequencePlan> = {}): Sequence {
  let lives = 0;
  const freshLife = () => `own ${++lives}`;
  return new Sequence({ peers: PEERS, m: 1, needed: 3, graceMs: GRACE, freshLife, ...more });
}

interface Said {
  readonly asks: boolean;
  readonly now: number;
  readonly life: string;
}

function hears(
  member: Sequence,
  peer: number,
  instance: number,
  { phase = "next", asks = false, now = 0, life = "theirs" }: Partial<Word & Said> = {},
): readonly Move[] {
  return member.hear(peer, { life, word: { instance, phase }, asks }, now);
}

/** Without what is said of each new process. */
function moved(moves: readonly Move[]): readonly Move[] {
  return moves.filter(({ kind }) => kind !== "newLife");
}

/** It agrees in instance 0, and all others know. */
function begun(more: Partial<SequencePlan> = {}): Sequence {
  const member = made(more);
  for (const peer of PEERS) hears(member, peer, 0);
  member.begin(0);
  member.started();
  return member;
}

describe("a new member", () => {
  it("settles at 0 once all others are heard that are new too, and tells them", () => {
    const member = made();
    expect(moved([2, 3].flatMap((peer) => hears(member, peer, 0, { phase: "new" })))).toEqual([]);
    expect(moved(hears(member, 4, 0, { phase: "new" }))).toEqual([TELL, { kind: "settled" }]);
    expect(member.isSettled).toBe(true);
  });

  it("settles where m+1 peers say that they are, at 0 without having missed anything", () => {
    const atOnce = made();
    expect(moved(hears(atOnce, 2, 0))).toEqual([]);
    expect(moved(hears(atOnce, 3, 0))).toEqual([TELL, { kind: "settled" }]);
    const further = made();
    expect(moved(hears(further, 2, 1))).toEqual([]);
    const behind: Move = { kind: "behind", instance: 1, missed: 1 };
    expect(moved(hears(further, 3, 1))).toEqual([behind, TELL, { kind: "settled" }]);
  });

  it("is settled by a program that names an instance, but for the first", () => {
    const named = made();
    named.begin(0, 1);
    expect([named.isSettled, named.instance]).toEqual([true, 1]);
    const first = made();
    first.begin(0, 0);
    expect(first.isSettled).toBe(false);
  });

  it("waits for a grace from when n-m members, its own included, have been heard, and looks around no sooner", () => {
    const member = made();
    member.begin(0);
    hears(member, 2, 0, { phase: "new", now: 100 });
    expect([member.nextDeadlineMs(), member.tick(100 * GRACE)]).toEqual([null, []]);
    hears(member, 3, 0, { phase: "new", now: 200 });
    hears(member, 3, 0, { phase: "new", now: 300 });
    expect([member.nextDeadlineMs(), member.tick(199 + GRACE)]).toEqual([200 + GRACE, []]);
    const absent: Move = { kind: "absent", peers: [4] };
    expect(member.tick(200 + GRACE)).toEqual([TELL, { kind: "settled" }, absent]);
    expect(member.nextDeadlineMs()).toBe(200 + 2 * GRACE);
  });
});

describe("a member that waits", () => {
  it("asks after a grace, and only then; it waits for the first instance that was named", () => {
    const member = made();
    member.begin(7, 5);
    member.begin(8, 9);
    expect([member.next, member.nextDeadlineMs()]).toEqual([5, 7 + GRACE]);
    expect(member.tick(6 + GRACE)).toEqual([]);
    expect(member.tick(7 + GRACE)).toEqual([ASK]);
  });

  it("goes up at once where m+1 others have gone on, tells them, and looks a grace later", () => {
    const member = made();
    member.begin(0, 5);
    for (const peer of PEERS) member.here(false, peer);
    hears(member, 2, 8, { now: 50 });
    expect(moved(hears(member, 3, 8, { now: 60 }))).toEqual([
      { kind: "behind", instance: 8, missed: 3 },
      TELL,
    ]);
    expect(member.nextDeadlineMs()).toBe(60 + GRACE);
  });

  it("goes back to where m+1 others are, but not from those that have begun the instance before its own", () => {
    const back = (instance: number, phase: Word["phase"]) => {
      const member = made();
      for (const peer of PEERS) hears(member, peer, 0);
      member.begin(0, 5);
      member.tick(GRACE);
      for (const peer of [2, 3]) hears(member, peer, instance, { phase, now: GRACE });
      return member.tick(2 * GRACE);
    };
    expect(back(4, "begun")).toEqual([]);
    expect(back(4, "next")).toEqual([{ kind: "back", instance: 4, from: 5 }, TELL]);
  });

  it("looks around anew once what was under way is over, and not before", () => {
    const member = begun({ inFlight: 2 });
    member.begin(1);
    expect(member.nextDeadlineMs()).toBe(GRACE); // of whoever is absent
    member.tick(GRACE);
    expect([member.nextDeadlineMs(), member.tick(10 * GRACE)]).toEqual([null, []]);
    member.ended(0, 10 * GRACE);
    expect(member.nextDeadlineMs()).toBe(11 * GRACE);
  });

  it("looks around for each agreement that its program wants", () => {
    const member = begun();
    member.tick(GRACE);
    member.ended(0, GRACE);
    expect([member.nextDeadlineMs(), member.tick(9 * GRACE)]).toEqual([null, []]);
    member.begin(9 * GRACE);
    expect(member.nextDeadlineMs()).toBe(10 * GRACE);
  });
});

describe("a member with an agreement under way", () => {
  it("is told that it was passed, and goes up only once that is over: it has one at a time", () => {
    const member = begun();
    hears(member, 2, 5);
    expect(moved(hears(member, 3, 5))).toEqual([{ kind: "passed", before: 5 }]);
    expect([member.instance, member.next]).toEqual([0, 1]);
    expect(member.ended(0, 1)).toEqual([{ kind: "behind", instance: 5, missed: 4 }, TELL]);
  });

  it("goes up at once while it has room for another", () => {
    const member = begun({ inFlight: 2 });
    hears(member, 2, 5);
    const behind: Move = { kind: "behind", instance: 5, missed: 4 };
    expect(moved(hears(member, 3, 5))).toEqual([{ kind: "passed", before: 5 }, behind, TELL]);
  });
});

describe("what a member tells", () => {
  it("is told whoever asks, and no more", () => {
    const member = begun();
    expect(hears(member, 2, 0)).toEqual([]);
    expect(hears(member, 2, 0, { asks: true })).toEqual([{ kind: "tell", to: [2], asks: false }]);
  });

  it("is told a new process again that was told what is over by now", () => {
    const member = made();
    for (const peer of PEERS) member.here(false, peer);
    for (const peer of PEERS) hears(member, peer, 0);
    const again: Move = { kind: "tell", to: [2], asks: false };
    const newLife: Move = { kind: "newLife", peer: 2, isFirst: false };
    expect(hears(member, 2, 0, { life: "another" })).toEqual([again, newLife]);
    member.here(false, 2);
    expect(hears(member, 2, 0, { life: "a third" })).toEqual([newLife]);
  });

  it("is the instance after the one in which the peer's process before had its part, where that is under way", () => {
    const told = (spent: number, inFlight: number) => {
      const member = made({ inFlight });
      for (const peer of PEERS) hears(member, peer, 2);
      member.noted(2, spent, "begun", 0);
      hears(member, 2, 0, { phase: "new", life: "another" });
      return member.here(false, 2).word;
    };
    const own = { instance: 2, phase: "next" };
    expect([1, 2, 3].map((spent) => told(spent, 1))).toEqual([own, { instance: 3, phase: "next" }, own]);
    expect([3, 4].map((spent) => told(spent, 2))).toEqual([{ instance: 4, phase: "next" }, own]);
  });
});

it("what a stranger says is nothing to a member", () => {
  const member = begun();
  expect([hears(member, 9, 7), member.noted(9, 7, "begun", 0)]).toEqual([[], []]);
  member.lost(9);
  expect([member.lives.changes, member.instance]).toEqual([3, 0]);
});
