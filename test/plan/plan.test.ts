/** The plan's numbers, against counting one by one. */
import { describe, expect, it } from "vitest";
import { pathsOf } from "../../src/core/path.js";
import { memoryOf } from "../../src/plan/memory.js";
import { type Plan, planOf, roughReportBytes } from "../../src/plan/plan.js";
import { BitTree } from "../../src/protocols/om/bit-tree.js";
import { emptyReport } from "../../src/protocols/om/report.js";
import { drivenGroup } from "../../src/protocols/om/slices.js";
import { simulate } from "../../src/sim/network.js";
import { groupOf, worldOf } from "../sim/worlds.js";

const planFor = (n: number, m?: number): Plan =>
  planOf(drivenGroup(groupOf(n, m)), (round) =>
    roughReportBytes(drivenGroup(groupOf(n, m)), "packed", round),
  );

const SIZES = [
  [3, 1],
  [4, 1],
  [5, 3],
  [7, 2],
  [9, 3],
  [10, 3],
] as const;

describe("a plan", () => {
  it.each(SIZES)("n=%i, m=%i: levels and relays are those of the paths there are", (n, m) => {
    const group = groupOf(n, m);
    const plan = planFor(n, m);
    plan.rounds.forEach(({ round, paths, relaysEach, relays, reports }) => {
      const senders = round === 0 ? [1] : group.ids.slice(1);
      const told = senders.map((sender) => pathsOf(group, round, sender).length);
      const receivers = round === 0 ? n - 1 : n - 2;
      expect(paths).toBe(told.reduce((sum, count) => sum + count, 0));
      expect(relaysEach).toBe(told[0]);
      expect(reports).toBe(senders.length * receivers);
      expect(relays).toBe(receivers * paths);
    });
    expect(plan.node.leaves).toBe(plan.rounds[m]?.paths);
  });

  it.each(SIZES)("n=%i, m=%i: what a run sends is what was planned", (n, m) => {
    const { traffic } = simulate({ ...worldOf(n), group: groupOf(n, m) }).result;
    const plan = planFor(n, m);
    expect(traffic.reports).toBe(plan.total.reports);
    expect(traffic.relays).toEqual(plan.rounds.map(({ relays }) => relays));
  });

  it("counts slices: in all as much as the round whole, but in more reports", () => {
    const sliced = { ...groupOf(8, 5), inParts: true as const };
    const plan = planOf(sliced, (round) => roughReportBytes(sliced, "packed", round));
    const { traffic } = simulate({ ...worldOf(8), group: sliced }).result;
    expect([traffic.reports, traffic.relays]).toEqual([
      plan.total.reports,
      plan.rounds.map(({ relays }) => relays),
    ]);
    expect(plan.slices).toBe(7 * 6);
    expect(plan.node.leaves).toBe(planFor(8, 5).node.leaves);
    expect(plan.rounds.at(-1)?.relaysEach).toBe(planFor(8, 5).rounds.at(-1)?.relaysEach);
  });

  it.each(SIZES)("n=%i, m=%i: a tree's bytes are those of its arrays", (n, m) => {
    const group = groupOf(n, m);
    const tree = new BitTree(group);
    const bytesOf = (round: number) =>
      (n - 1) * (emptyReport(group, round, 2).planes[0]?.byteLength ?? Number.NaN);
    const told = tree.levels.slice(1).map((_, index) => bytesOf(index + 1));
    const leaves = told.at(-1) ?? 0;
    const inner = told.slice(0, -1).reduce((sum, bytes) => sum + bytes, 0);
    expect(planFor(n, m).node.treeBytes).toBe(leaves + 2 * inner);
  });
});

describe("memory", () => {
  /** MB, the largest node's and all together, what they share counted once. Node 20 on Linux, m = floor((n−1)/3). */
  const MEASURED = [
    [7, "json", 52, 93],
    [13, "json", 65, 264],
    [16, "packed", 61, 236],
    [19, "packed", 72, 433],
    [22, "packed", 239, 3673],
    [25, "packed", 750, 16135],
  ] as const;

  it.each(MEASURED)("n=%i, %s: within what was measured and three times that", (n, wire, nodeMB, allMB) => {
    const { nodeBytes, allBytes } = memoryOf(planFor(n), wire, { apart: 0, recordsAll: false });
    expect(nodeBytes).toBeGreaterThan(0.95e6 * nodeMB);
    expect(nodeBytes).toBeLessThan(1.5e6 * nodeMB);
    expect(allBytes).toBeGreaterThan(0.95e6 * allMB);
    expect(allBytes).toBeLessThan(3e6 * allMB);
  });

  it("the aims at n=22, m=7: 450 MB a node, 6 GB in all, 4 GB to simulate with every lie apart", () => {
    const { nodeBytes, allBytes, simBytes } = memoryOf(planFor(22), "packed", {
      apart: 7,
      recordsAll: false,
    });
    expect(nodeBytes).toBeLessThan(450e6);
    expect(allBytes).toBeLessThan(6e9);
    expect(simBytes).toBeLessThan(4e9);
  });
});
