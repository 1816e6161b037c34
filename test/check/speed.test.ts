import { expect, it } from "vitest";
import { groupOf } from "../../src/check/lieutenants.js";
import { slotsOf, toldIn } from "../../src/check/slots.js";
import type { Cast } from "../../src/check/worlds.js";
import { lieutenantsOf } from "../../src/core/group.js";
import { cellOf } from "../../src/core/path.js";
import { wordsOf } from "../../src/core/random.js";
import { type OralReport, orderAt } from "../../src/protocols/om/report.js";
import { naiveTree } from "../oracle/eig.js";
import { naiveWorlds } from "./naive.js";
import { decideWorld, sampleWorlds } from "./sample.js";

const TEN: Cast = { n: 10, m: 3, general: "traitor", traitors: 3 };

const worldsPerMs = (run: (count: number) => void, count: number) => {
  run(count);
  const start = performance.now();
  run(count);
  return count / (performance.now() - start);
};

it("random worlds hold within the bound, and repeat with their seed", () => {
  const once = sampleWorlds(TEN, 2000, 7);
  expect(once).toEqual({ worlds: 2000, ic1Violated: 0, ic2Violated: 0 });
  expect(sampleWorlds({ n: 7, m: 2, general: "loyal", traitors: 2 }, 2000, 7).ic2Violated).toBe(0);
  const broken: Cast = { n: 3, m: 1, general: "loyal", traitors: 1 };
  expect(sampleWorlds(broken, 400, 7).ic2Violated).toBeGreaterThan(50);
  expect(sampleWorlds(broken, 400, 7)).toEqual(sampleWorlds(broken, 400, 7));
});

it("the loyal lieutenants of a world decide as the naive recursion does", () => {
  for (const [n, m, traitors] of [
    [4, 1, [1]],
    [6, 2, [2, 3]],
    [7, 2, [1, 4]],
    [9, 3, [1, 2, 9]],
    [7, 3, [3, 5, 6]],
  ] as const) {
    const group = groupOf(n, m);
    const loyal = lieutenantsOf(group).filter((id) => !(traitors as readonly number[]).includes(id));
    const { slots } = slotsOf(group, traitors, loyal, [0, m]);
    for (let seed = 1; seed <= 10; seed++) {
      const told = toldIn(group, slots, (offset, count) => wordsOf(seed, offset)() & (2 ** count - 1));
      const tell = (path: readonly number[], honest: string, to: number) => {
        const from = path.at(-1) as number;
        if (!(traitors as readonly number[]).includes(from) || !loyal.includes(to)) return honest;
        const report: OralReport = told(path.length - 1, from, to);
        return orderAt(group, report.planes, cellOf(group, path));
      };
      const decisions = decideWorld(group, traitors, "attack", told);
      expect([...decisions.keys()]).toEqual(loyal);
      for (const id of loyal) expect(decisions.get(id)).toBe(naiveTree(group, "attack", tell, id).decision);
    }
  }
});

it("at n = 10 the check decides worlds many times faster than the naive recursion", () => {
  const fast = worldsPerMs((count) => sampleWorlds(TEN, count, 3), 2000);
  const naive = worldsPerMs((count) => naiveWorlds(TEN, count, 3), 20);
  expect(fast / naive).toBeGreaterThan(15);
});
