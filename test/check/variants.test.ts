/**
 * Three rules that look natural, pass every world of n = 4, m = 1, and break agreement at n = 7, m = 2. Their kind is who
 * tells what at all: with m = 1 nobody relays a relay, so that a net of four nodes cannot see it, however fine.
 */
import { describe, expect, it } from "vitest";
import { groupOf } from "../../src/check/lieutenants.js";
import { traitorSetsOf } from "../../src/check/slots.js";
import { wordsOf } from "../../src/core/random.js";
import { naiveTree } from "../oracle/eig.js";
import { TWO, worldsOfSize } from "./planted/battery.js";
import { playVariant, type Say, VARIANTS, type Variant, type VariantWorld } from "./planted/variants.js";

const WORDS = ["retreat", "attack", undefined] as const;
const GENERALS = ["loyal", "traitor"] as const;

/** Every world of one traitor and of none, each word an order or nothing. */
function* allWorldsOfFour(): Generator<VariantWorld> {
  const group = groupOf(4, 1);
  for (const order of group.orders) yield { group, order, traitors: [], say: (_path, honest) => honest };
  for (const general of GENERALS) {
    for (const traitors of traitorSetsOf(group, general, 1)) {
      const loyal = group.ids.filter((id) => id !== 1 && !traitors.includes(id));
      // a lieutenant's one report holds one relay, along the path of itself alone
      const owed = loyal.map((to) => (general === "traitor" ? `>${to}` : `${traitors[0]}>${to}`));
      for (const order of general === "loyal" ? group.orders : ["retreat"]) {
        for (let world = 0; world < 3 ** owed.length; world++) {
          const say: Say = (path, _honest, to) =>
            WORDS[Math.floor(world / 3 ** owed.indexOf(`${path.join(".")}>${to}`)) % 3];
          yield { group, order, traitors, say };
        }
      }
    }
  }
}

/** Every pair of traitors, lies of four densities, silence among them. */
function* randomWorldsOfSeven(): Generator<VariantWorld> {
  const group = groupOf(7, 2);
  const words = wordsOf(7, 2);
  for (const general of GENERALS) {
    for (const traitors of traitorSetsOf(group, general, 2)) {
      for (const order of group.orders) {
        for (let seed = 0; seed < 40; seed++) {
          const oneIn = 2 ** (1 + (seed % 4));
          const say: Say = (_path, honest) => (words() % oneIn === 0 ? WORDS[words() % 3] : honest);
          yield { group, order, traitors, say };
        }
      }
    }
  }
}

/** Worlds by what is violated in them. */
function broken(worlds: Iterable<VariantWorld>, variant: Variant): { of: number; ic1: number; ic2: number } {
  const found = { of: 0, ic1: 0, ic2: 0 };
  for (const world of worlds) {
    const { verdict } = playVariant(world, variant);
    found.of++;
    if (verdict.ic1 === "violated") found.ic1++;
    if (verdict.ic2 === "violated") found.ic2++;
  }
  return found;
}

describe("rules in the place of the paper's", () => {
  it("without one of them it is OM(m): the decisions of the naive twin", () => {
    let worlds = 0;
    for (const world of worldsOfSize(7, 2, TWO)) {
      const { group, order, traitors, tell } = world;
      const say: Say = (path, honest, to) => tell([1, ...path], honest ?? group.defaultOrder, to);
      const { decisions } = playVariant({ group, order, traitors, say }, {});
      for (const id of group.ids.filter((one) => one !== 1 && !traitors.includes(one)))
        expect(decisions.get(id)).toBe(naiveTree(group, order, tell, id).decision);
      worlds++;
    }
    expect(worlds).toBe(484);
    expect(broken(randomWorldsOfSeven(), {})).toEqual({ of: 1680, ic1: 0, ic2: 0 });
  });

  it.each(Object.entries(VARIANTS))("%s: passes every world of four nodes", (_name, variant) => {
    expect(broken(allWorldsOfFour(), variant)).toEqual({ of: 83, ic1: 0, ic2: 0 });
  });

  it.each([
    ["the general relays from round 2 on", ["ic1"]],
    ["a missing relay is no vote", ["ic1"]],
    ["whoever sees all alike falls silent", ["ic1", "ic2"]],
  ] as const)("%s: caught at seven nodes, by %s", (name, conditions) => {
    const found = broken(randomWorldsOfSeven(), VARIANTS[name] as Variant);
    expect((["ic1", "ic2"] as const).filter((condition) => found[condition] > 0)).toEqual(conditions);
  });

  it.each<[string, readonly number[], Readonly<Record<string, string>>]>([
    // the one witness of path 7 is the liar
    [
      "a missing relay is no vote",
      [1, 2],
      { ">7": "", ">3": "retreat", ">6": "retreat", "7.2>3": "retreat" },
    ],
    // node 4 alone sees two words, and hears nothing more
    ["whoever sees all alike falls silent", [2], { "2>4": "retreat" }],
  ])("%s: so few lies are enough, and do nothing to OM(2)", (name, traitors, lies) => {
    const group = groupOf(7, 2);
    const say: Say = (path, honest, to) => {
      const lie = lies[`${path.join(".")}>${to}`];
      return lie === undefined ? honest : lie || undefined;
    };
    const world = { group, order: "attack", traitors, say };
    expect(playVariant(world, VARIANTS[name] as Variant).verdict.ic1).toBe("violated");
    expect(playVariant(world, {}).verdict.ic1).toBe("holds");
  });
});
