import { describe, expect, it } from "vitest";
import { groupOf } from "../../src/check/lieutenants.js";
import { subsets } from "../../src/check/sets.js";
import { slotsOf, traitorSetsOf } from "../../src/check/slots.js";
import {
  type Cast,
  exactly,
  formatWorlds,
  lastBits,
  loyalLieutenants,
  sharedBits,
  traitorSets,
  worldsOf,
} from "../../src/check/worlds.js";

describe("how many worlds there are", () => {
  it("n=4, m=1: one traitor owes two loyal lieutenants one relay each; a traitor general owes three", () => {
    expect(exactly(worldsOf({ n: 4, m: 1, general: "loyal", traitors: 1 }))).toBe(3n * 2n * 2n ** 2n);
    expect(exactly(worldsOf({ n: 4, m: 1, general: "traitor", traitors: 1 }))).toBe(2n ** 3n);
    expect(exactly(worldsOf({ n: 4, m: 1, general: "loyal", traitors: 0 }))).toBe(2n);
  });

  it("n=7, m=2, a traitor general and one more: 10 shared bits, 5 in each last round, 35 in all, six sets", () => {
    const cast: Cast = { n: 7, m: 2, general: "traitor", traitors: 2 };
    expect([sharedBits(cast), lastBits(cast), traitorSets(cast)]).toEqual([10n, 5n, 6n]);
    expect(exactly(worldsOf(cast))).toBe(6n * 2n ** 35n);
  });

  it("n=10, m=3, a traitor general and two more: 133 shared bits, 917 in all, 36 sets", () => {
    const cast: Cast = { n: 10, m: 3, general: "traitor", traitors: 3 };
    expect(sharedBits(cast)).toBe(133n);
    expect(exactly(worldsOf(cast))).toBeNull();
    expect(formatWorlds(worldsOf(cast))).toBe("36·2^917");
  });

  it("n=22, m=7 is counted, though never written out", () => {
    expect(formatWorlds(worldsOf({ n: 22, m: 7, general: "loyal", traitors: 7 }))).toBe(
      "232560·2^2929337698",
    );
  });

  it("the bits of a world are those of its slots, for every small group", () => {
    for (let n = 3; n <= 8; n++) {
      for (let m = 1; m <= Math.min(3, n - 2); m++) {
        for (const general of ["loyal", "traitor"] as const) {
          for (let traitors = 1; traitors <= m; traitors++) {
            const cast: Cast = { n, m, general, traitors };
            const sets = [...traitorSetsOf(groupOf(n, m), general, traitors)];
            expect(BigInt(sets.length)).toBe(traitorSets(cast));
            const [set] = sets as [number[]];
            const loyal = groupOf(n, m)
              .ids.slice(1)
              .filter((id) => !set.includes(id));
            expect(loyal.length).toBe(loyalLieutenants(cast));
            const { bits } = slotsOf(groupOf(n, m), set, loyal, [0, m]);
            expect(BigInt(bits)).toBe(worldsOf(cast)[0]?.bits);
          }
        }
      }
    }
  });

  it("subsets are all there, each once", () => {
    const sets = [...subsets([2, 3, 4, 5, 6], 3)].map((set) => set.join());
    expect(new Set(sets).size).toBe(10);
  });

  it("prints a sum of terms, the largest first, where the decimal is too long", () => {
    expect(
      formatWorlds([
        { times: 3n, bits: 2n },
        { times: 5n, bits: 99n },
      ]),
    ).toBe("5·2^99 + 12");
  });
});
