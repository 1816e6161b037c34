/** Every row of docs/FACTS.md: its command ends with and prints what stands there, and its figures come out again. */
import { stripVTControlCharacters } from "node:util";
import { afterEach, expect, it, vi } from "vitest";
import { main } from "../../src/cli/program.js";
import * as oral from "./figures/oral.js";
import * as others from "./figures/others.js";
import { type Row, readRows, rowsOf } from "./table.js";

/** By the row's number: its figures, computed. Rows without one have theirs in what the command prints. */
const FIGURES: Readonly<Record<number, () => readonly string[]>> = {
  1: oral.survivedAtSix,
  2: oral.silentAtSeven,
  3: oral.lostReports,
  5: oral.defaultOrder,
  6: oral.wrongTogether,
  7: oral.flippers,
  8: oral.toldToAll,
  9: oral.fewestLies,
  10: oral.shares,
  11: oral.missingRound,
  12: oral.leaves,
  13: oral.generalRelays,
  14: oral.missingIsNoVote,
  15: oral.fallsSilent,
  16: oral.otherDefault,
  17: oral.missedGeneral,
  18: oral.provenLiars,
  19: oral.messages,
  25: others.relaysAtThirteen,
  28: others.majorityOfChains,
  29: others.firstSeen,
  31: others.medians,
  32: others.threeClocks,
  33: others.unrelayed,
  35: others.quorums,
  36: others.smallQuorum,
  37: others.silentMembers,
  41: others.lateFinalize,
  42: others.finalAfter,
};

afterEach(() => void vi.restoreAllMocks());

const rows = readRows();

it("there are rows on every protocol and on the log, numbered as they stand", () => {
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_row, index) => index + 1));
  const text = rows.map(({ args }) => args.join(" ")).join("\n");
  for (const shown of [/--nodes 6 --m 2$/m, /--protocol (king|sm|vector|simplex)/, /--log /])
    expect(text).toMatch(shown);
  expect(rows.length).toBeGreaterThanOrEqual(25);
});

it("no row is without a figure of its own or of its command, and no figure without its row", () => {
  expect(Object.keys(FIGURES).map(Number)).toEqual(
    rows.filter(({ figures }) => figures.length > 0).map(({ number }) => number),
  );
});

it.each(rows)("row $number: $believed", async (row) => {
  expect(await answer(row)).toEqual({ exitCode: row.exitCode, missing: [] });
  expect(FIGURES[row.number]?.() ?? []).toEqual(row.figures);
});

it("a row that says what is not so is seen", async () => {
  const [row] = rowsOf("| 1 | a | b | `strategos plan --nodes 4` → **1**, `9 reports`, `8 reports` |") as [
    Row,
  ];
  expect(await answer(row)).toEqual({ exitCode: 0, missing: ["8 reports"] });
  expect(() => rowsOf("| 1 | a | b | `strategos plan` |")).toThrow("not a row");
});

/** What the row's command ends with, and what of the row it does not print. */
async function answer({ args, prints }: Row): Promise<{ exitCode: number; missing: string[] }> {
  let said = "";
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => Boolean((said += String(text))));
  const exitCode = await main(args);
  const plain = stripVTControlCharacters(said).replace(/\s+/g, " "); // colours, where CI has them
  return { exitCode, missing: prints.filter((text) => !plain.includes(text)) };
}
