/** IC1 under a traitor general by a solver, over the formula that the shipped code gives when it is probed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Formula, foldedWith, formulaOf } from "../../src/check/formula.js";
import { groupOf, type Tells, uniformReport } from "../../src/check/lieutenants.js";
import { ic1Question, type Question } from "../../src/check/question.js";
import { slotsOf } from "../../src/check/slots.js";
import { smtlibOf } from "../../src/check/smtlib.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../src/core/group.js";
import { formatPath } from "../../src/core/path.js";
import { wordsOf } from "../../src/core/random.js";
import { decideWorld } from "./sample.js";
import { Z3 } from "./solver.js";
import { toldBy } from "./told.js";

const MINUTES_30_MS = 30 * 60 * 1000;

/** In z3's own dialect, which counts without sums: forty times faster. The assertions: one a gate, and the question itself. */
function dialectOf(question: Question): { text: string; assertions: number } {
  const gates = [...question.formulas.values()].reduce((sum, formula) => sum + formula.gates.length, 0);
  const text = smtlibOf(question)
    .replace("QF_LIA", "QF_FD")
    .replace("(check-sat)", "")
    .replaceAll(/\(>= \(\+ (.*) 0\) (\d+)\)/g, (_, inputs: string, count: string) => {
      const names = inputs
        .replaceAll(/\(ite (\S+) 1 0\)/g, "$1")
        .replaceAll(/\b[01]\b/g, (bit) => String(bit === "1"));
      return `((_ at-least ${count}) ${names})`;
    });
  return { text, assertions: gates + 1 };
}

/** IC1 where each lieutenant's last round is at its best or its worst, which is all there is to it by monotonicity. */
function extremesQuestion(group: Group, traitors: readonly NodeId[]): Question {
  const order = group.defaultOrder;
  const loyal = lieutenantsOf(group).filter((id) => !traitors.includes(id));
  const formulas = new Map(
    loyal.flatMap((id) =>
      group.orders.map((to) => [`${to}${id}`, formulaOf(group, traitors, order, id, { order: to })] as const),
    ),
  );
  const violations = loyal.flatMap((i) =>
    loyal
      .filter((j) => j !== i)
      .map((j) => [
        { formula: `attack${i}`, isSet: true },
        { formula: `retreat${j}`, isSet: false },
      ]),
  );
  const bits = [...formulas.values()][0]?.bits ?? 0;
  return { group, traitors, condition: "ic1", bits, sharedBits: bits, formulas, violations };
}

const isOdd = (path: readonly NodeId[]) => path.slice(1).reduce((sum, id) => sum + id, 0) % 2 === 1;

describe("the formula is what the code does", () => {
  it.each([
    [4, 1, [1]],
    [6, 2, [2, 4]],
    [7, 2, [1, 5]],
    [7, 3, [1, 2, 3]],
    [10, 3, [1, 4, 10]],
  ] as const)(
    "n=%i, m=%i, traitors %j: on random worlds, with free and with fixed last rounds",
    (n, m, traitors) => {
      const group = groupOf(n, m);
      const loyal = lieutenantsOf(group).filter((id) => !(traitors as readonly number[]).includes(id));
      for (const order of group.orders) {
        const shared = slotsOf(group, traitors, loyal, [0, m - 1]).bits;
        const own = slotsOf(group, traitors, loyal.slice(0, 1), [m, m]).bits;
        const free = loyal.map((id, k) => formulaOf(group, traitors, order, id, "free", shared + k * own));
        const fixed = group.orders.map((last) =>
          loyal.map((id) => formulaOf(group, traitors, order, id, { order: last })),
        );
        for (let seed = 1; seed <= 12; seed++) {
          const isSet = (bit: number) => wordsOf(seed, bit)() % 5 < 1 + (seed % 4);
          const told = toldBy(n, m, traitors, isSet);
          const decisions = decideWorld(group, traitors, order, told);
          free.forEach((formula, k) =>
            expect(evaluate(formula, isSet)).toBe(decisions.get(loyal[k] as NodeId) === "attack"),
          );
          fixed.forEach((formulas, side) => {
            const extreme: Tells = (round, from, to) =>
              round < m ? told(round, from, to) : uniformReport(group, m, from, group.orders[side] as Order);
            const reached = decideWorld(group, traitors, order, extreme);
            formulas.forEach((formula, k) =>
              expect(evaluate(formula, isSet)).toBe(reached.get(loyal[k] as NodeId) === "attack"),
            );
          });
        }
      }
    },
  );

  it("n=10, m=3: every gate on all its inputs, all others told the opposite", () => {
    const group = groupOf(10, 3);
    let rows = 0;
    for (let level = 0; level < 3; level++) {
      const children = 9 - level;
      for (let input = 0; input < 2 ** children; input++) {
        const isOne = (rank: number) => ((input >> rank) & 1) === 1;
        const ones = Array.from({ length: children }, (_, rank) => isOne(rank)).filter(Boolean).length;
        const folded = foldedWith(group, level, (path, rank) => isOne(rank) !== isOdd(path));
        const strict = [ones * 2 > children, (children - ones) * 2 > children];
        expect(new Set(folded).size).toBeLessThanOrEqual(2);
        expect(folded.filter(Boolean).length).toBe(countOf(group, level, strict as [boolean, boolean]));
        rows++;
      }
    }
    expect(rows).toBe(2 ** 9 + 2 ** 8 + 2 ** 7);
  });
});

function countOf(group: ReturnType<typeof groupOf>, level: number, [even, odd]: [boolean, boolean]): number {
  const lieutenants = lieutenantsOf(group);
  let paths: NodeId[][] = [[1]];
  for (let hop = 0; hop < level; hop++) {
    paths = paths.flatMap((path) =>
      lieutenants.filter((id) => !path.includes(id)).map((id) => [...path, id]),
    );
  }
  return paths.filter((path) => (isOdd(path) ? odd : even)).length;
}

describe("IC1 under a traitor general, by z3", () => {
  let z3: Z3;
  beforeAll(async () => {
    z3 = await Z3.start();
  });
  afterAll(() => z3.stop());

  it.each([
    [7, 2, [1, 2], "extremes", 10, 10],
    [7, 2, [1, 2], "every bit", 35, 10],
    [10, 3, [1, 2, 3], "extremes", 133, 133],
    [10, 3, [1, 2, 3], "every bit", 917, 133],
    [10, 3, [1, 5, 10], "every bit", 917, 133],
  ] as const)(
    "n=%i, m=%i, traitors %j, last round by %s: no world among 2^%i splits any two",
    async (n, m, traitors, last, bits, shared) => {
      const ask = last === "extremes" ? extremesQuestion : ic1Question;
      const question = ask(groupOf(n, m), traitors);
      expect({ bits: question.bits, shared: question.sharedBits }).toEqual({ bits, shared });
      const { text, assertions } = dialectOf(question);
      const { result } = await z3.solve(text, assertions, MINUTES_30_MS);
      expect(result).toBe("unsat");
    },
  );

  it.each([
    [4, 2, [1, 2]],
    [7, 3, [1, 2, 3]],
    [10, 3, [1, 2, 3, 4]],
  ] as const)(
    "n=%i, m=%i, traitors %j: finds a world that the shipped code confirms",
    async (n, m, traitors) => {
      const group = groupOf(n, m);
      const { text, assertions } = dialectOf(ic1Question(group, traitors));
      const { result, set } = await z3.solve(text, assertions, MINUTES_30_MS);
      expect(result).toBe("sat");
      const decisions = decideWorld(
        group,
        traitors,
        "retreat",
        toldBy(n, m, traitors, (bit) => set.has(bit)),
      );
      expect(new Set(decisions.values()).size).toBe(2);
    },
  );
});

/** What the formula comes to in one world. */
function evaluate({ gates }: Formula, isSet: (bit: number) => boolean): boolean {
  const values = new Map<string, boolean>();
  let value = false;
  for (const { path, atLeast, inputs } of gates) {
    const ones = inputs.filter((input) => {
      if ("gate" in input) return values.get(formatPath(input.gate));
      return "bit" in input ? isSet(input.bit) : input.fixed;
    });
    value = ones.length >= atLeast;
    values.set(formatPath(path), value);
  }
  return value;
}
