/**
 * The fewest lies. What was wrong: "none of which can be dropped" was read as the least number and was not (22 where 18 do,
 * 18 for 12, 36 for 23), a violation at n = 12 had no witness, and the phase king's had no number at all. The siblings are
 * all protocols, both conditions, both orders, every number of traitors and rounds.
 */
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.js";
import { groupOf } from "../../src/check/lieutenants.js";
import { type Lies, playBy, replay } from "../../src/check/play.js";
import { traitorSetsOf } from "../../src/check/slots.js";
import { entriesOf, leastOf, spelledOut } from "../../src/check/witness.js";
import { type Cast, exactly, worldsOf } from "../../src/check/worlds.js";
import type { Group, Order } from "../../src/core/group.js";
import { checkKing, kingRounds } from "../../src/protocols/king/check/check.js";
import { KingLeast } from "../../src/protocols/king/check/least.js";
import { SHIPPED } from "../../src/protocols/king/check/phase.js";
import { type KingReport, PhaseKing, phaseKing, stepOf } from "../../src/protocols/king/rules.js";
import { oralSurvives } from "../../src/protocols/om/rules.js";
import { type Fewest, fewestLies, forEveryWorld, note } from "../oracle/least.js";
import { playTraitors } from "./play-traitors.js";

const GENERALS = ["loyal", "traitor"] as const;

function* casts(nodes: readonly number[], mMost: number): Generator<Cast> {
  for (const n of nodes)
    for (let m = 0; m <= Math.min(mMost, n - 2); m++)
      for (let traitors = 1; traitors <= n - 2; traitors++)
        for (const general of GENERALS) yield { n, m, general, traitors };
}

/** In words of the twin. */
function leastIn(cast: Cast, order: string) {
  const of = (condition: "ic1" | "ic2") =>
    leastOf(cast).find((one) => one.condition === condition && one.order === order)?.lies ?? Infinity;
  return { ic1: of("ic1"), ic2: of("ic2") };
}

const least = (
  n: number,
  m: number,
  traitors: number,
  general: "loyal" | "traitor",
  condition: "ic1" | "ic2",
) =>
  Object.fromEntries(
    leastOf({ n, m, general, traitors })
      .filter((one) => one.condition === condition)
      .map(({ order, lies }) => [order, lies]),
  );

describe("OM(m)", () => {
  it("as brute force over all lies finds it, for every case of so few worlds and every set of traitors", () => {
    let compared = 0;
    for (const cast of casts([3, 4, 5, 6], 2)) {
      const worlds = exactly(worldsOf(cast));
      if (worlds === null || worlds > 50_000n) continue;
      const group = groupOf(cast.n, cast.m);
      for (const traitors of traitorSetsOf(group, cast.general, cast.traitors)) {
        for (const order of group.orders) {
          expect({ cast, traitors, order, ...fewestLies(group, order, traitors) }).toEqual({
            ...{ cast, traitors, order },
            ...leastIn(cast, order),
          });
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(300);
  });

  it("every world with the fewest lies breaks what it should in the shipped code, and without any one of them does not", () => {
    let played = 0;
    for (const cast of casts([3, 4, 5, 6, 7], 3)) {
      const group = groupOf(cast.n, cast.m);
      for (const one of leastOf(cast)) {
        const lies = spelledOut(cast, one);
        expect(lies).toHaveLength(one.lies);
        const { verdict } = playTraitors(group, one.order, entriesOf(lies));
        expect({ cast, one, verdict: verdict[one.condition] }).toEqual({ cast, one, verdict: "violated" });
        for (const dropped of lies) {
          const left = entriesOf(lies.filter((lie) => lie !== dropped));
          expect(playTraitors(group, one.order, left).verdict[one.condition]).not.toBe("violated");
        }
        played++;
      }
    }
    expect(played).toBe(157);
  });

  it("worlds are replayed alike with the last round of one lieutenant after the other", () => {
    let replayed = 0;
    for (const cast of casts([4, 6, 7], 3)) {
      const group = groupOf(cast.n, cast.m);
      for (const one of leastOf(cast)) {
        const traitors = entriesOf(spelledOut(cast, one));
        const [whole, economical] = [playTraitors, replay].map((by) => by(group, one.order, traitors));
        expect(economical?.verdict).toEqual(whole?.verdict);
        expect(new Map(economical?.decisions)).toEqual(new Map(whole?.decisions));
        expect(whole?.decisions.size).toBeGreaterThan(0);
        replayed++;
      }
    }
    expect(replayed).toBeGreaterThan(50);
  });

  it("at n = 3m: 1, 6, 24, 100, 335, 1452, 5866 lies, and none that break the default order", () => {
    [1, 6, 24, 100, 335, 1452, 5866].forEach((attack, at) => {
      expect(least(3 * (at + 1), at + 1, at + 1, "loyal", "ic2")).toEqual({ attack });
    });
  });

  it.each([
    [6, 3, 2, { attack: 8, retreat: 12 }],
    [6, 4, 1, { attack: 10 }],
    [7, 3, 2, { attack: 12 }],
    [8, 3, 3, { attack: 18, retreat: 24 }],
    [7, 5, 1, { attack: 23 }],
    [7, 2, 3, { attack: 9, retreat: 12 }],
    [10, 2, 3, {}],
  ])("n = %i, m = %i, %i lying lieutenants: IC2 by %o", (n, m, liars, lies) => {
    expect(least(n, m, liars, "loyal", "ic2")).toEqual(lies);
  });

  it("under a traitor general: n = 7, m = 2, three traitors 5 or 6; n = 10 8 or 9; OM(1) with one accomplice about n/2", () => {
    expect(least(7, 2, 3, "traitor", "ic1")).toEqual({ attack: 5, retreat: 6 });
    expect(least(10, 2, 3, "traitor", "ic1")).toEqual({ attack: 8, retreat: 9 });
    for (let n = 4; n <= 33; n++)
      expect(least(n, 1, 2, "traitor", "ic1")).toEqual({
        attack: Math.floor(n / 2),
        retreat: Math.ceil(n / 2),
      });
  });

  it("survives as many traitors as the formula of core says, for every n to 16 and every m", () => {
    for (let n = 3; n <= 16; n++) {
      for (let m = 0; m <= n - 2; m++) {
        let survived = 0;
        const holds = (traitors: number) =>
          GENERALS.every((general) => leastOf({ n, m, general, traitors }).length === 0);
        while (survived < n - 2 && holds(survived + 1)) survived++;
        expect({ n, m, survived }).toEqual({ n, m, survived: oralSurvives(n, m) });
      }
    }
  });

  it("what check shows has the fewest lies of the fewest traitors, also where n = 12 had no witness", () => {
    for (const [n, m, lies] of [
      [8, 3, 18],
      [7, 5, 23],
      [12, 4, 100],
      [15, 5, 335],
    ] as const) {
      const { counterexample } = check({ nodes: n, m });
      expect(counterexample).toMatchObject({ violated: "ic2", lies, isLeast: true, isMinimal: true });
      const { verdict } = replay(groupOf(n, m), "attack", counterexample?.traitors ?? []);
      expect(verdict.ic2).toBe("violated");
    }
  });
});

/** Every world of the shipped nodes. Silence says nothing that an order could not say, but among proposals. */
function fewestKingLies(group: Group, order: Order, traitors: readonly number[]): Fewest {
  const loyal = group.ids.filter((id) => id !== group.general && !traitors.includes(id));
  const fewest: Fewest = { ic1: Infinity, ic2: Infinity };
  forEveryWorld((choose) => {
    let lies = 0;
    const liar: Lies<KingReport> = {
      lie: (honest, round, to) => {
        if (traitors.includes(to)) return honest;
        const told = choose(stepOf(round) === "proposals" ? [...group.orders, null] : group.orders);
        if (told !== honest.order) lies++;
        return { ...honest, order: told };
      },
    };
    const liars = new Map(traitors.map((id) => [id, liar]));
    const { decisions } = playBy(phaseKing, (of, id, own) => new PhaseKing(of, id, own), group, order, liars);
    const decided = loyal.map((id) => decisions.get(id) as Order);
    note(fewest, decided, traitors.includes(group.general) ? null : order, lies);
  });
  return fewest;
}

describe("the phase king", () => {
  const kings = (n: number, m: number, general: number, traitors: readonly number[], order: 0 | 1) => {
    const stage = { n, m, phases: m + 1, general: general - 1, traitors: traitors.map((id) => id - 1) };
    const way = new KingLeast(stage, order, SHIPPED);
    const judged = stage.traitors.includes(general - 1) ? null : order;
    const decided = (values: number) =>
      Array.from({ length: n }, (_, at) => at)
        .filter((at) => at !== general - 1 && !stage.traitors.includes(at))
        .map((at) => (values >>> at) & 1);
    return {
      ic1: way.least((values) => new Set(decided(values)).size > 1)?.lies ?? Infinity,
      ic2:
        way.least((values) => judged !== null && decided(values).some((one) => one !== judged))?.lies ??
        Infinity,
    };
  };

  it("as brute force over all lies finds it: three nodes, and four with one phase", () => {
    const cases: [n: number, m: number, traitors: number[]][] = [
      [3, 0, [1]],
      [3, 0, [3]],
      [3, 1, [1]],
      [3, 1, [2]],
      [3, 1, [3]],
      [4, 0, [1]],
      [4, 0, [1, 2]],
      [4, 0, [3, 4]],
    ];
    for (const [n, m, traitors] of cases) {
      const ids = Array.from({ length: n }, (_, at) => at + 1);
      for (const general of ids) {
        for (const order of [0, 1] as const) {
          const orders = ["retreat", "attack"];
          const group: Group = { protocol: "king", ids, general, m, orders, defaultOrder: "retreat" };
          const brute = fewestKingLies(group, orders[order] as string, traitors);
          expect({ n, m, traitors, general, order, ...kings(n, m, general, traitors, order) }).toEqual({
            ...{ n, m, traitors, general, order },
            ...brute,
          });
        }
      }
    }
  });

  it("at n = 6: 12 lies if two of three kings are traitors, 14 with one, 16 with none", () => {
    expect(kings(6, 2, 1, [1, 2], 1)).toEqual({ ic1: 12, ic2: Infinity });
    expect(kings(6, 2, 6, [1, 6], 1)).toEqual({ ic1: 14, ic2: Infinity });
    expect(kings(6, 2, 6, [5, 6], 1)).toEqual({ ic1: 16, ic2: Infinity });
  });

  it.each([
    [6, 2, {}, "ic1", 12],
    [7, 2, { traitors: 3 }, "ic2", 4],
    [7, 2, { rounds: 7 }, "ic1", 7],
    [5, 2, {}, "ic1", 13],
    [4, 2, {}, "ic1", 7],
  ] as const)("n = %i, m = %i, %o: %s by %i lies, in sentences", (n, m, more, violated, lies) => {
    const { counterexample } = checkKing({ nodes: n, m, traitors: m, rounds: kingRounds(m), ...more });
    expect(counterexample).toMatchObject({ violated, lies, isLeast: true });
    const spelled = counterexample?.traitors.flatMap((one) => (one.strategy === "script" ? one.lies : []));
    expect(spelled).toHaveLength(lies);
    expect(counterexample?.story.at(-1)).toContain(`${violated.toUpperCase()} is violated`);
  });

  it("more kings than m + 1 do no harm, and one too few breaks IC1 alone", () => {
    const sizes = { nodes: 4, m: 1, traitors: 1 };
    expect(checkKing({ ...sizes, rounds: 10 }).conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(checkKing({ ...sizes, rounds: 4 }).conditions).toEqual({ ic1: "violated", ic2: "holds" });
  });
});
