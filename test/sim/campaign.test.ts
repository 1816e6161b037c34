import { afterEach, describe, expect, it, vi } from "vitest";
import { Rounds } from "../../src/core/rounds.js";
import { OralMessages } from "../../src/protocols/om/rules.js";
import { type Progress, runCampaign, worldSeed } from "../../src/sim/campaign.js";
import { drawWorld } from "../../src/sim/draw.js";
import { judgeWorld } from "../../src/sim/judge.js";
import { mergeCampaigns, mismatchOf, parseShard } from "../../src/sim/shards.js";
import type { CampaignResult } from "../../src/sim/tally.js";
import type { InjectedFault } from "../../src/sim/world.js";
import { methodOf } from "./relative.js";

afterEach(() => void vi.restoreAllMocks());

/** A fault can be blamed on the node at its one end or the other. */
function endsOf(fault: InjectedFault) {
  if ("node" in fault) return [fault.node];
  return "between" in fault ? fault.between : [fault.from, fault.to];
}

const withoutTime = (result: CampaignResult) => ({ ...result, seconds: 0, worldsPerSecond: 0 });
const caught = (worlds: number) => runCampaign({ seed: 2, worlds }).violated;
const part = (seed: number, k: number, of: number) => runCampaign({ seed, worlds: 4, shard: { k, of } });

describe("a campaign", () => {
  it("of 3000 random worlds within the bound breaks nothing, and tries every n, strategy and fault", () => {
    const result = runCampaign({ seed: 1, worlds: 3000 });
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ count: 3000, violated: 0, shards: ["1/1"] });
    expect(Object.keys(result.byN)).toEqual(["4", "5", "6", "7", "8", "9", "10", "11", "12", "13"]);
    expect(Object.keys(result.byStrategy)).toEqual([
      "always",
      "collude",
      "crash",
      "flip",
      "late",
      "none",
      "random",
      "script",
      "silent",
      "split",
    ]);
    expect(Object.keys(result.byFault)).toEqual([
      "copies",
      "deadline",
      "delay",
      "link",
      "loss",
      "say",
      "second",
      "stall",
      "up",
    ]);
    expect(Math.min(...Object.values(result.byStrategy))).toBeGreaterThan(100);
    expect(result.observed).toBeGreaterThan(100);
  });

  it("at n = 3m breaks very many, and each failing world is replayed from its own seed", () => {
    const result = runCampaign({ seed: 1, worlds: 800, atBound: true });
    expect(result.violated).toBeGreaterThan(60);
    expect(new Set(result.violations.map(({ description }) => description.slice(0, 3)))).toEqual(
      new Set(["n=3", "n=6", "n=9"]),
    );
    for (const { index, seed, description } of result.violations) {
      expect(seed).toBe(worldSeed(1, index));
      expect(judgeWorld(drawWorld(seed, true)).broken).toBe(description);
    }
  });

  it("draws only worlds that keep to the adversary's powers: at most m nodes fail, and no fault is another's", () => {
    for (let index = 0; index < 2000; index++) {
      const { world, faulty } = drawWorld(worldSeed(3, index));
      const { group, traitors, faults = [] } = world;
      expect(faulty.length).toBeLessThanOrEqual(group.m);
      expect(traitors.every(({ id }) => faulty.includes(id))).toBe(true);
      const list = new Set(faulty);
      const unlisted = faults.filter(
        (fault) => !endsOf(fault).some((id) => id !== undefined && list.has(id)),
      );
      // good nodes come up late at the most, and not too late
      const latestMs = world.startTimeoutMs / 2;
      const isSkew = (fault: InjectedFault) =>
        fault.kind === "up" && fault.atMs !== null && fault.atMs <= latestMs;
      expect(unlisted.every(isSkew)).toBe(true);
    }
  });

  it("tells how far it is", () => {
    let clockMs = 0;
    const told: Progress[] = [];
    const nowMs = () => (clockMs += 100);
    runCampaign({ seed: 1, worlds: 200, shard: { k: 2, of: 2 }, nowMs, onProgress: (one) => told.push(one) });
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]).toMatchObject({ of: 100, violated: 0 });
    expect(told[0]?.count).toBeLessThanOrEqual(100);
  });
});

describe("shards", () => {
  it("have all worlds between them, each one once: merged they equal the whole", () => {
    for (const atBound of [false, true]) {
      const whole = runCampaign({ seed: 9, worlds: 200, atBound });
      const parts = [3, 1, 2].map((k) => runCampaign({ seed: 9, worlds: 200, atBound, shard: { k, of: 3 } }));
      expect(parts.map(({ count }) => count)).toEqual([66, 67, 67]);
      const merged = mergeCampaigns(JSON.parse(JSON.stringify(parts)) as CampaignResult[]);
      expect(JSON.stringify(withoutTime(merged))).toBe(JSON.stringify(withoutTime(whole)));
    }
  });

  it("say what is there while some are missing, and merge in any grouping", () => {
    const parts = [1, 2, 3].map((k) => runCampaign({ seed: 9, worlds: 60, shard: { k, of: 3 } }));
    const [a, b, c] = parts as [CampaignResult, CampaignResult, CampaignResult];
    const two = mergeCampaigns([c, a]);
    expect(two.shards).toEqual(["1/3", "3/3"]);
    expect(withoutTime(mergeCampaigns([two, b]))).toEqual(withoutTime(mergeCampaigns(parts)));
  });

  it("do not merge with parts of another campaign, another division, or twice", () => {
    expect(() => mergeCampaigns([])).toThrow(RangeError);
    expect(() => mergeCampaigns([part(1, 1, 2), part(1, 1, 2)])).toThrow(RangeError);
    const why = (...parts: CampaignResult[]) => mismatchOf(parts);
    expect(why(part(1, 1, 2), part(2, 2, 2))).toEqual({ one: 1, other: 0, why: "--seed was 1, and 2 here" });
    expect(why(part(1, 1, 2), part(1, 2, 3))?.why).toBe("one is of 3 parts, the other of 2");
    expect(why(part(1, 1, 3), part(1, 2, 3), part(1, 2, 3))).toEqual({
      one: 2,
      other: 1,
      why: "both hold part 2/3",
    });
    expect(why(part(1, 1, 2), part(1, 2, 2))).toBeNull();
  });

  it("are written K/N", () => {
    expect(parseShard("2/8")).toEqual({ k: 2, of: 8 });
    for (const text of ["0/8", "9/8", "2", "2/", "-1/2", "1/2/3", "a/b"]) expect(parseShard(text)).toBeNull();
  });
});

describe("planted bugs that a campaign catches", () => {
  it("one round too few", () => {
    vi.spyOn(OralMessages.prototype, "folded").mockImplementation(function (this: OralMessages) {
      const { group, levels } = this.tree;
      const told = (levels[0]?.[0] ?? []).findIndex((rows) => rows[0] === 1);
      const planeOrders = group.orders.filter((order) => order !== group.defaultOrder);
      return { levels: [], decision: planeOrders[told] ?? group.defaultOrder };
    });
    expect(caught(300)).toBeGreaterThan(0);
  });

  it("a start without waiting for anybody", () => {
    vi.spyOn(Rounds.prototype, "heard").mockImplementation(function (this: Rounds<unknown>, peer, now) {
      for (const id of [peer, ...Array.from({ length: 60 }, (_, index) => index + 1)]) {
        const steps = this.saidReady(id, now);
        if (steps.length > 0) return steps;
      }
      return [];
    });
    expect(caught(300)).toBeGreaterThan(0);
  });

  it("deadlines that leave a round less than three deliveries", () => {
    const deadlineMs = methodOf(Rounds.prototype, "deadlineMs");
    vi.spyOn(Rounds.prototype, "deadlineMs").mockImplementation(function (this: Rounds<unknown>, round) {
      const startedMs = 2 * deadlineMs.call(this, 0) - deadlineMs.call(this, 1);
      return Number.isNaN(startedMs)
        ? Number.POSITIVE_INFINITY
        : (startedMs + deadlineMs.call(this, round)) / 2;
    });
    expect(caught(1500)).toBeGreaterThan(0);
  });
});
