/** Reports told by a pattern: rows come back as they went, and mean what docs/WIRE.md says, path by path. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { pathsOf } from "../../src/core/path.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { CODE, makePlainly, partsOf, runsAt } from "../../src/protocols/om/pattern.js";
import { codesOf, foundPattern } from "../../src/protocols/om/pattern-found.js";
import { emptyRows, type Rows } from "../../src/protocols/om/report.js";
import { simdCodes, simdMake } from "../../src/protocols/om/simd-pattern.js";
import { drawnBody, tells, wordsFrom } from "../oracle/patterned.js";
import { groupOf } from "../sim/worlds.js";
import { reportTold } from "./told.js";

it.each([
  [9, 5, 1],
  [9, 6, 1],
  [10, 7, 7],
  [22, 5, 29],
])("n=%i, level %i: a body means, path by path, what the page says", (n, level, every) => {
  const runs = runsAt(n, level);
  const body = drawnBody(runs, n + level);
  const [plain, simd] = [emptyRows(n, level), emptyRows(n, level)];
  makePlainly(partsOf(body, runs), runs, plain);
  expect(simdMake(partsOf(body, runs), runs, simd)).toBe(true);
  expect(simd).toEqual(plain);
  let [wrong, wrongAsPlanted] = [0, 0];
  pathsOf(groupOf(n, level), level, n).forEach((path, index) => {
    if (index % every !== 0) return;
    const isMade = ((plain[Math.floor(index / runs.rowBits)] as number) >>> (index % runs.rowBits)) & 1;
    if (tells(body, runs, path, index) !== (isMade === 1)) wrong++;
    if (tells(body, runs, path, index, 4) !== (isMade === 1)) wrongAsPlanted++;
  });
  expect(wrong).toBe(0);
  expect(wrongAsPlanted).toBeGreaterThan(0);
});

it("any rows come back as they went, and both ways of comparing them with a pattern find the same", () => {
  const sizes = fc.constantFrom([9, 5], [12, 5], [12, 6], [11, 7], [22, 5], [14, 6]);
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(3), ([n = 0, level = 0], seed, kind) => {
      const runs = runsAt(n, level);
      const rows = emptyRows(n, level);
      makePlainly(partsOf(drawnBody(runs, seed), runs), runs, rows);
      const word = wordsFrom(seed);
      // spoilt a little, a lot, or wholly
      if (kind > 0)
        rows.forEach(
          (row, at) =>
            word() % ([0, 64, 8, 1][kind] as number) === 0 &&
            (rows[at] = row ^ (1 << (word() % runs.rowBits))),
        );
      const body = foundPattern(rows, runs, Infinity);
      if (body === null) return;
      const parts = partsOf(body, runs);
      const [plain, simd] = [emptyRows(n, level), emptyRows(n, level)];
      makePlainly(parts, runs, plain);
      expect(simdMake(parts, runs, simd)).toBe(true);
      expect(plain).toEqual(rows);
      expect(simd).toEqual(rows);
      expect(codesOf(rows, runs, parts.pattern)).toEqual(parts.codes);
      // runs that are shorter than a vector are compared plainly
      expect(simdCodes(parts.pattern, runs, rows) ?? parts.codes).toEqual(parts.codes);
    }),
    { numRuns: 40 },
  );
});

/** How many runs of node 12's report go with its pattern. */
function shareWithPattern(round: number, traitors: readonly TraitorEntry[]): number {
  const rows = reportTold(groupOf(13, 6), round, 12, traitors).planes[0] as Rows;
  const runs = runsAt(13, round);
  const body = foundPattern(rows, runs, Infinity);
  if (body === null) return 0;
  const made = emptyRows(13, round);
  makePlainly(partsOf(body, runs), runs, made);
  expect(made).toEqual(rows);
  return partsOf(body, runs).codes.filter((code) => code !== CODE.full).length / runs.count;
}

const four = (strategy: "flip" | "split" | "collude" | "silent" | "late") =>
  [2, 5, 6, 9].map((id): TraitorEntry => ({ id, strategy }));

it("what traitors tell that lie in a fixed way goes with a pattern, to the last run", () => {
  const mixed: TraitorEntry[] = [
    { id: 1, strategy: "split" },
    { id: 3, strategy: "collude" },
    { id: 4, strategy: "always", order: "retreat" },
    { id: 7, strategy: "flip" },
    { id: 12, strategy: "crash", round: 6 },
  ];
  for (const traitors of [[], four("flip"), four("split"), four("collude"), four("silent"), mixed])
    for (const round of [5, 6]) expect(shareWithPattern(round, traitors)).toBe(1);
  expect(shareWithPattern(6, four("late"))).toBeGreaterThan(0.97);
});

it("of runs along a node that draws its lies hardly one goes with it, and all others do", () => {
  const share = shareWithPattern(6, [
    { id: 5, strategy: "random" },
    { id: 7, strategy: "split" },
  ]);
  // 10·9·8 of 11·10·9 runs have node 5 nowhere behind h₂
  expect(share).toBeGreaterThanOrEqual(720 / 990);
  expect(share).toBeLessThan(720 / 990 + 0.02);
  expect(shareWithPattern(6, [{ id: 12, strategy: "random" }])).toBe(0);
});

it.each([
  [22, 7],
  [13, 7],
  [22, 5],
])("n=%i, level %i: drawn rows have none, which is seen before they are all compared", (n, level) => {
  const runs = runsAt(n, level);
  const rows = emptyRows(n, level);
  const word = wordsFrom(level);
  for (let at = 0; at < rows.length; at++) rows[at] = word() >>> (32 - runs.rowBits);
  expect(foundPattern(rows, runs, Infinity) === null).toBe(true);
});
