import { describe, expect, it } from "vitest";
import {
  type LiesOptions,
  type LiesResult,
  liesRefusal,
  runLies,
} from "../../../src/check/sliced/campaign.js";
import { anyMismatchOf, mergeAny } from "../../../src/check/sliced/merge.js";
import type { Progress } from "../../../src/sim/campaign.js";
import { runCampaign } from "../../../src/sim/campaign.js";
import { playTraitors } from "../play-traitors.js";

const ORDERS = ["retreat", "attack"];

function asked(nodes: number, m: number, traitors: number, changes: Partial<LiesOptions> = {}): LiesOptions {
  const sizes = { nodes, m, traitors, rounds: m + 1 };
  return { ...sizes, general: "both", orders: ORDERS, seed: 1, worlds: 1000, ...changes };
}

const withoutTime = (result: LiesResult) => ({ ...result, seconds: 0, worldsPerSecond: 0 });

/** How many standard errors a share that was found is from the exact one. */
function errorsOff(violated: number, count: number, exact: number): number {
  return Math.abs(violated / count - exact) / Math.sqrt((exact * (1 - exact)) / count);
}

describe("the shares that random lies break", () => {
  // computed exactly, by hand and by enumeration: the sums of all worlds that break, over all worlds
  it.each([
    ["n=3, m=1, one traitor", [3, 1, 1], "attack", "ic2", 1 / 2],
    ["n=4, m=1, two lieutenants", [4, 1, 2], "attack", "ic2", 1 / 4],
    ["n=4, m=1, the general and one", [4, 1, 2], null, "ic1", 1 / 4],
    ["n=6, m=2, two lieutenants", [6, 2, 2], "attack", "ic2", 88_523_279 / 134_217_728],
    ["n=6, m=2, two lieutenants", [6, 2, 2], "attack", "ic1", 619_191 / 1_048_576],
    ["n=7, m=2, three lieutenants", [7, 2, 3], "attack", "ic2", 18_583_178_202_807 / 2 ** 45],
    ["n=7, m=2, the general and two", [7, 2, 3], null, "ic1", 12_315 / 65_536],
  ] as const)("%s: %j under %j, %s, are the exact ones, within four standard errors", (...row) => {
    const [, [nodes, m, traitors], order, condition, exact] = row;
    const { cases } = runLies(asked(nodes, m, traitors, { worlds: 600_000 }));
    const one = cases.find((some) => some.order === order);
    const { count = 0 } = one ?? {};
    expect(count).toBeGreaterThanOrEqual(200_000);
    expect(errorsOff(one?.[condition] ?? 0, count, exact)).toBeLessThan(4);
  });

  it("are told apart from shares that are half a percent off", () => {
    const { cases } = runLies(asked(6, 2, 2, { worlds: 600_000 }));
    const { ic2, count } = cases[1] as LiesResult["cases"][number];
    expect(errorsOff(ic2 ?? 0, count, 0.995 * (88_523_279 / 134_217_728))).toBeGreaterThan(2);
    expect(errorsOff(ic2 ?? 0, count, 0.98 * (88_523_279 / 134_217_728))).toBeGreaterThan(4);
  });

  it("are none with the default order, nor within the bound", () => {
    expect(runLies(asked(6, 2, 2)).cases[0]).toMatchObject({ order: "retreat", ic1: 0, ic2: 0 });
    for (const [nodes, m] of [
      [4, 1],
      [7, 2],
      [10, 3],
    ] as const) {
      const { violated, count, counterexample, byN, byStrategy } = runLies(asked(nodes, m, m));
      expect({ violated, count, counterexample }).toEqual({ violated: 0, count: 1000, counterexample: null });
      expect({ byN, byStrategy }).toEqual({ byN: { [nodes]: 1000 }, byStrategy: { random: 1000 } });
    }
  });
});

describe("a violation that was found", () => {
  it("is replayed by the shipped protocol, with lies of which none can be dropped", () => {
    for (const options of [asked(4, 1, 2), asked(6, 2, 2), asked(7, 2, 3, { orders: ["b", "a", "c"] })]) {
      const { counterexample, violations, violated } = runLies(options);
      expect(violated).toBeGreaterThan(50);
      expect(violations).toHaveLength(10);
      expect(violations[0]?.description).toMatch(/^n=.*; traitors .*:random.*; decided: .*IC[12] violated$/u);
      if (!counterexample) throw new Error("nothing found");
      const { group, order, traitors, violated: condition, isMinimal, lies } = counterexample;
      expect(isMinimal).toBe(true);
      expect(playTraitors(group, order, traitors).verdict[condition]).toBe("violated");
      expect(traitors.flatMap((one) => (one.strategy === "script" ? one.lies : []))).toHaveLength(lies);
    }
  });
});

describe("parts of such a campaign", () => {
  it("have all worlds between them, each one once: merged they equal the whole", () => {
    for (const worlds of [5, 97, 1000]) {
      const options = asked(6, 2, 2, { seed: 9, worlds });
      const parts = [3, 1, 2].map((k) => runLies({ ...options, shard: { k, of: 3 } }));
      const merged = mergeAny(JSON.parse(JSON.stringify(parts)) as LiesResult[]) as LiesResult;
      expect(JSON.stringify(withoutTime(merged))).toBe(JSON.stringify(withoutTime(runLies(options))));
      expect(merged).toMatchObject({ count: worlds, shards: ["1/1"] });
    }
  });

  it("do not merge with those of another kind, or of another campaign", () => {
    const part = (k: number, changes: Partial<LiesOptions> = {}) =>
      runLies({ ...asked(4, 1, 2, { worlds: 99, ...changes }), shard: { k, of: 2 } });
    expect(anyMismatchOf([part(1), part(2)])).toBeNull();
    expect(anyMismatchOf([part(1), part(2, { nodes: 5 })])?.why).toBe("--nodes was 4, and 5 here");
    expect(anyMismatchOf([part(1), part(2, { orders: ["a", "b"] })])?.why).toContain("--orders was");
    expect(anyMismatchOf([part(1), part(2, { seed: 2 })])?.why).toBe("--seed was 1, and 2 here");
    expect(anyMismatchOf([part(1), part(1)])?.why).toBe("both hold part 1/2");
    const timed = runCampaign({ seed: 1, worlds: 99, shard: { k: 2, of: 2 } });
    expect(anyMismatchOf([part(1), timed])?.why).toBe("--nodes was 4, and 4 to 13 here");
    expect(anyMismatchOf([timed, part(1)])?.why).toBe("--nodes was 4 to 13, and 4 here");
  });

  it("draw other worlds from another seed, and tell how far they are", () => {
    const [one, same, other] = [1, 1, 2].map((seed) => runLies(asked(7, 2, 3, { seed })));
    expect(one?.cases).toEqual(same?.cases);
    expect(one?.cases).not.toEqual(other?.cases);
    let clockMs = 0;
    const told: Progress[] = [];
    const nowMs = () => (clockMs += 100);
    runLies(asked(4, 1, 1, { worlds: 50_000, nowMs, onProgress: (progress) => told.push(progress) }));
    expect(told.at(-1)).toMatchObject({ of: 50_000, violated: 0 });
  });
});

it("what cannot be drawn is said", () => {
  expect(liesRefusal(asked(7, 2, 2))).toBeNull();
  expect(liesRefusal(asked(13, 5, 4))).toBeNull();
  expect(liesRefusal(asked(16, 5, 5))).toContain("leaves in all");
  expect(liesRefusal(asked(20, 1, 1))).toContain("at most 17");
  expect(liesRefusal(asked(7, 2, 6))).toContain("6 of 7 nodes are to be traitors");
  expect(liesRefusal(asked(7, 2, 2, { orders: ["a", "a"] }))).toContain("at least two orders");
  expect(liesRefusal(asked(7, 2, 0, { general: "traitor" }))).toContain("0 traitors");
  expect(liesRefusal(asked(7, 2, 2, { worlds: 2 ** 40 }))).toContain("at most 137438953472");
});
