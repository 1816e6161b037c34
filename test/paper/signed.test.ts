/** Lamport, Shostak and Pease 1982, §4: signed messages. */
import { describe, expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { Dice } from "../../src/sim/dice.js";
import { simulate } from "../../src/sim/network.js";
import type { World } from "../../src/sim/world.js";

function worldOf(n: number, m: number, traitors: readonly TraitorEntry[], order = "attack"): World {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const group: Group = {
    protocol: "sm",
    ids,
    general: 1,
    m,
    orders: ["retreat", "attack"],
    defaultOrder: "retreat",
  };
  return { group, order, traitors, seed: 1, roundTimeoutMs: 10, startTimeoutMs: 100 };
}

describe("figure 5: SM(1), three generals, the general a traitor", () => {
  const { recording, result } = simulate(worldOf(3, 1, [{ id: 1, strategy: "split" }]));

  it("both lieutenants see attack and retreat, and obey the same choice", () => {
    for (const id of [2, 3]) {
      const told = recording.reports.filter(({ to }) => to === id).flatMap(({ relays = [] }) => relays);
      expect(new Set(told.map(({ order }) => order))).toEqual(new Set(["attack", "retreat"]));
    }
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "vacuous" });
    expect(result.guaranteed).toBe(true);
  });

  it("they know him for a traitor: his signature is under both", () => {
    expect(
      result.faults.map(({ node, from, kind }) => ({ node, from, kind })).toSorted((a, b) => a.node - b.node),
    ).toEqual([
      { node: 2, from: 1, kind: "twoOrders" },
      { node: 3, from: 1, kind: "twoOrders" },
    ]);
  });
});

describe("Theorem 2: SM(m) solves the problem if there are at most m traitors, however many", () => {
  const STRATEGIES = ["flip", "split", "random", "silent", "late", "collude", "release"] as const;

  it("400 worlds of 3 to 8 nodes, m up to n-2, traitors of every strategy", () => {
    const dice = new Dice(4);
    for (let count = 0; count < 400; count++) {
      const n = dice.between(3, 8);
      const m = dice.between(1, n - 2);
      const ids = Array.from({ length: n }, (_, index) => index + 1);
      const traitors = dice
        .some(ids, dice.between(0, m))
        .map((id) => ({ id, strategy: dice.pick(STRATEGIES) }));
      const world = { ...worldOf(n, m, traitors, dice.pick(["retreat", "attack"])), seed: count };
      const { conditions, guaranteed, observed } = simulate(world).result;
      expect({ guaranteed, observed }).toEqual({ guaranteed: true, observed: [] });
      const broken = Object.values(conditions).filter((one) => one === "violated" || one === "unknown");
      expect({ world, broken }).toEqual({ world, broken: [] });
    }
  });
});

describe("a second order released in the last round that its signatures reach", () => {
  const releasing = (count: number) =>
    Array.from({ length: count }, (_, index): TraitorEntry => ({ id: index + 1, strategy: "release" }));

  it.each([
    [4, 1, 2],
    [5, 2, 3],
    [6, 3, 4],
  ])("n=%i with m=%i and %i traitors: m one too small, and IC1 breaks", (n, m, count) => {
    expect(simulate(worldOf(n, m, releasing(count))).result.conditions.ic1).toBe("violated");
  });

  it.each([
    [4, 2],
    [5, 3],
    [6, 4],
  ])("n=%i with m=%i traitors: the one who is told tells all", (n, m) => {
    expect(simulate(worldOf(n, m, releasing(m))).result.conditions.ic1).toBe("holds");
  });
});
