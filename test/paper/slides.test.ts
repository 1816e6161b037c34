/** The course slides, and Mark Nelson's article on them (Dr. Dobb's 206904396): n = 7, m = 2. */
import { describe, expect, it } from "vitest";
import { levelSize } from "../../src/core/path.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { foldedAt } from "../../src/protocols/om/fold.js";
import { simulate } from "../../src/sim/network.js";
import { decided, groupOf, leavesOf, said, tells, worldOf } from "./views.js";

const binary = groupOf(7, 2, ["1", "0"]);
const words = groupOf(7, 2);

describe("slides: traitor general 1 tells 2, 3, 4 `0` and 5, 6, 7 `1`", () => {
  const world = worldOf(binary, "0", [tells({ 2: "0", 3: "0", 4: "0", 5: "1", 6: "1", 7: "1" })]);

  it.each([
    [2, "{0,12}"],
    [3, "{0,13}"],
    [4, "{0,14}"],
    [5, "{1,15}"],
    [6, "{1,16}"],
    [7, "{1,17}"],
  ])("round 1: node %i says %s, to everybody and to itself", (from, text) => {
    for (const to of [2, 3, 4, 5, 6, 7]) expect(said(world, 1, from, to)).toBe(text);
  });

  it("round 2: node 2 reports {0,132} {0,142} {1,152} {1,162} {1,172}", () => {
    expect(said(world, 2, 2, 7)).toBe("{0,132} {0,142} {1,152} {1,162} {1,172}");
  });

  it("round 2: node 7 reports {0,127} {0,137} {0,147} {1,157} {1,167}", () => {
    expect(said(world, 2, 7, 2)).toBe("{0,127} {0,137} {0,147} {1,157} {1,167}");
  });

  it("all lieutenants decide alike: the votes tie at 3:3, so the default order it is", () => {
    expect(new Set(Object.values(decided(world)))).toEqual(new Set(["1"]));
  });
});

describe("slides: how much is sent for n = 7, m = 2", () => {
  const { traffic } = simulate(worldOf(words, "attack", [])).result;

  it("6, then 30, then 150 relays, in 66 reports", () => {
    expect(traffic.relays).toEqual([6, 30, 150]);
    expect(traffic.reports).toBe(6 + 30 + 30);
  });

  it("the message tree has levels of 1, 6 and 30 paths", () => {
    expect([0, 1, 2].map((round) => levelSize(7, round))).toEqual([1, 6, 30]);
  });
});

describe("the leaf trap: loyal general 1 orders attack, traitors 6 and 7 always say retreat", () => {
  const traitors: TraitorEntry[] = [6, 7].map((id) => ({ id, strategy: "always", order: "retreat" }));
  const world = worldOf(words, "attack", traitors);

  it.each([2, 3, 4, 5])("node %i has 12 leaves attack and 18 retreat, and decides attack", (id) => {
    expect(leavesOf(world, id)).toEqual({ attack: 12, retreat: 18 });
    expect(decided(world)[id]).toBe("attack");
  });

  it("a flat tally of the leaves decides wrongly at every loyal lieutenant", () => {
    for (const id of [2, 3, 4, 5]) {
      const { attack = 0, retreat = 0 } = leavesOf(world, id);
      expect(attack > retreat ? "attack" : "retreat").not.toBe(decided(world)[id]);
    }
  });

  it("a flat tally is not caught at n = 4: there the leaves are the votes", () => {
    const small = worldOf(groupOf(4, 1), "attack", [{ id: 4, strategy: "flip" }]);
    expect(leavesOf(small, 2)).toEqual({ attack: 2, retreat: 1 });
    expect(decided(small)).toEqual({ 2: "attack", 3: "attack" });
  });

  it("with `flip` the leaves are 14 to 16, since 1.6.7 lies twice", () => {
    const flips = worldOf(
      words,
      "attack",
      [6, 7].map((id) => ({ id, strategy: "flip" })),
    );
    expect(leavesOf(flips, 2)).toEqual({ attack: 14, retreat: 16 });
    const { trees } = simulate(flips);
    expect(trees.get(2)?.tree.orderAt([1, 6, 7])).toBe("attack");
    expect(decided(flips)).toEqual({ 2: "attack", 3: "attack", 4: "attack", 5: "attack" });
  });

  it("below a loyal lieutenant three of five leaves are attack, and the fold at 1.2 is attack", () => {
    const folded = simulate(world).trees.get(3)?.folded;
    expect(folded && foldedAt(words, folded, [1, 2])).toBe("attack");
    expect(folded && foldedAt(words, folded, [1, 6])).toBe("retreat");
  });
});
