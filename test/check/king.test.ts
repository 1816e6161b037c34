/** Every world of the phase king at n = 4 and n = 7, what breaks at n = 3m, and rules with a bug, which must break. */
import { describe, expect, it } from "vitest";
import { checkKing, kingRounds } from "../../src/protocols/king/check/check.js";
import { bitsOf, type Rules, SHIPPED, valuesAfterPhase } from "../../src/protocols/king/check/phase.js";
import { proposalOf, valueAfter } from "../../src/protocols/king/rules.js";

const check = (nodes: number, m: number, more: { traitors?: number; rounds?: number } = {}, rules?: Rules) =>
  checkKing({ nodes, m, traitors: m, rounds: kingRounds(m), ...more }, rules);
const HOLDS = { ic1: "holds", ic2: "holds" };

describe("check of the phase king", () => {
  it("proves n = 4, m = 1 for every world", () => {
    const { conditions, worlds, counterexample, cases } = check(4, 1);
    expect(conditions).toEqual(HOLDS);
    expect(counterexample).toBeNull();
    expect(cases.map(({ general, traitors }) => `${general} ${traitors}`)).toEqual([
      "loyal 0",
      "traitor 1",
      "loyal 1",
    ]);
    expect(worlds).toMatchInlineSnapshot(`
      {
        "covered": "982102976",
        "evaluated": "992",
      }
    `);
  });

  it("proves n = 7, m = 2 for every world", () => {
    const { conditions, worlds } = check(7, 2);
    expect(conditions).toEqual(HOLDS);
    expect(worlds).toMatchInlineSnapshot(`
      {
        "covered": "3786133405812357332398618581147067289",
        "evaluated": "129108",
      }
    `);
  });

  it.each([
    [3, 1],
    [6, 2],
  ])("breaks at n = %i, m = %i, by scripted lies that the simulator replays", (n, m) => {
    const { conditions, counterexample } = check(n, m);
    expect(conditions.ic1).toBe("violated");
    expect(counterexample?.violated).toBe("ic1");
    expect(counterexample?.traitors.length).toBeLessThanOrEqual(m);
  });

  it.each([
    [4, { m: 1 }, true],
    [4, { m: 1, rounds: 4 }, false],
    [4, { m: 1, traitors: 0, rounds: 4 }, true],
    [4, { m: 0, traitors: 1, rounds: 7 }, false],
    [3, { m: 1 }, false],
  ] as const)(
    "n = %i, %o: guaranteed with n > 3m, at most m traitors and a king beyond them, %s",
    (nodes, sizes, is) => {
      const { m, ...more } = sizes;
      expect(check(nodes, m, more).guaranteed).toBe(is);
    },
  );

  it("what it finds is played by shipped nodes, with fewer kings than theirs and with more", () => {
    let [found, ofMore] = [0, 0];
    for (const n of [3, 4])
      for (let m = 0; m <= n - 2; m++)
        for (let traitors = 1; traitors <= n - 2; traitors++)
          for (let kings = 0; kings <= n; kings++) {
            const { guaranteed, counterexample } = check(n, m, { traitors, rounds: 3 * kings + 1 });
            if (!counterexample) continue;
            expect({ n, m, traitors, kings, guaranteed }).toMatchObject({ guaranteed: false });
            found++;
            if (kings > m + 1) ofMore++;
          }
    expect([found, ofMore]).toEqual([35, 13]);
  });

  it("a phase has the ends that brute force finds, message by message", () => {
    for (const king of [0, 1, 2, -1]) {
      for (let before = 0; before < 8; before++) {
        const found = valuesAfterPhase({ n: 4, m: 1, loyal: 3, king }, before, { evaluated: 0 });
        expect(found).toEqual(bruteForce(before, king));
      }
    }
  });

  const PLANTED: [string, Rules][] = [
    [
      "a proposal by a bare majority",
      { ...SHIPPED, proposalOf: ({ n }, told) => told.findIndex((count) => 2 * count > n) },
    ],
    [
      "the first order that m propose is taken",
      {
        ...SHIPPED,
        valueAfter: (quorum, value, told) => {
          const first = told.findIndex((count) => count >= quorum.m);
          const taken = first < 0 ? value : first;
          return { value: taken, isSure: (told[taken] as number) >= quorum.n - quorum.m };
        },
      },
    ],
    [
      "the king's word always taken",
      { ...SHIPPED, valueAfter: (...told) => ({ ...valueAfter(...told), isSure: false }) },
    ],
  ];

  it.each(PLANTED)("planted: %s is caught", (_name, rules) => {
    // the simulator keeps the shipped rules, so that a violation of the planted ones alone is thrown there
    expect(() => check(7, 2, {}, rules)).toThrow(/a violation of ic/);
  });
});

/** All 27 ways to answer three nodes, in each of three rounds. */
function bruteForce(before: number, king: number): Set<number> {
  const answers = Array.from({ length: 27 }, (_, word) => [
    word % 3,
    Math.floor(word / 3) % 3,
    Math.floor(word / 9),
  ]);
  const count = (list: readonly number[]) =>
    [0, 1].map((order) => list.filter((one) => one === order).length);
  const own = bitsOf(before, 3);
  const ends = new Set<number>();
  for (const exchange of answers) {
    const proposals = own.map((_, at) =>
      proposalOf({ n: 4, m: 1 }, count([...own, exchange[at] === 1 ? 1 : 0])),
    );
    for (const words of answers) {
      const taken = own.map((value, at) =>
        valueAfter({ n: 4, m: 1 }, value, count([...proposals, words[at] as number])),
      );
      for (const kings of king < 0 ? answers : [[0, 0, 0]]) {
        const word = (at: number) => (king < 0 ? (kings[at] === 1 ? 1 : 0) : taken[king]!.value);
        ends.add(
          taken.reduce((bits, { value, isSure }, at) => bits | ((isSure ? value : word(at)) << at), 0),
        );
      }
    }
  }
  return ends;
}
