/** Trees in groups against the same trees from the simulator, cell by cell. */
import { describe, expect, it } from "vitest";
import type { NodeId, Order } from "../../src/core/group.js";
import { childrenOf, type Path } from "../../src/core/path.js";
import { leafCounts } from "../../src/explain/votes.js";
import { GroupedTree } from "../../src/page/model/aggregate.js";
import { simulatedRun } from "../../src/page/model/runs.js";
import { COURSE, type Setup } from "../../src/page/model/setup.js";
import { soundSetup } from "../../src/page/model/sound.js";
import { parseTraitors } from "../../src/page/model/traitors.js";
import { verdictOf } from "../../src/page/model/verdicts.js";

function setupOf(n: number, m: number, traitors: string, given: Partial<Setup> = {}): Setup {
  return soundSetup({ ...COURSE, n, m, traitors: parseTraitors(traitors), ...given });
}

const CASES: readonly (readonly [string, Setup])[] = [
  ["the course's case", COURSE],
  ["a general that splits", setupOf(7, 2, "1:split,3:flip")],
  ["colluders, one of them the general", setupOf(8, 2, "1:collude,5:collude")],
  ["a silent and a late one", setupOf(8, 2, "3:silent,6:late")],
  ["two that crash", setupOf(8, 3, "3:crash=1,6:crash=2,7:late")],
  ["three orders", setupOf(7, 2, "2:split,5:flip", { orders: ["retreat", "attack", "wait"], order: "wait" })],
  [
    "another general, outside the bound",
    setupOf(6, 2, "5:flip,6:always=attack", { general: 4, order: "retreat" }),
  ],
];

describe("a tree in groups", () => {
  it.each(CASES)("has the same orders and folds as the simulator: %s", (_, setup) => {
    const { facts } = simulatedRun(setup);
    const decided: [NodeId, Order][] = [];
    for (const [node, tree] of facts.trees) {
      if (setup.traitors.some(({ id }) => id === node)) continue;
      const grouped = new GroupedTree(setup, node);
      const visit = (path: Path): void => {
        const { told, folded } = grouped.at(path);
        expect([path.join("."), told, folded]).toEqual([
          path.join("."),
          tree.toldAt(path),
          tree.foldedAt(path),
        ]);
        if (path.length <= setup.m) childrenOf(tree.group, path).forEach(visit);
      };
      visit([setup.general]);
      const leaves = new Map(leafCounts(tree).map(({ order, leaves: count }) => [order, count]));
      decided.push([node, grouped.at([setup.general]).folded]);
      expect(grouped.at([setup.general]).leaves).toEqual(setup.orders.map((order) => leaves.get(order) ?? 0));
    }
    const camps = verdictOf(setup).camps.flatMap(({ order, ids }) =>
      ids.map((id): [NodeId, Order] => [id, order]),
    );
    expect(camps.toSorted(([a], [b]) => a - b)).toEqual(decided);
  });

  it("counts all 586,051,200 leaves of 22 nodes in a hundred thousand cases", () => {
    const setup = setupOf(22, 7, "2:flip,3:split,5:collude,8:collude,11:always=retreat,14:silent,17:flip");
    const grouped = new GroupedTree(setup, 4);
    const { leaves, folded } = grouped.at([1]);
    expect(leaves.reduce((sum, count) => sum + count, 0)).toBe(586_051_200);
    expect(folded).toBe("attack");
    const alike = grouped.below([1]);
    expect(alike.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(21);
    expect(grouped.cases).toBeLessThan(100_000);
  });
});
