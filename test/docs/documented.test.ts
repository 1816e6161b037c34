/** What the documentation shows is what the program prints: the commands that take a moment. `npm run documented` runs all. */
import { describe, expect, it, onTestFinished } from "vitest";
import { Desk, missingIn, readPage, shownIn } from "./documented.js";
import { PAGES } from "./pages.js";

/** Those that start no processes, prove nothing large, and read no file that the reader was to write. */
const QUICK = /^(?:npx )?strategos (?:sim|explain|plan|quiz|validate|init)\b|^(?:cat|echo|sed|grep)\b/;
/** `run` records what `sim` does, but for times. */
const RECORDS = /^npx strategos run\b(.*) --record (\S+)/;

it.each(PAGES)("%s", async (page) => {
  const desk = new Desk();
  onTestFinished(() => desk.clear());
  const stale: string[] = [];
  for (const { line, command, prints } of shownIn(readPage(page))) {
    const recorded = RECORDS.exec(command);
    if (recorded) await desk.print(`strategos sim${recorded[1]} --record ${recorded[2]}`);
    if (recorded || command.split("\n").some((one) => !QUICK.test(one))) continue;
    const missing = missingIn(prints, await desk.print(command));
    stale.push(...missing.map((text) => `${page}:${line}: ${text}`));
  }
  expect(stale).toEqual([]);
});

describe("it would find", () => {
  const shown = shownIn(
    "Text\n```console\n$ a > b\n$ c\nfirst\n\nlast in 12 ms\n```\n```sh\n$ no\n```\n```\n$ d\n```\n",
  );

  it("the commands, each with what it prints", () => {
    expect(shown.map(({ line, command }) => [line, command])).toEqual([
      [3, "a > b\nc"],
      [13, "d"],
    ]);
    expect(shown[0]?.prints).toEqual(["first", "", "last in 12 ms"]);
  });

  it("a line that is no longer printed, or at another place, and no time that was measured", () => {
    const prints = shown[0]?.prints ?? [];
    expect(missingIn(prints, "first\nmore\nlast in 3.5 ms\n")).toEqual([]);
    expect(missingIn(prints, "First\nlast in 3.5 ms\n")).toEqual(["first"]);
    expect(missingIn(prints, "last in 3 ms\nfirst\n")).toEqual(["last in 12 ms"]);
  });
});
