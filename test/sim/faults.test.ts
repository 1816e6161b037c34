import { describe, expect, it } from "vitest";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { simulate } from "../../src/sim/network.js";
import { play } from "../../src/sim/play.js";
import type { InjectedFault } from "../../src/sim/world.js";
import { bytesOf, decisionsIn, faultsIn, observedIn, worldOf } from "./worlds.js";

/** Node 2's report of round 1 arrives at `to` so long after the deadline. */
function near(offsetMs: number, to: number): InjectedFault {
  return { kind: "deadline", offsetMs, round: 1, from: 2, to };
}

function stall(fromMs: number, toMs: number): InjectedFault {
  return { kind: "stall", node: 3, fromMs, toMs };
}

function absent(node: number): InjectedFault {
  return { kind: "up", node, atMs: null };
}

const ATTACK = (n: number) => Array.from({ length: n }, () => "attack");

describe("a report near a deadline", () => {
  it("counts where it arrives before the deadline or on it, and is late where it arrives after", () => {
    const world = worldOf(4, { faults: [near(-1, 3), near(1, 4)] });
    expect(faultsIn(world)).toEqual(["4<2 late in round 1"]);
    expect(faultsIn(worldOf(4, { faults: [near(0, 3), near(0, 4)] }))).toEqual([]);
  });

  it("makes a loyal sender observed, and the run stays within the guarantee: traitors 0, observed 1 of m = 1", () => {
    const { result } = simulate(worldOf(4, { faults: [near(1, 4)] }));
    expect(result.observed).toEqual([{ id: 2, why: "late in round 1 at node 4, as node 4 alone says" }]);
    expect(result.guaranteed).toBe(true);
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
  });

  it("is a fault if it comes for a round that closed", () => {
    const world = worldOf(7, { faults: [near(2, 4)] });
    expect(faultsIn(world)).toEqual(["4<2 late in round 1", "4<2 closedRound in round 1"]);
  });

  it("is waited for once only: who missed the deadline of round 1 is not waited for until that of round 2, 90", () => {
    const world = worldOf(7, { faults: [{ kind: "loss", from: 2, to: 4 }] });
    const closed = simulate(world).recording.faults.map(({ at, round }) => ({ at, round }));
    expect(closed).toEqual([
      { at: 60, round: 1 },
      { at: 60, round: 2 },
    ]);
  });
});

describe("a frame", () => {
  it("that is lost stands for the default order", () => {
    const world = worldOf(4, { faults: [{ kind: "loss", round: 0, from: 1, to: 3 }] });
    const { trees, result } = simulate(world);
    expect(trees.get(3)?.tree.orderAt([1])).toBe("retreat");
    expect(trees.get(2)?.tree.orderAt([1, 3])).toBe("retreat");
    expect(result.observed).toEqual([{ id: 1, why: "late in round 0 at node 3, as node 3 alone says" }]);
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "vacuous" });
  });

  it("that arrives again and again is a resend and no fault", () => {
    const world = worldOf(7, { faults: [{ kind: "copies", copies: 3, everyMs: 7 }] });
    expect(faultsIn(world)).toEqual([]);
    expect(decisionsIn(world)).toEqual(ATTACK(7));
  });

  it("may be overtaken: with random delays within a delivery all decide, and nobody is late", () => {
    for (let seed = 0; seed < 20; seed++) {
      const world = worldOf(7, { seed, delayMs: 1, jitterMs: 9 });
      expect(faultsIn(world)).toEqual([]);
      expect(decisionsIn(world)).toEqual(ATTACK(7));
    }
    expect(bytesOf(worldOf(7, { seed: 1, jitterMs: 9 }))).not.toBe(
      bytesOf(worldOf(7, { seed: 2, jitterMs: 9 })),
    );
  });

  it("of a later round is kept until that round opens", () => {
    const faults: InjectedFault[] = [{ kind: "delay", ms: 25, round: 1, from: 2, to: 3 }];
    expect(faultsIn(worldOf(7, { faults }))).toEqual([]);
    expect(decisionsIn(worldOf(7, { faults }))).toEqual(ATTACK(7));
  });

  it("that a traitor sends a second time with other content is a fault; the first stands", () => {
    const second: InjectedFault = { kind: "second", round: 0, from: 1, to: 2, afterMs: 0 };
    const world = worldOf(4, { traitors: [{ id: 1, strategy: "script", lies: [] }], faults: [second] });
    expect(faultsIn(world)).toEqual(["2<1 duplicate in round 0"]);
    expect(simulate(world).trees.get(2)?.tree.orderAt([1])).toBe("attack");
  });
});

describe("a loyal node that stands still", () => {
  it("for less than a third of a round goes on with all that arrived, and nothing is seen of it", () => {
    const world = worldOf(7, { faults: [stall(3, 13)] });
    expect(simulate(world).result).toMatchObject({ observed: [], faults: [] });
    const decided = simulate(world).recording.decisions.find(({ node }) => node === 3);
    expect(decided?.at).toBeGreaterThan(10);
  });

  it("for longer is observed by itself, and its word on others' lateness is not taken", () => {
    const world = worldOf(4, {
      faults: [stall(3, 40), { kind: "deadline", offsetMs: 1, round: 1, from: 2, to: 3 }],
    });
    expect(simulate(world).result.observed).toEqual([{ id: 3, why: "stood still for 37 ms" }]);
  });

  it("for over a round is late at the others as well, and they agree without it", () => {
    const world = worldOf(7, { faults: [stall(3, 70)] });
    expect(faultsIn(world)).toContain("2<3 late in round 1");
    expect(observedIn(world)).toEqual([3]);
    expect(decisionsIn(world)).toEqual(ATTACK(7));
  });
});

describe("links and nodes that fail", () => {
  it("a node that never comes up is waited for until the start timeout, then counted as a traitor", () => {
    const { result } = simulate(worldOf(4, { faults: [absent(4)] }));
    expect(result.observed).toEqual([{ id: 4, why: "never came up" }]);
    expect(result.decisions.map(({ order }) => order)).toEqual(["attack", "attack", "attack", null]);
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(result.timing.decideMs).toBeGreaterThan(300);
  });

  it("a link that never comes up makes each end late at the other, and one of them explains it; all agree", () => {
    const { result } = simulate(worldOf(7, { faults: [{ kind: "link", between: [3, 5], atMs: null }] }));
    expect(result.observed).toEqual([{ id: 3, why: "late in round 1 at node 5" }]);
    expect(result.decisions.map(({ order }) => order)).toEqual(ATTACK(7));
    expect(result.guaranteed).toBe(true);
  });

  it("what is owed over a link is kept until it comes up", () => {
    const world = worldOf(4, { faults: [{ kind: "link", between: [2, 3], atMs: 20 }] });
    expect(simulate(world).result).toMatchObject({ observed: [], faults: [] });
    const accepted = play(world).accepted.find(({ to, report }) => to === 3 && report.from === 2);
    expect(accepted?.atMs).toBe(21);
  });

  it("more failures than m are flagged: nothing is guaranteed, and who decided nothing makes it unknown", () => {
    const { result } = simulate(worldOf(4, { faults: [absent(3), absent(4)] }));
    expect(result.guaranteed).toBe(false);
    expect(result.conditions.ic1).toBe("unknown");
    expect(result.observed.map(({ why }) => why)).toEqual([
      "gave up waiting for 3, 4",
      "gave up waiting for 3, 4",
      "never came up",
      "never came up",
    ]);
  });

  it("a node that comes up when all others are gone gives up by itself", () => {
    const { result } = simulate(worldOf(4, { faults: [{ kind: "up", node: 4, atMs: 5000 }] }));
    expect(result.observed).toEqual([{ id: 4, why: "gave up waiting for 1, 2, 3" }]);
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
  });
});

describe("strategies of time", () => {
  it("`late` straddles the deadline: in time for the lower half of the others, too late for the rest", () => {
    const other: TraitorEntry = { id: 7, strategy: "crash", round: 2 };
    const world = worldOf(7, { traitors: [{ id: 4, strategy: "late" }, other] });
    const late = faultsIn(world).filter((fault) => fault.endsWith("late in round 1"));
    expect(late).toEqual(["5<4 late in round 1", "6<4 late in round 1", "7<4 late in round 1"]);
    expect(faultsIn(world)).toContain("5<4 closedRound in round 1");
    expect(decisionsIn(world)).toEqual([...ATTACK(6), null]);
  });

  it("`crash` reaches half of the others in its last round and nobody afterwards", () => {
    const world = worldOf(7, { traitors: [{ id: 4, strategy: "crash", round: 1 }] });
    const { recording, result } = simulate(world);
    const heard = recording.reports.filter(({ from, to, round }) => from === 4 && to !== 4 && round > 0);
    expect(heard.map(({ to, round }) => ({ to, round }))).toEqual([
      { to: 2, round: 1 },
      { to: 3, round: 1 },
    ]);
    expect(result.decisions.find(({ id }) => id === 4)?.order).toBeNull();
    expect(result.observed).toEqual([]);
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
  });

  it("`collude` without `tell` tells the lower half of the loyal nodes one order and the rest the default", () => {
    const { trees } = simulate(
      worldOf(7, {
        traitors: [
          { id: 1, strategy: "collude" },
          { id: 2, strategy: "collude" },
        ],
      }),
    );
    const told = [3, 4, 5, 6, 7].map((id) => trees.get(id)?.tree.orderAt([1]));
    expect(told).toEqual(["attack", "attack", "retreat", "retreat", "retreat"]);
  });
});
