/**
 * The course slides' clocks, and Pease, Shostak and Lamport 1980: two loyal clocks at 100 and 110 and a faulty one that
 * says 105 to one and 90 to the other; each takes the middle time.
 */
import { describe, expect, it } from "vitest";
import type { Combine, Group } from "../../src/core/group.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { simulate } from "../../src/sim/network.js";

const faulty: TraitorEntry = { id: 3, strategy: "collude", tell: { 1: "105", 2: "90" } };
const TIMES: Readonly<Record<number, string>> = { 1: "100", 2: "110", 3: "98", 4: "106" };

function resultOf(n: number, m: number, traitors: readonly TraitorEntry[], combine?: Combine) {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const group: Group = {
    ...{ protocol: "vector", ids, general: 1, m, orders: ["none", "0"], defaultOrder: "none" },
    ...(combine && { combine }),
  };
  const values = Object.fromEntries(ids.map((id) => [id, TIMES[id] as string]));
  const times = { seed: 1, roundTimeoutMs: 100, startTimeoutMs: 100 };
  return simulate({ group, order: "none", values, traitors, ...times }).result;
}

const decided = (result: ReturnType<typeof resultOf>) =>
  result.decisions.flatMap(({ loyal, order }) => (loyal ? [order] : []));

describe("slides: clocks that only tell each other their times", () => {
  it("n = 3, m = 0: one takes 105 for the middle, the other 100", () => {
    const result = resultOf(3, 0, [faulty], "median");
    expect(decided(result)).toEqual(["105", "100"]);
    expect(result).toMatchObject({
      rounds: 1,
      guaranteed: false,
      conditions: { ic1: "violated", ic2: "holds" },
    });
  });

  it("n = 4, m = 0: a third loyal clock alone does not help", () => {
    const result = resultOf(4, 0, [faulty], "median");
    expect(decided(result)).toEqual(["105", "100", "100"]);
    expect(result.conditions.ic1).toBe("violated");
  });
});

describe("PSL 1980, §2: with interactive consistency", () => {
  it("n = 4, m = 1: all loyal clocks hold the same times, their own among them, and the same middle one", () => {
    const result = resultOf(4, 1, [faulty], "median");
    expect(decided(result)).toEqual(["106", "106", "106"]);
    expect(result).toMatchObject({ guaranteed: true, conditions: { ic1: "holds", ic2: "holds" } });
    for (const { vector } of result.decisions.filter(({ loyal }) => loyal))
      expect(vector).toEqual({ 1: "100", 2: "110", 3: "none", 4: "106" });
  });

  it("without combining, the decision is the vector itself", () => {
    const text = '{"1":"100","2":"110","3":"none","4":"106"}';
    expect(decided(resultOf(4, 1, [faulty]))).toEqual([text, text, text]);
  });

  it("n = 3, m = 1: no algorithm can; here a loyal clock's own time is lost (theorem: n ≥ 3m + 1)", () => {
    const result = resultOf(3, 1, [faulty], "median");
    expect(result).toMatchObject({ guaranteed: false, conditions: { ic2: "violated" } });
  });

  it("sends n(n−1) reports a round, with 1 and then (n−1)(n−2)…(n−r) relays each", () => {
    expect(resultOf(4, 1, []).traffic).toMatchObject({ reports: 24, relays: [12, 12 * 3] });
  });
});
