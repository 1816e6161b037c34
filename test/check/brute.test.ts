import { describe, expect, it } from "vitest";
import { bruteForce } from "../../src/check/cases.js";
import { commonCut, isCommon } from "../../src/check/common-path.js";
import { lastRound } from "../../src/check/last-round.js";
import { groupOf } from "../../src/check/lieutenants.js";
import { type Lies, play } from "../../src/check/play.js";
import type { Proof } from "../../src/check/proof.js";
import { traitorSetsOf } from "../../src/check/slots.js";
import { type Cast, loyalLieutenants } from "../../src/check/worlds.js";
import { worstCase } from "../../src/check/worst-case.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../src/core/group.js";
import { pathsOf } from "../../src/core/path.js";
import { type OralReport, reportOf } from "../../src/protocols/om/report.js";

const castsOf = (n: number, m: number): Cast[] =>
  Array.from({ length: m + 1 }, (_, traitors) => [
    { n, m, general: "loyal" as const, traitors },
    ...(traitors > 0 ? [{ n, m, general: "traitor" as const, traitors }] : []),
  ]).flat();

describe("every world there is, bit by bit, played by the shipped protocol", () => {
  it.each([
    [4, 1, [2n, 24n, 8n]],
    [5, 1, [2n, 64n, 16n]],
  ] as const)("n=%i, m=%i entirely: IC1 and IC2 hold", (n, m, worlds) => {
    const proofs = castsOf(n, m).map((cast) => bruteForce(cast));
    expect(proofs.map(({ evaluated }) => evaluated)).toEqual(worlds);
    expect(proofs.map(({ ic1 }) => ic1)).toEqual(["holds", "holds", "holds"]);
    expect(proofs.map(({ ic2 }) => ic2)).toEqual(["holds", "holds", "vacuous"]);
  });

  it("n=3, m=1: IC2 is violated, IC1 is not, not even by a traitor general", () => {
    const proofs = castsOf(3, 1).map((cast) => bruteForce(cast));
    expect(proofs.map(({ evaluated }) => evaluated)).toEqual([2n, 8n, 4n]);
    expect(proofs.map(({ ic1, ic2 }) => [ic1, ic2])).toEqual([
      ["holds", "holds"],
      ["holds", "violated"],
      ["holds", "vacuous"],
    ]);
  });
});

const known = new Map<string, Proof>();

/** Brute force, each case once. */
function brute(cast: Cast): Proof {
  const key = JSON.stringify(cast);
  const proof = known.get(key) ?? bruteForce(cast);
  known.set(key, proof);
  return proof;
}

describe("the reductions find what brute force finds", () => {
  const both = [...castsOf(4, 1), ...castsOf(5, 1), ...castsOf(6, 1), ...castsOf(3, 1), ...castsOf(4, 2)];
  const two = castsOf(5, 2).filter(({ traitors, general }) => traitors === 1 || general === "traitor");
  it.each([...both, ...two].filter(({ traitors }) => traitors > 0))(
    "$general general, $traitors of n=$n, m=$m",
    (cast) => {
      const entire = brute(cast);
      for (const which of ["extremes", "every bit"] as const) {
        const { ic1, ic2, evaluated } = lastRound(cast, which);
        expect({ which, ic1, ic2 }).toEqual({ which, ic1: entire.ic1, ic2: entire.ic2 });
        expect(evaluated).toBeGreaterThan(0n);
      }
    },
  );

  it.each([...both, ...two].filter(({ general }) => general === "loyal"))(
    "the worst case: loyal general, $traitors of n=$n, m=$m",
    (cast) => {
      const { broken, worlds } = worstCase(cast.n, cast.m, cast.traitors);
      expect(broken === null ? "holds" : "violated").toBe(brute(cast).ic2);
      expect(worlds).toBeGreaterThan(1n);
    },
  );

  it.each([...both, ...two].filter(({ general }) => general === "traitor"))(
    "the common path: traitor general, $traitors of n=$n, m=$m",
    ({ n, m, traitors }) => {
      const worst = Array.from({ length: traitors }, (_, liars) => worstCase(n, m, liars));
      const cut = commonCut(n, m, traitors, worst);
      const { ic1 } = brute({ n, m, general: "traitor", traitors });
      expect(isCommon(n, m, cut) ? "holds" : "violated").toBe(ic1);
    },
  );

  it("the common path holds nothing that no worst world stands for", () => {
    expect(isCommon(4, 1, commonCut(4, 1, 1, [worstCase(4, 1, 0)]))).toBe(true);
    expect(isCommon(4, 1, commonCut(4, 1, 1, []))).toBe(false);
    // two traitors and no loyal node on a path
    const cut = commonCut(4, 1, 2, [worstCase(4, 1, 0), worstCase(4, 1, 1)]);
    expect([cut.map(({ isKept }) => isKept), isCommon(4, 1, cut)]).toEqual([[true], false]);
  });

  // A pair of loyal lieutenants whom two traitors cannot split, one cannot split either: the second may behave. But
  // where two traitors leave no pair (n=4, m=2), IC1 holds for two and not for one.
  it("fewer traitors never do what more cannot, while more leave two loyal lieutenants", () => {
    for (const [n, m] of [
      [4, 2],
      [5, 2],
      [6, 2],
      [7, 2],
    ] as const) {
      for (const general of ["loyal", "traitor"] as const) {
        const [few, many] = [1, 2].map((traitors) => lastRound({ n, m, general, traitors }, "extremes"));
        const pairs = loyalLieutenants({ n, m, general, traitors: 2 }) > 1;
        const splitAnew = pairs && many?.ic1 === "holds" && few?.ic1 !== "holds";
        const lostAnew = many?.ic2 === "holds" && few?.ic2 !== "holds";
        expect({ n, m, general, splitAnew, lostAnew }).toEqual({
          n,
          m,
          general,
          splitAnew: false,
          lostAnew: false,
        });
      }
    }
    const [one, more] = [1, 2].map((traitors) => brute({ n: 4, m: 2, general: "loyal", traitors }));
    expect([one?.ic1, more?.ic1]).toEqual(["violated", "holds"]);
  });
});

/** Every world of three orders, as decisions of the loyal lieutenants; `told(k)` is the k-th relay's order. */
function* threeOrders(n: number, m: number, general: "loyal" | "traitor", traitors: number) {
  const group: Group = { ...groupOf(n, m), orders: ["retreat", "attack", "wait"] };
  for (const set of traitorSetsOf(group, general, traitors)) {
    const loyal = lieutenantsOf(group).filter((id) => !set.includes(id));
    const relays = set.flatMap((from) =>
      relaysOwedBy(group, from).flatMap((owed) => loyal.map((to) => ({ ...owed, from, to }))),
    );
    for (const order of general === "loyal" ? group.orders : ["retreat"]) {
      for (let world = 0; world < 3 ** relays.length; world++) {
        const digits = relays.map((_, k) => Math.floor(world / 3 ** k) % 3);
        yield { group, set, loyal, order, relays, digits };
      }
    }
  }
}

function relaysOwedBy(group: Group, from: NodeId) {
  const rounds = from === group.general ? [0] : Array.from({ length: group.m }, (_, k) => k + 1);
  return rounds.flatMap((round) => [...pathsOf(group, round, from)].map((path) => ({ round, path })));
}

describe("more than two orders", () => {
  it.each([
    [4, 1, "loyal", 1, 3 * 3 * 9],
    [4, 1, "traitor", 1, 27],
    [4, 2, "loyal", 1, 3 * 3 * 3 ** 6],
    [4, 2, "loyal", 2, 3 * 3 * 3 ** 6],
    [4, 2, "traitor", 2, 3 * 3 ** 8],
  ] as const)(
    "n=%i, m=%i, a %s general, %i traitors: 'is x' commutes with relaying and folding in all %i worlds",
    (n, m, general, traitors, count) => {
      let worlds = 0;
      let split = 0;
      for (const { group, set, loyal, order, relays, digits } of threeOrders(n, m, general, traitors)) {
        const decide = (reduced: Group, project: (order: Order) => Order) => {
          const lies: Lies = {
            lie: (honest, round, to): OralReport => {
              if (!loyal.includes(to)) return honest;
              const told = relays.flatMap((relay, k) => {
                if (relay.round !== round || relay.from !== honest.from || relay.to !== to) return [];
                return [{ path: relay.path, order: project(group.orders[digits[k] as number] as Order) }];
              });
              return reportOf(reduced, round, honest.from, told);
            },
          };
          return play(reduced, project(order), new Map(set.map((id) => [id, lies]))).decisions;
        };
        const three = decide(group, (told) => told);
        for (const x of ["attack", "wait"]) {
          const two = decide({ ...group, orders: ["retreat", x] }, (told) => (told === x ? x : "retreat"));
          for (const id of loyal) {
            if ((two.get(id) === x) !== (three.get(id) === x))
              throw new Error(`${x} at node ${id} in ${digits.join("")}`);
          }
        }
        if (new Set(loyal.map((id) => three.get(id))).size > 1) split++;
        worlds++;
      }
      expect(worlds).toBe(count);
      const two = bruteForce({ n, m, general, traitors });
      expect(split > 0).toBe(two.ic1 === "violated");
    },
  );
});
