import { describe, expect, it } from "vitest";
import { judgeCase } from "../../src/check/cases.js";
import { type CheckOptions, type CheckResult, check, checkRefusal, sizesOf } from "../../src/check/check.js";
import { groupOf } from "../../src/check/lieutenants.js";
import { entriesOf, type OwnedLie } from "../../src/check/witness.js";
import type { Cast } from "../../src/check/worlds.js";
import { type WorstCase, worstCase, worstTree } from "../../src/check/worst-case.js";
import { fold } from "../../src/protocols/om/fold.js";
import { exitCodeOf } from "../../src/recording/verdict.js";
import { playTraitors } from "./play-traitors.js";

const proofOf = (result: CheckResult, general: "loyal" | "traitor", traitors: number, argument: string) =>
  result.cases
    .find((one) => one.general === general && one.traitors === traitors)
    ?.proofs.find((proof) => proof.argument === argument);

describe("within the bound, both conditions hold in every world", () => {
  it("n=4, m=1: 34 worlds, all of them by brute force", () => {
    const result = check({ nodes: 4 });
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(result.worlds).toEqual({ covered: "34", evaluated: "90", folds: "230" });
    const brute = result.cases.map(({ proofs }) => proofs.find(({ argument }) => argument === "brute force"));
    expect(brute.map((proof) => proof?.evaluated)).toEqual(["2", "24", "8"]);
    expect(result.counterexample).toBeNull();
  });

  it("n=5, m=1: 82 worlds, all of them by brute force", () => {
    const result = check({ nodes: 5 });
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(result.worlds.covered).toBe("82");
    const brute = result.cases.map(({ proofs }) => proofs.find(({ argument }) => argument === "brute force"));
    expect(brute.map((proof) => proof?.evaluated)).toEqual(["2", "64", "16"]);
  });

  it("n=7, m=2: 8,444,468,344,651,842 worlds; the traitor pairs' 2^35 each also without monotonicity", () => {
    const result = check({ nodes: 7 });
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(result.worlds.covered).toBe("8444468344651842");
    const pairs = 6 * 2 ** 10;
    expect(proofOf(result, "traitor", 2, "last round, extremes")).toEqual({
      argument: "last round, extremes",
      ...{ ic1: "holds", ic2: "vacuous", evaluated: String(pairs * 2), folds: String(pairs * 5 * 2) },
    });
    expect(proofOf(result, "traitor", 2, "last round, every bit")).toMatchObject({
      ...{ ic1: "holds", evaluated: String(pairs * 2 ** 5), folds: String(pairs * 5 * 2 ** 5) },
    });
    expect(proofOf(result, "traitor", 2, "common path")).toMatchObject({ ic1: "holds", evaluated: "14" });
    expect(proofOf(result, "loyal", 2, "last round, extremes")?.folds).toBe(String(15 * 2 * 2 ** 8 * 4 * 2));
    expect(proofOf(result, "loyal", 2, "worst case")).toMatchObject({ ic2: "holds", evaluated: "30" });
  });

  it("n=10, m=3, every case by the worst case and the common path", () => {
    const result = check({ nodes: 10 });
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(result.worlds.covered).toBe("168·2^1170 + 36·2^917 + 72·2^910 + 9·2^528 + 18·2^520 + 512 + 2");
    const three = result.cases.find(({ general, traitors }) => general === "traitor" && traitors === 3);
    expect(three?.cut).toEqual([
      { level: 1, liars: 2, nodes: "7", leaves: "392", isKept: true },
      { level: 2, liars: 1, nodes: "14", leaves: "98", isKept: true },
      { level: 3, liars: 0, nodes: "14", leaves: "14", isKept: true },
    ]);
    expect(392 + 98 + 14).toBe(9 * 8 * 7);
  });

  it("every n ≤ 10 with every m that it tolerates, and n=13, 16; --general leaves out the other half", () => {
    const sizes: [number, number][] = [
      [13, 4],
      [16, 5],
    ];
    for (let n = 2; n <= 10; n++) {
      for (let m = 0; m * 3 < n; m++) if (n !== 7 || m !== 2) sizes.push([n, m]);
    }
    for (const [n, m] of sizes) {
      const { conditions, cases } = check({ nodes: n, m });
      expect({ n, m, conditions }).toEqual({ n, m, conditions: { ic1: "holds", ic2: "holds" } });
      expect(cases.length).toBe(2 * m + 1);
    }
    expect(sizes.length).toBe(22);
    expect(check({ nodes: 7, m: 1, general: "traitor" }).conditions).toEqual({
      ic1: "holds",
      ic2: "vacuous",
    });
    expect(check({ nodes: 7, m: 1, general: "loyal" }).cases).toHaveLength(2);
  });

  // Of all numbers of liars m is the worst at every level, so that it stands for the others: IC2 reads the root, the
  // common path the levels below.
  it("every n ≤ 22 and m ≤ 7 within the bound: each path that m liars leave honest folds to its order", () => {
    let sizes = 0;
    for (let n = 4; n <= 22; n++) {
      for (let m = 1; m * 3 < n; m++) {
        const { kept, paths, broken } = worstCase(n, m, m);
        expect({ n, m, kept }).toEqual({ n, m, kept: Array.from({ length: m + 1 }, () => true) });
        expect(broken).toBeNull();
        expect(paths).toEqual(paths.map((_, level) => fallingProduct(n - 1 - m, level)));
        sizes++;
      }
    }
    expect(sizes).toBe(70);
  });
});

function fallingProduct(from: number, factors: number): bigint {
  let product = 1n;
  for (let k = 0; k < factors; k++) product *= BigInt(from - k);
  return product;
}

describe("where the bound is broken, a violation is found, shrunk and told", () => {
  it.each([
    [3, 1, 1],
    [6, 2, 6],
    [9, 3, 24],
  ])("n=%i, m=%i in under five seconds of computing", (n, m, liesMax) => {
    const before = process.cpuUsage();
    const result = check({ nodes: n, m });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
    expect(result.conditions.ic2).toBe("violated");
    expect(result.guaranteed).toBe(false);
    const found = result.counterexample;
    if (!found) throw new Error("no counterexample");
    expect(found).toMatchObject({ violated: "ic2", order: "attack", isMinimal: true });
    expect(found.lies).toBeLessThanOrEqual(liesMax);
    const { decisions, verdict } = playTraitors(found.group, found.order, found.traitors);
    expect(found.decisions).toEqual([...decisions].map(([id, order]) => ({ id, order })));
    expect(exitCodeOf(verdict)).toBe(1);
    expectMinimal(found);
  });

  it("n=3, m=1 is the paper's figure 1", () => {
    expect(check({ nodes: 3, m: 1 }).counterexample).toMatchObject({
      traitors: [{ id: 2, strategy: "script", lies: [{ round: 1, to: 3, path: [1, 2], order: "retreat" }] }],
      story: [
        "3 nodes run OM(1) under general 1; 3 is not more than 3·1, so nothing is guaranteed.",
        "The general, node 1, is loyal and orders attack to all; node 2 is a traitor.",
        "In round 1 node 2 lies to node 3: the general ordered retreat (path 1.2).",
        "Loyal node 3 decides retreat.",
        "The general is loyal, and not every loyal lieutenant obeys his attack: IC2 is violated.",
      ],
    });
  });

  it("at n = 3m the default order is kept all the same: judged with it alone, nothing would show", () => {
    for (const m of [1, 2, 3, 4]) {
      const liars = Array.from({ length: m }, (_, k) => k + 2);
      const decided = ["attack", "retreat"].map(
        (order) => fold(worstTree(groupOf(3 * m, m), liars, order)).decision,
      );
      expect(decided).toEqual(["retreat", "retreat"]);
    }
  });

  it("a traitor general first splits his lieutenants at n = 3m − 2, and is stopped above", () => {
    for (const [n, m] of [
      [4, 2],
      [7, 3],
      [10, 4],
    ] as const) {
      const { conditions, counterexample } = check({ nodes: n, m, general: "traitor" });
      expect({ n, conditions }).toEqual({ n, conditions: { ic1: "violated", ic2: "vacuous" } });
      expect(counterexample?.violated).toBe("ic1");
      if (n < 10 && counterexample) expectMinimal(counterexample);
    }
    for (const [n, m] of [
      [5, 2],
      [6, 2],
      [8, 3],
      [9, 3],
      [11, 4],
      [12, 4],
    ] as const) {
      expect(check({ nodes: n, m, general: "traitor" }).conditions).toEqual({ ic1: "holds", ic2: "vacuous" });
    }
  });

  it("refuses what it cannot fold", () => {
    const refusal = (options: CheckOptions) => checkRefusal(sizesOf(options));
    expect(refusal({ nodes: 4.5, m: 1 })).toBe("nodes is number 4.5, and no whole number from 0 on");
    for (const nodes of [4.5, "4" as unknown as number, Number.POSITIVE_INFINITY]) {
      const told = `nodes is ${typeof nodes} ${nodes}, and no whole number from 0 on`;
      expect(() => check({ nodes })).toThrow(new RangeError(told));
    }
    expect(refusal({ nodes: 4, m: Number.NaN })).toBe("m is number NaN, and no whole number from 0 on");
    expect(refusal({ nodes: 4, m: 3 })).toBe("m is 3; with 4 nodes it can be 0 to 2");
    expect(refusal({ nodes: 25, m: 8 })).toMatch(/leaves/);
    expect(refusal({ nodes: 4, m: 1, traitors: 3 })).toMatch(/0 to 2, so that a loyal lieutenant is left/);
    expect(refusal({ nodes: 4, m: 1, rounds: 4 })).toMatch(/1, the general's order alone, to 3/);
    expect(refusal({ nodes: 4, m: 1, rounds: 0 })).toMatch(/0 rounds/);
    expect(refusal({ nodes: 25, m: 8, rounds: 4 })).toBeNull();
    expect(() => check({ nodes: 1, m: 0 })).toThrow(RangeError);
  });
});

describe("arguments that reach the same case", () => {
  const kept = (liars: number) => ({ ...worstCase(4, 2, liars), kept: [true, true, true], broken: null });
  const broken = (liars: number) => ({
    ...worstCase(4, 1, liars),
    broken: { order: "attack", liars: [2] },
  });

  it.each<[string, "ic1" | "ic2", Cast, (liars: number) => WorstCase]>([
    ["common path", "ic1", { n: 4, m: 2, general: "traitor", traitors: 2 }, kept],
    ["worst case", "ic2", { n: 4, m: 2, general: "loyal", traitors: 2 }, kept],
    ["worst case", "ic2", { n: 4, m: 1, general: "loyal", traitors: 1 }, broken],
  ])(
    "planted: a wrong %s disagrees on %s with the others, which is thrown",
    (argument, condition, cast, worstOf) => {
      expect(() => judgeCase(cast, worstOf)).toThrow(
        new RegExp(`^the arguments disagree on ${condition} of .*: ${argument}: `),
      );
      expect(judgeCase(cast, (liars) => worstCase(cast.n, cast.m, liars))[condition]).not.toBe("unknown");
    },
  );

  it("one loyal lieutenant alone differs from nobody", () => {
    const result = check({ nodes: 3, m: 1 });
    const alone = { argument: "alone", ic1: "holds", ic2: "unknown", evaluated: "0", folds: "0" };
    expect(proofOf(result, "loyal", 1, "alone")).toEqual(alone);
    expect(proofOf(result, "loyal", 0, "alone")).toBeUndefined();
  });
});

function expectMinimal({
  group,
  order,
  traitors,
  violated,
}: NonNullable<CheckResult["counterexample"]>): void {
  const lies: OwnedLie[] = traitors.flatMap((traitor) =>
    traitor.strategy === "script" ? traitor.lies.map((lie) => ({ ...lie, by: traitor.id })) : [],
  );
  expect(lies.length).toBeGreaterThan(0);
  for (const dropped of lies) {
    const left = entriesOf(lies.filter((lie) => lie !== dropped));
    expect(playTraitors(group, order, left).verdict[violated]).not.toBe("violated");
  }
}
