/** `sim --lemma` beside the full fold (docs/PROOFS.md): the statement itself, and the decisions it gives. */
import { describe, expect, it } from "vitest";
import { pathsOf } from "../../src/core/path.js";
import { foldedAt } from "../../src/protocols/om/fold.js";
import type { RunResult } from "../../src/recording/result.js";
import { drawWorld } from "../../src/sim/draw.js";
import { allTraitorPaths, decideByLemma, lemmaFault } from "../../src/sim/lemma.js";
import { simulate } from "../../src/sim/network.js";
import type { World } from "../../src/sim/world.js";
import { strategos } from "../run/strategos.js";
import { groupOf, worldOf } from "../sim/worlds.js";

const STRATEGIES = ["flip", "split", "random", "silent", "late", "collude"] as const;

/** A random world of the campaign's, without faults of links and clocks, with the general a traitor in half of them. */
function worldFor(seed: number): World {
  const { faults: _, jitterMs: __, ...world } = drawWorld(seed).world;
  const { group, traitors } = world;
  if (seed % 2 === 0 || traitors.some(({ id }) => id === group.general)) return world;
  const general = { id: group.general, strategy: STRATEGIES[seed % STRATEGIES.length] ?? "flip" };
  return { ...world, traitors: [...traitors.slice(0, group.m - 1), general] };
}

function decisionsOf(world: World): Map<number, string | null> {
  const { decisions } = simulate(world).result;
  return new Map(decisions.map(({ id, order }) => [id, order]));
}

/** The decisions by the lemma, as a result tells them. */
function walked(world: World): Map<number, string | null> {
  const { decisions } = decideByLemma(world);
  return new Map(world.group.ids.map((id) => [id, decisions.get(id) ?? null]));
}

describe("decisions by the lemma", () => {
  it("1500 random worlds of n ≤ 13: every node's, a traitor's too, as the full fold has them", () => {
    const worlds = Array.from({ length: 1500 }, (_, seed) => worldFor(seed + 1)).filter(
      (world) => lemmaFault(world) === null,
    );
    expect(worlds.length).toBeGreaterThan(1000);
    expect(worlds.filter((world) => allTraitorPaths(world) > 1).length).toBeGreaterThan(200);
    for (const world of worlds) expect(walked(world)).toEqual(decisionsOf(world));
  });

  it.each([11, 12, 13])(
    "n=%i with as many traitors as it tolerates, every strategy, the general first",
    (n) => {
      const { m } = groupOf(n);
      for (let seed = 0; seed < 12; seed++) {
        const traitors = Array.from({ length: m }, (_, index) => ({
          id: index === 0 ? 1 : n - 2 * index,
          strategy: STRATEGIES[(seed + index) % STRATEGIES.length] ?? "flip",
        }));
        const world = worldOf(n, { seed, traitors });
        expect(walked(world)).toEqual(decisionsOf(world));
      }
    },
  );

  it("n=16, m=5: a general who tells two halves two orders, and liars who tell every receiver something else", () => {
    const liars = [3, 8, 11, 16].map((id) => ({ id, strategy: "random" as const }));
    for (const seed of [1, 2, 3]) {
      const world = worldOf(16, { seed, traitors: [{ id: 1, strategy: "split" }, ...liars] });
      expect(walked(world)).toEqual(decisionsOf(world));
    }
  });
});

describe("the lemma", () => {
  it("every path that ends in a loyal node folds, at every lieutenant, to what that node told along it", () => {
    for (const n of [4, 7, 10]) {
      const { m } = groupOf(n);
      const traitors = Array.from({ length: m }, (_, index) => ({
        id: 1 + 2 * index,
        strategy: "random" as const,
      }));
      const world = worldOf(n, { seed: n, traitors });
      const loyal = world.group.ids.filter((id) => !traitors.some((traitor) => traitor.id === id));
      const trees = [...simulate(world).trees.values()];
      expect(trees).toHaveLength(n - 1);
      for (const { tree, folded } of trees) {
        for (let round = 1; round <= m; round++) {
          const paths = loyal.flatMap((id) => pathsOf(world.group, round, id));
          expect(paths.length).toBeGreaterThan(0);
          for (const path of paths)
            expect(folded && foldedAt(world.group, folded, path)).toBe(tree.orderAt(path));
        }
      }
    }
  });

  it("says nothing at n = 3m, nor with more traitors than m", () => {
    const traitors = [2, 3, 4].map((id) => ({ id, strategy: "flip" as const }));
    expect(lemmaFault(worldOf(7, { traitors }))).toContain("3 traitors");
    expect(lemmaFault({ ...worldOf(6), group: groupOf(6, 2) })).toContain("n = 6");
    expect(() => decideByLemma(worldOf(7, { traitors }))).toThrow(RangeError);
  });
});

describe("sim --lemma", () => {
  it("n=31, m=10: labelled in text and JSON, with the fields of every result", async () => {
    const flags = ["sim", "--lemma", "--nodes", "31", "--traitors", "1,4:split,7:random,9:collude,12:late"];
    const { code, stdout } = await strategos(...flags, "--json");
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as RunResult;
    const plain = JSON.parse((await strategos("sim", "--json")).stdout) as RunResult;
    expect(Object.keys(result)).toEqual([...Object.keys(plain), "lemma"]);
    expect(result).toMatchObject({
      n: 31,
      m: 10,
      conditions: { ic1: "holds", ic2: "vacuous" },
      lemma: { paths: 65 },
    });
    expect((await strategos(...flags)).stdout).toContain("by the lemma");
  });

  it("does not go with faults or a recording, and is refused beyond the bound", async () => {
    expect((await strategos("sim", "--lemma", "--record", "x.jsonl")).code).toBe(64);
    const { code, stderr } = await strategos("sim", "--lemma", "--nodes", "6", "--m", "2", "--unsafe");
    expect(code).toBe(78);
    expect(stderr).toContain("n = 6 is not above 3m = 6");
  });
});
