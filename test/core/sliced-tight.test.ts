/** What comes in another form is folded as what comes in rows, slice after slice in the same memory. */
import { expect, it } from "vitest";
import { type Group, lieutenantsOf } from "../../src/core/group.js";
import { isSame } from "../../src/core/same.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { partsOf, runsAt } from "../../src/protocols/om/pattern.js";
import { emptyReport, emptyRows, type OralReport, type Rows } from "../../src/protocols/om/report.js";
import { SlicedTree } from "../../src/protocols/om/sliced-tree.js";
import { sliceAt, sliceCount } from "../../src/protocols/om/slices.js";
import { AsItCame } from "../../src/protocols/om/wire/as-it-came.js";
import { makeTold } from "../../src/protocols/om/wire/patterned.js";
import { fill, tighten } from "../../src/protocols/om/wire/tight.js";
import { drawnBody } from "../oracle/patterned.js";
import { groupOf } from "../sim/worlds.js";

/** The least whose slices have rows of 17 bits: 18 of them. */
const GROUP: Group = { ...groupOf(22, 5), inParts: true };
const ROW_BITS = 17;

function tightOf({ round, from, planes }: OralReport): OralReport {
  const rows = planes[0] as Uint32Array;
  const body = tighten(rows, ROW_BITS);
  const empty = () => new Uint32Array(rows.length);
  const fromTight = (made: Rows) => fill(body, ROW_BITS, made as Uint32Array);
  return new AsItCame(round, from, { tight: body }, empty, fromTight);
}

/** Node 22's tree, told at random, and nothing by some in some slices. */
function foldedWith(form: (report: OralReport) => OralReport) {
  const tree = new SlicedTree(GROUP);
  for (let round = 0; round < GROUP.m + sliceCount(GROUP); round++) {
    if (round > 0) tree.relay(22, round);
    const senders = round === 0 ? [1] : lieutenantsOf(sliceAt(GROUP, round)?.group ?? GROUP);
    for (const from of senders) {
      if (round >= GROUP.m && (round + from) % 7 === 0) continue;
      const report = randomOrders(GROUP, emptyReport(GROUP, round, from), 22, 1);
      tree.store(round < GROUP.m ? report : form(report));
    }
  }
  return tree.fold();
}

it("a slice that comes in tight form is folded as it is in rows, and leaves nothing for those who tell nothing", () => {
  expect(foldedWith(tightOf)).toEqual(foldedWith((report) => report));
});

it("a tight report makes its rows in fresh memory for whoever else asks, once", () => {
  const report = randomOrders(GROUP, emptyReport(GROUP, GROUP.m, 5), 22, 1);
  const tight = tightOf(report);
  expect(tight.planes).toEqual(report.planes);
  expect(tight.planes[0]).toBe(tight.planes[0]);
});

const LATE = { ...groupOf(12, 7), inParts: true as const };

/** Node 12's tree with slices of level 5, each told as a drawn pattern and its runs say: in rows, or by that pattern. */
function foldedByPatterns(isByPattern: (round: number, from: number) => boolean) {
  const tree = new SlicedTree(LATE);
  const runs = runsAt(10, 5);
  for (let round = 0; round < LATE.m + sliceCount(LATE); round++) {
    if (round > 0) tree.relay(12, round);
    const slice = sliceAt(LATE, round);
    for (const from of round === 0 ? [1] : lieutenantsOf(slice?.group ?? LATE)) {
      const told = partsOf(drawnBody(runs, 100 * round + from), runs);
      const filled = (rows: Rows) => makeTold(told, runs, rows);
      const came = new AsItCame(round, from, { told }, () => emptyRows(10, 5), filled);
      if (slice === null) tree.store(randomOrders(LATE, emptyReport(LATE, round, from), 12, 1));
      else if ((round + from) % 7 !== 0)
        tree.store(isByPattern(round, from) ? came : { round, from, planes: came.planes });
    }
  }
  return tree.fold();
}

it("slices that patterns tell, all or some of them, are folded as they are in rows", () => {
  const inRows = foldedByPatterns(() => false);
  expect(
    isSame(
      foldedByPatterns(() => true),
      inRows,
    ),
  ).toBe(true);
  const some = foldedByPatterns((round, from) => (round + from) % 3 === 0);
  expect(isSame(some, inRows)).toBe(true);
});
