/** When a member of a group that agrees again and again leaves an agreement. */
import { beforeEach, describe, expect, it } from "vitest";
import { Rounds } from "../../src/core/rounds.js";

const ROUND_MS = 100;
const GRACE_MS = 50;
/** Node 1 of seven with m = 2, where each node owes one report. */
const PEERS = [2, 3, 4, 5, 6, 7];

let rounds: Rounds<string>;
beforeEach(() => {
  const schedule = {
    ...{ peers: PEERS, m: 2, readiesNeeded: 5, lastRound: 0, expects: () => PEERS },
    ...{ roundTimeoutMs: ROUND_MS, startTimeoutMs: ROUND_MS, graceMs: GRACE_MS },
    same: (a: string, b: string) => a === b,
  };
  rounds = new Rounds(schedule, 0);
  for (const peer of PEERS) rounds.saidReady(peer, 0);
});

describe("whom m + 1 have missed is not waited for", () => {
  beforeEach(() => {
    for (const peer of PEERS) rounds.report(peer, 0, "told", 1);
    rounds.saidDone(2, 1);
  });

  it("by three peers' DONE", () => {
    for (const peer of [3, 4, 5]) expect(rounds.saidDone(peer, 1, [7])).toEqual([]);
    expect(rounds.saidDone(6, 1)).toEqual([{ kind: "leave" }]);
  });

  it("and not by m peers', however often they say it", () => {
    for (const peer of [3, 4, 3, 4]) expect(rounds.saidDone(peer, 1, [7])).toEqual([]);
    for (const peer of [5, 6]) expect(rounds.saidDone(peer, 1)).toEqual([]);
    expect(rounds.saidDone(7, 1)).toEqual([{ kind: "leave" }]);
  });
});

describe("others' DONE is waited for until a grace", () => {
  it("after the deadline of the last round", () => {
    for (const peer of PEERS) rounds.report(peer, 0, "told", 1);
    expect(rounds.nextDeadlineMs()).toBe(ROUND_MS + GRACE_MS);
    expect(rounds.tick(ROUND_MS + GRACE_MS - 1)).toEqual([]);
    expect(rounds.tick(ROUND_MS + GRACE_MS)).toEqual([{ kind: "leave" }]);
  });

  it("after it closed the last round, where it stood still beyond that", () => {
    expect(rounds.tick(1000)).toMatchObject([{ kind: "close", missing: PEERS }]);
    expect(rounds.nextDeadlineMs()).toBe(1000 + GRACE_MS);
    expect(rounds.tick(1000 + GRACE_MS - 1)).toEqual([]);
    expect(rounds.tick(1000 + GRACE_MS)).toEqual([{ kind: "leave" }]);
  });
});
