/** How a run is judged (recording/verdict.ts): of whom IC1 and IC2 ask what, and when nobody can say. */
import { expect, it } from "vitest";
import { groupOf } from "../../src/check/lieutenants.js";
import type { NodeId, Order } from "../../src/core/group.js";
import { type Judgement, judge } from "../../src/recording/verdict.js";

interface Faulty {
  readonly traitors?: readonly NodeId[];
  readonly observed?: readonly NodeId[];
}

/** Of nodes 2 and on, A for attack, R for retreat, - for none; node 1 orders an attack. */
function judged(decided: string, { traitors = [], observed = [] }: Faulty = {}, m = 1) {
  const orders: Readonly<Record<string, Order>> = { A: "attack", R: "retreat" };
  const decisions = new Map(decided.split("").map((one, at) => [at + 2, orders[one] ?? null] as const));
  const group = groupOf(decided.length + 1, m);
  const { ic1, ic2, guaranteed } = judge({ group, order: "attack", traitors, observed, decisions });
  return [ic1, ic2, guaranteed];
}

it.each<[string, string, Faulty, Judgement, Judgement]>([
  ["all obey", "AAA", {}, "holds", "holds"],
  ["all decide alike, and not what was ordered", "RRR", {}, "holds", "violated"],
  ["one disobeys", "ARA", {}, "violated", "violated"],
  ["the one that disobeys is a traitor", "ARA", { traitors: [3] }, "holds", "holds"],
  ["the one that disobeys was observed", "ARA", { observed: [3] }, "holds", "holds"],
  ["a traitor general has them decide alike", "RRR", { traitors: [1] }, "holds", "vacuous"],
  ["a traitor general splits them", "ARA", { traitors: [1] }, "violated", "vacuous"],
  ["a general that was observed splits them", "ARA", { observed: [1] }, "violated", "vacuous"],
  ["a loyal one has not decided", "A-A", {}, "unknown", "unknown"],
  ["a loyal one has not decided under a traitor general", "A-A", { traitors: [1] }, "unknown", "vacuous"],
  ["a traitor has not decided", "A-A", { traitors: [3] }, "holds", "holds"],
  ["one that was observed has not decided", "A-A", { observed: [3] }, "holds", "holds"],
  ["none is loyal", "RRR", { traitors: [2, 3, 4] }, "vacuous", "holds"],
])("where %s: %s", (_what, decided, faulty, ic1, ic2) => {
  const faults = (faulty.traitors?.length ?? 0) + (faulty.observed?.length ?? 0);
  expect(judged(decided, faulty)).toEqual([ic1, ic2, faults <= 1]);
});

it("one that was observed and has not decided could have been loyal, where more than m are at fault", () => {
  expect(judged("A-AA", { observed: [3], traitors: [2] })).toEqual(["unknown", "unknown", false]);
  expect(judged("ARAA", { observed: [3], traitors: [2] })).toEqual(["holds", "holds", false]);
  expect(judged("A-AA", { observed: [5], traitors: [3] })).toEqual(["holds", "holds", false]);
});

it("nothing is guaranteed among 3m nodes", () => {
  expect([judged("AA"), judged("AAAAA", {}, 2)].map((one) => one[2])).toEqual([false, false]);
  expect(judged("AAAAAA", { traitors: [2, 3] }, 2)).toEqual(["holds", "holds", true]);
});

it("what the general himself decided is asked by neither condition", () => {
  const group = groupOf(4, 1);
  const decisions = new Map<NodeId, Order | null>([2, 3, 4].map((id) => [id, "attack"]));
  for (const own of ["retreat", null]) {
    decisions.set(1, own);
    const verdict = judge({ group, order: "attack", traitors: [], observed: [], decisions });
    expect(verdict).toMatchObject({ ic1: "holds", ic2: "holds" });
  }
});
