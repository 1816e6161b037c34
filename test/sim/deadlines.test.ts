import { afterEach, describe, expect, it, vi } from "vitest";
import { Rounds } from "../../src/core/rounds.js";
import { runCampaign } from "../../src/sim/campaign.js";
import { simulate } from "../../src/sim/network.js";
import { play } from "../../src/sim/play.js";
import type { World } from "../../src/sim/world.js";
import { methodOf, plantRelativeDeadlines } from "./relative.js";
import { decisionsIn, faultsIn, worldOf } from "./worlds.js";

afterEach(() => void vi.restoreAllMocks());

/**
 * The trap: traitor 7 is silent to node 3 in round 1, and to it alone. So node 3 waits while all others go on.
 * In round 2 its report takes 9 ms, which is less than a third of a round.
 */
const trap: World = worldOf(7, {
  traitors: [{ id: 7, strategy: "script", lies: [] }],
  faults: [
    { kind: "loss", round: 1, from: 7, to: 3 },
    { kind: "delay", ms: 9, round: 2, from: 3 },
  ],
});

describe("a traitor who is silent to one loyal node", () => {
  it("makes nobody late: deadlines are counted from the start, and that node's next report is in time", () => {
    expect(faultsIn(trap)).toEqual(["3<7 late in round 1"]);
    const { result } = simulate(trap);
    expect(result.observed).toEqual([]);
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
  });

  it("makes every other loyal node miss it where deadlines are counted from entering a round", () => {
    plantRelativeDeadlines();
    const late = faultsIn(trap).filter((fault) => fault.includes("<3 late"));
    expect(late.toSorted()).toEqual([2, 4, 5, 6, 7].map((id) => `${id}<3 late in round 2`));
    expect(simulate(trap).result.observed).toEqual([
      { id: 3, why: expect.stringMatching(/^late in round 2 at node/) as unknown },
    ]);
  });

  it("breaks IC1 or IC2 in random worlds where deadlines are counted so: the campaign catches it", () => {
    plantRelativeDeadlines();
    const { violated, violations } = runCampaign({ seed: 5, worlds: 1500 });
    expect(violated).toBeGreaterThan(0);
    expect(violations.map(({ description }) => description).join("\n")).toMatch(/IC[12] violated/);
  });
});

describe("a deadline", () => {
  it("is not shortened by going on early: round r closes at start + (r+1) round timeouts at the latest", () => {
    const world = worldOf(10, {
      traitors: [
        { id: 8, strategy: "crash", round: 1 },
        { id: 9, strategy: "crash", round: 2 },
        { id: 10, strategy: "crash", round: 3 },
      ],
    });
    const closed = new Set(
      simulate(world).recording.faults.map(({ at, round }) => `round ${round} at ${at}`),
    );
    expect([...closed]).toContain("round 1 at 60");
    expect([...closed]).toContain("round 2 at 90");
    expect([...closed]).toContain("round 3 at 120");
  });

  it("sees what arrived at that very time: the clock comes last", () => {
    const world = worldOf(4, { faults: [{ kind: "deadline", offsetMs: 0 }] });
    expect(faultsIn(world)).toEqual([]);
    expect(decisionsIn(world)).toEqual(["attack", "attack", "attack", "attack"]);
    expect(simulate(world).recording.decisions.map(({ at }) => at)).toEqual([0, 60, 60, 60]);
  });

  it("misses it where the clock comes first, and loyal nodes are then taken for traitors", () => {
    const report = methodOf(Rounds.prototype, "report");
    vi.spyOn(Rounds.prototype, "report").mockImplementation(function (this: Rounds<unknown>, ...args) {
      if (args[3] >= this.deadlineMs(args[1])) this.tick(args[3]);
      return report.apply(this, args);
    });
    const world = worldOf(4, { faults: [{ kind: "deadline", offsetMs: 0 }] });
    expect(faultsIn(world)).not.toEqual([]);
  });

  it("is the last that anybody waits for: a run ends after m + 1 round timeouts whatever fails", () => {
    const world = worldOf(7, {
      traitors: [{ id: 2, strategy: "silent" }],
      faults: [{ kind: "loss", frame: "done" }],
    });
    const { nodes, endMs } = play(world);
    const startedMs = Math.max(...[...nodes.values()].map((node) => node.startedMs as number));
    expect(endMs).toBe(startedMs + 90);
  });
});
