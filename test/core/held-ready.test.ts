/** READYs of a group that wait for what their sender says next, and lieutenants that relay before they start. */
import { describe, expect, it } from "vitest";
import { Lockstep, type LockstepMessage, type LockstepStep } from "../../src/core/lockstep.js";
import type { Input, Sending } from "../../src/core/machine.js";
import type { Report } from "../../src/core/protocol.js";
import { groupTiming } from "../../src/core/timing.js";
import { protocolOf } from "../../src/protocols/index.js";
import { groupOf } from "../sim/worlds.js";

const TIMING = groupTiming({ roundTimeoutMs: 1000, startTimeoutMs: 5000 }, { inFlight: 1, isTraitor: false });
const HOLD_MS = 10;

type Said = LockstepMessage<Report>;

/** One of `n` nodes, general 1; up at 0, and all are heard unless `unheard`. */
class Member {
  readonly machine: Lockstep<Report>;
  readonly group;

  constructor(self: number, { n = 4, m = 1, timing = TIMING, protocol = "om" as const } = {}) {
    this.group = { ...groupOf(n), protocol, m };
    const rules = protocolOf(this.group);
    const party = rules.make({ group: this.group, self, order: "attack" });
    this.machine = new Lockstep({ protocol: rules, group: this.group, self, party, timing }, 0);
  }

  step(input: Input<Said>, nowMs: number): LockstepStep<Report> {
    return this.machine.step(input, nowMs);
  }

  /** What it says as it has heard everybody. */
  hearAll(nowMs = 0): string[] {
    const peers = this.group.ids.filter((id) => id !== this.machine.self);
    return peers.flatMap((id) => said(this.step({ kind: "peer", id, is: "heard" }, nowMs).send));
  }

  ready(from: number, nowMs: number): LockstepStep<Report> {
    return this.step({ kind: "message", from, message: { kind: "ready", by: [from] } }, nowMs);
  }

  report(from: number, round: number, nowMs: number, order = "attack"): LockstepStep<Report> {
    const path = round === 0 ? [1] : [1, from];
    const report = protocolOf(this.group).reportOf(this.group, round, from, [{ path, order }]);
    return this.step(
      { kind: "message", from, message: { kind: "report", round, report, faults: [] } },
      nowMs,
    );
  }
}

function said(send: readonly Sending<Said>[]): string[] {
  return send
    .filter(({ to }) => to.length > 0)
    .map(({ to, message }) => {
      const what = message.kind === "report" ? `round ${message.round}` : message.kind;
      return `${what} to ${to.join()}`;
    });
}

const kinds = (step: LockstepStep<Report>) => step.notes.map(({ kind }) => kind);

describe("a general", () => {
  it("says READY with his order, once enough others have said theirs", () => {
    const general = new Member(1);
    expect(general.hearAll()).toEqual([]);
    expect(said(general.ready(2, 1).send)).toEqual([]);
    expect(said(general.ready(3, 2).send)).toEqual(["ready to 2,3,4", "round 0 to 2,3,4", "done to 2,3,4"]);
  });

  it("says it by itself when the others have not by the end of the hold, and not again with his order", () => {
    const general = new Member(1);
    general.hearAll();
    expect(general.machine.deadlineMs).toBe(HOLD_MS);
    expect(said(general.step({ kind: "tick" }, HOLD_MS - 1).send)).toEqual([]);
    expect(said(general.step({ kind: "tick" }, HOLD_MS).send)).toEqual(["ready to 2,3,4"]);
    general.ready(2, 20);
    expect(said(general.ready(3, 20).send)).toEqual(["round 0 to 2,3,4", "done to 2,3,4"]);
  });
});

describe("a lieutenant", () => {
  it("says READY to the general at once, and to the others with its report or at the end of the hold", () => {
    const [first, second] = [new Member(2), new Member(2)];
    expect(first.hearAll()).toEqual(["ready to 1"]);
    expect(said(first.report(1, 0, 1).send)).toEqual(["ready to 3,4", "round 1 to 3,4"]);
    expect(second.hearAll()).toEqual(["ready to 1"]);
    expect(second.machine.deadlineMs).toBe(HOLD_MS);
    expect(said(second.step({ kind: "tick" }, HOLD_MS).send)).toEqual(["ready to 3,4"]);
    expect(said(second.report(1, 0, 11).send)).toEqual(["round 1 to 3,4"]);
  });

  it("relays an order that came before the start, and counts its deadlines from the start all the same", () => {
    const member = new Member(2);
    member.hearAll();
    member.ready(1, 1);
    expect(kinds(member.report(1, 0, 1))).toContain("close");
    expect(member.machine.rounds.round).toBe(1);
    expect(member.machine.rounds.deadlineMs(1)).toBe(Number.POSITIVE_INFINITY);
    expect(kinds(member.ready(3, 400))).toEqual(["start"]);
    expect(member.machine.rounds.deadlineMs(1)).toBe(400 + 2 * 1000);
    const [late] = member.report(1, 0, 500, "retreat").faults;
    expect(late).toMatchObject({ kind: "duplicate", from: 1 });
  });

  it("relays once: a start, reports of all others and the clock make it say no more of round 1", () => {
    const member = new Member(2);
    member.hearAll();
    member.report(1, 0, 1);
    const more = [member.ready(1, 2), member.ready(3, 2), member.ready(4, 2)];
    expect(more.flatMap(({ send }) => said(send))).toEqual([]);
  });

  it("goes no further than that before it starts", () => {
    const member = new Member(2);
    member.hearAll();
    for (const step of [member.report(1, 0, 1), member.report(3, 1, 2), member.report(4, 1, 2)])
      expect(step.out).toEqual([]);
    member.ready(3, 3);
    expect(member.ready(4, 3).out).toMatchObject([{ order: "attack" }]);
  });

  it("says nothing of an order while it has not said READY itself", () => {
    const member = new Member(2);
    expect(said(member.report(1, 0, 1).send)).toEqual([]);
    expect(member.hearAll(5)).toEqual(["ready to 1", "ready to 3,4", "round 1 to 3,4"]);
  });

  it("that takes a general for cut off does not relay before it starts", () => {
    const member = new Member(2);
    member.hearAll();
    expect(said(member.step({ kind: "peer", id: 1, is: "cut" }, 1).send)).toEqual([]);
  });

  it("never starts on an order: gives up when the others' READYs do not come", () => {
    const member = new Member(2);
    member.hearAll();
    member.report(1, 0, 1);
    expect(kinds(member.step({ kind: "tick" }, 5999))).toEqual([]);
    expect(kinds(member.step({ kind: "tick" }, 6000))).toEqual(["giveUp"]);
  });
});

describe("nobody's READY waits", () => {
  it("where nothing goes to those that need it for their start", () => {
    expect(new Member(2, { m: 0 }).hearAll()).toEqual(["ready to 1,3,4"]);
  });

  it("in a single run, with several in flight, and of a traitor", () => {
    const plain = { roundTimeoutMs: 1000, startTimeoutMs: 5000 };
    for (const timing of [
      plain,
      groupTiming(plain, { inFlight: 2, isTraitor: false }),
      groupTiming(plain, { inFlight: 1, isTraitor: true }),
    ])
      for (const self of [1, 2]) expect(new Member(self, { timing }).hearAll()).toHaveLength(1);
  });
});
