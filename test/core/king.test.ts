/** The phase king against its naive twin, and IC1 and IC2 for every strategy. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeEntry } from "../../src/adversary/collude.js";
import { deviationOf } from "../../src/adversary/deviation.js";
import type { Group } from "../../src/core/group.js";
import { playInStep } from "../../src/core/in-step.js";
import { expected } from "../../src/core/standing.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import {
  type KingReport,
  PhaseKing,
  phaseKing,
  proposalOf,
  stepOf,
  valueAfter,
} from "../../src/protocols/king/rules.js";
import { simulate } from "../../src/sim/network.js";
import { naiveKings, type TellWord } from "../oracle/king.js";

const ORDERS = ["retreat", "attack", "wait", "siege"];

const groups = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 10 }).chain((ids) =>
  fc.record({
    protocol: fc.constant("king" as const),
    ids: fc.constant(ids.toSorted((a, b) => a - b)),
    general: fc.constantFrom(...ids),
    m: fc.integer({ min: 0, max: Math.floor((ids.length - 1) / 3) }),
    orders: fc.integer({ min: 2, max: 4 }).map((count) => ORDERS.slice(0, count)),
    defaultOrder: fc.constantFrom("retreat", "attack"),
  }),
);

/** Drives the shipped protocol in lockstep; every word that leaves a node passes through `tell`. */
function runKings(group: Group, order: string, tell: TellWord): Map<number, string> {
  const nodes = new Map(group.ids.map((id) => [id, new PhaseKing(group, id, order)]));
  playInStep(phaseKing, group, nodes, ({ from, order: honest }, round, to) => {
    const word = tell(round, from, to, honest);
    return word === undefined ? null : { round, from, order: word };
  });
  return new Map([...nodes].map(([id, node]) => [id, node.decide()]));
}

function hashOf(...numbers: number[]): number {
  return numbers.reduce((hash, one) => Math.imul(hash ^ one, 0x9e3779b1) ^ (hash >>> 15), 7) >>> 4;
}

/** Words of traitors drawn from everything they could say: each order, no proposal, no message. */
function liar(group: Group, traitors: readonly number[], seed: number): TellWord {
  const words = [...group.orders, null, undefined];
  return (round, from, to, honest) =>
    traitors.includes(from) ? words[hashOf(seed, round, from, to) % words.length] : honest;
}

const cases = fc.tuple(groups, fc.nat(), fc.nat(1_000_000), fc.array(fc.nat(), { maxLength: 4 }));

function setUp([group, orderAt, seed, liars]: [Group, number, number, number[]]) {
  const order = group.orders[orderAt % group.orders.length] as string;
  const traitors = [...new Set(liars.map((one) => group.ids[one % group.ids.length] as number))];
  return { group, order, seed, traitors };
}

describe("the phase king", () => {
  it("decides as its naive twin does, whatever traitors say", () => {
    const decided = fc.property(cases, (one) => {
      const { group, order, seed, traitors } = setUp(one);
      const tell = liar(group, traitors.slice(0, group.m), seed);
      expect(runKings(group, order, tell)).toEqual(naiveKings(group, order, tell));
    });
    fc.assert(decided, { numRuns: 3000 });
  });

  it("keeps IC1 and IC2 with at most m traitors, whatever they say", () => {
    const kept = fc.property(cases, (one) => {
      const { group, order, seed, traitors } = setUp(one);
      const liars = traitors.slice(0, group.m);
      const decided = runKings(group, order, liar(group, liars, seed));
      const loyal = group.ids.filter((id) => id !== group.general && !liars.includes(id));
      const decisions = new Set(loyal.map((id) => decided.get(id)));
      expect(decisions.size).toBe(1);
      expect([...decisions]).toEqual([
        liars.includes(group.general) ? decided.get(loyal[0] as number) : order,
      ]);
    });
    fc.assert(kept, { numRuns: 3000 });
  });

  const strategies = ["flip", "split", "always", "random", "silent", "crash", "late", "collude", "script"];

  it.each(strategies)("keeps IC1 and IC2 in simulated runs against %s", (strategy) => {
    const kept = fc.property(cases, (one) => {
      const { group, order, seed, traitors } = setUp(one);
      const entries = traitors.slice(0, group.m).map((id) => entryOf(group, id, strategy, seed));
      const { result } = simulate({
        ...{ group, order, seed, traitors: entries },
        roundTimeoutMs: 40,
        startTimeoutMs: 300,
      });
      expect(result.conditions.ic1).toBe("holds");
      expect(result.conditions.ic2).toBe(
        traitors.slice(0, group.m).includes(group.general) ? "vacuous" : "holds",
      );
      expect(result.observed).toEqual([]);
    });
    fc.assert(kept, { numRuns: 60 });
  });

  it("decides each rule at exactly its count", () => {
    expect(proposalOf({ n: 7, m: 2 }, [2, 5])).toBe(1);
    expect(proposalOf({ n: 7, m: 2 }, [3, 4])).toBe(-1);
    expect(valueAfter({ n: 7, m: 2 }, 0, [0, 3])).toEqual({ value: 1, isSure: false });
    expect(valueAfter({ n: 7, m: 2 }, 0, [0, 2])).toEqual({ value: 0, isSure: false });
    expect(valueAfter({ n: 7, m: 2 }, 0, [0, 5])).toEqual({ value: 1, isSure: true });
    expect(valueAfter({ n: 7, m: 2 }, 0, [0, 4])).toEqual({ value: 1, isSure: false });
  });

  it("takes the first of several orders that are told as often, and is sure of what it takes alone, beyond n > 3m too", () => {
    expect(proposalOf({ n: 4, m: 2 }, [2, 2])).toBe(0);
    expect(valueAfter({ n: 5, m: 1 }, 0, [0, 2, 2])).toEqual({ value: 1, isSure: false });
    expect(valueAfter({ n: 4, m: 2 }, 0, [0, 2])).toEqual({ value: 0, isSure: false });
  });

  it("has 1 + 3(m+1) rounds; kings follow each other by id, and only the king speaks in his round", () => {
    const group: Group = {
      ...{ protocol: "king", ids: [2, 5, 6, 9], general: 5, m: 1 },
      ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
    };
    const senders = Array.from({ length: 7 }, (_, round) => phaseKing.senders(group, round));
    expect(senders).toEqual([[5], group.ids, group.ids, [2], group.ids, group.ids, [5]]);
    expect(phaseKing.lastRound(group)).toBe(6);
    expect(stepOf(6)).toBe("king");
    expect(Array.from({ length: 7 }, (_, round) => expected(phaseKing, group, round, 9))).toEqual([
      [5],
      [2, 5, 6],
      [2, 5, 6],
      [2],
      [2, 5, 6],
      [2, 5, 6],
      [5],
    ]);
  });

  it("lies are made of proposals too: flip proposes where the honest node does not", () => {
    const group: Group = {
      ...{ protocol: "king", ids: [1, 2, 3, 4], general: 1, m: 1 },
      ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
    };
    const honest: KingReport = { round: 2, from: 3, order: null };
    const told = (entry: TraitorEntry, to: number) =>
      deviationOf<KingReport>(group, completeEntry(group, [entry], 3) as TraitorEntry, 1).lie(honest, 2, to)
        ?.order;
    expect(told({ id: 3, strategy: "flip" }, 2)).toBe("attack");
    expect([1, 2].map((to) => told({ id: 3, strategy: "split" }, to))).toEqual([null, "attack"]);
    expect(told({ id: 3, strategy: "always", order: "retreat" }, 2)).toBe("retreat");
    const drawnIn = (round: number) =>
      new Set(
        Array.from({ length: 200 }, (_, seed) => {
          const random = deviationOf<KingReport>(group, { id: 3, strategy: "random" }, seed);
          return random.lie({ ...honest, round }, round, 2)?.order;
        }),
      );
    expect([drawnIn(1), drawnIn(2)]).toEqual([new Set(group.orders), new Set([...group.orders, null])]);
    const lies = [{ round: 2, to: 2, path: [3], order: "attack" }];
    expect([1, 2].map((to) => told({ id: 3, strategy: "script", lies }, to))).toEqual([null, "attack"]);
  });
});

function entryOf(group: Group, id: number, strategy: string, seed: number): TraitorEntry {
  const rounds = Array.from({ length: phaseKing.lastRound(group) + 1 }, (_, round) => round).filter((round) =>
    phaseKing.senders(group, round).includes(id),
  );
  if (strategy === "always") return { id, strategy, order: group.orders[hashOf(seed, id) % 2] as string };
  if (strategy === "crash")
    return { id, strategy, round: rounds[hashOf(seed, id) % rounds.length] as number };
  if (strategy === "script") {
    const lies = rounds.flatMap((round) =>
      phaseKing
        .receivers(group, round)
        .filter((to) => to !== id && hashOf(seed, round, to) % 2 === 0)
        .map((to) => ({
          ...{ round, to, path: [id] },
          order: [...group.orders, null][hashOf(seed, to, round) % (group.orders.length + 1)] as
            | string
            | null,
        })),
    );
    return { id, strategy, lies };
  }
  return { id, strategy: strategy as "flip" };
}
