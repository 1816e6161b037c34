/** Lamport, Shostak and Pease, "The Byzantine Generals Problem" (ACM TOPLAS 4(3), 1982): figures and theorems. */
import { describe, expect, it } from "vitest";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { Dice } from "../../src/sim/dice.js";
import { simulate } from "../../src/sim/network.js";
import type { World } from "../../src/sim/world.js";
import { decided, groupOf, leavesOf, tells, worldOf } from "./views.js";

/** All that node 2 is told by others. */
function viewOfNode2(world: World): string[] {
  const { reports } = simulate(world).recording;
  return reports.filter(({ from, to }) => to === 2 && from !== 2).map(({ relays }) => JSON.stringify(relays));
}

const liars = (ids: number[]): TraitorEntry[] => ids.map((id) => ({ id, strategy: "flip" }));
const conditionsOf = (world: World) => simulate(world).result.conditions;

describe("figures 1 and 2: three generals, one traitor (§1)", () => {
  const group = groupOf(3, 1);
  const figure1 = worldOf(group, "attack", [{ id: 3, strategy: "flip" }]);
  const figure2 = worldOf(group, "attack", [tells({ 2: "attack", 3: "retreat" })]);

  it("the first lieutenant is told the same in both, so it cannot know who the traitor is", () => {
    expect(viewOfNode2(figure1)).toEqual(viewOfNode2(figure2));
    expect(decided(figure1)[2]).toBe(decided(figure2)[2]);
  });

  it("figure 1: IC2 is violated: the loyal general orders attack, his lieutenant decides retreat", () => {
    expect(conditionsOf(figure1)).toEqual({ ic1: "holds", ic2: "violated" });
    expect(simulate(figure1).result.guaranteed).toBe(false);
  });
});

describe("figures 3 and 4: OM(1) with four generals (§3)", () => {
  it("figure 3: a lieutenant is the traitor: node 2 obtains v, v, x and decides v", () => {
    const world = worldOf(groupOf(4, 1), "attack", [{ id: 4, strategy: "flip" }]);
    expect(leavesOf(world, 2)).toEqual({ attack: 2, retreat: 1 });
    expect(conditionsOf(world)).toEqual({ ic1: "holds", ic2: "holds" });
  });

  it("figure 4: the general is the traitor and tells x, y, z: all three obtain all three, and decide alike", () => {
    const group = groupOf(4, 1, ["retreat", "x", "y", "z"]);
    const world = worldOf(group, "x", [tells({ 2: "x", 3: "y", 4: "z" })]);
    for (const id of [2, 3, 4]) expect(leavesOf(world, id)).toEqual({ x: 1, y: 1, z: 1 });
    expect(decided(world)).toEqual({ 2: "retreat", 3: "retreat", 4: "retreat" });
    expect(conditionsOf(world)).toEqual({ ic1: "holds", ic2: "vacuous" });
  });
});

describe("no solution with fewer than 3m + 1 generals (§2): n = 3, m = 1 and n = 6, m = 2 with a loyal general", () => {
  it.each([
    [3, 1, [3]],
    [6, 2, [5, 6]],
    [9, 3, [7, 8, 9]],
  ])(
    "n = %i, m = %i: an order that is not the default breaks IC2, while IC1 alone looks fine",
    (n, m, ids) => {
      const world = worldOf(groupOf(n, m), "attack", liars(ids));
      expect(conditionsOf(world)).toEqual({ ic1: "holds", ic2: "violated" });
      expect(simulate(world).result.guaranteed).toBe(false);
    },
  );

  it.each([
    [3, 1, [3]],
    [6, 2, [5, 6]],
    [9, 3, [7, 8, 9]],
  ])(
    "n = %i, m = %i: the default order breaks nothing, so that both orders have to be tried",
    (n, m, ids) => {
      const world = worldOf(groupOf(n, m), "retreat", liars(ids));
      expect(conditionsOf(world)).toEqual({ ic1: "holds", ic2: "holds" });
    },
  );

  it.each([
    [4, 1, [4]],
    [7, 2, [6, 7]],
    [10, 3, [8, 9, 10]],
  ])("n = %i, m = %i: one node more, and the same lies break nothing", (n, m, ids) => {
    for (const order of ["attack", "retreat"]) {
      expect(conditionsOf(worldOf(groupOf(n, m), order, liars(ids)))).toEqual({ ic1: "holds", ic2: "holds" });
    }
  });

  it("n = 4 but m = 0: one round is too few, a traitor general splits the loyal", () => {
    const world = worldOf(groupOf(4, 0), "attack", [tells({ 2: "attack", 3: "retreat", 4: "retreat" })]);
    expect(conditionsOf(world).ic1).toBe("violated");
  });
});

describe("lemma 1: OM(m) satisfies IC2 with more than 2k + m generals and at most k traitors, k > m too (§3)", () => {
  it.each([
    [6, 1, 2],
    [8, 1, 3],
    [9, 2, 3],
    [5, 0, 2],
  ])("n = %i, m = %i, k = %i: 40 random sets of lieutenants and lies", (n, m, k) => {
    for (let seed = 0; seed < 40; seed++) {
      const dice = new Dice(seed, n);
      const group = groupOf(n, m);
      const chosen = dice.some(group.ids.slice(1), k);
      const strategy = dice.pick(["flip", "random", "collude", "silent"] as const);
      const order = dice.pick(group.orders);
      const world = {
        ...worldOf(
          group,
          order,
          chosen.map((id) => ({ id, strategy })),
        ),
        seed,
      };
      expect(new Set(Object.values(decided(world)))).toEqual(new Set([order]));
    }
  });

  it("and n = 2k + m is too few: n = 5, m = 1, k = 2", () => {
    expect(conditionsOf(worldOf(groupOf(5, 1), "attack", liars([4, 5]))).ic2).toBe("violated");
  });
});

describe("theorem 1: OM(m) satisfies IC1 and IC2 with more than 3m generals and at most m traitors (§3)", () => {
  it.each([
    [4, 1],
    [7, 2],
    [10, 3],
    [13, 4],
  ])("n = %i, m = %i: general and lieutenants lie together, in every way there is a name for", (n, m) => {
    const group = groupOf(n, m);
    for (const strategy of ["flip", "split", "random", "silent", "late", "collude"] as const) {
      for (const first of [1, 2]) {
        const traitors = Array.from({ length: m }, (_, index) => ({ id: first + index, strategy }));
        const { conditions, guaranteed } = simulate(worldOf(group, "attack", traitors)).result;
        expect(guaranteed).toBe(true);
        expect(conditions).toEqual({ ic1: "holds", ic2: first === 1 ? "vacuous" : "holds" });
      }
    }
  });
});
