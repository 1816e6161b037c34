/** What the documentation shows is what the program prints: the commands that take a moment. `npm run documented` runs all. */
import { describe, expect, it, onTestFinished } from "vitest";
import { Desk, missingIn, readPage, shownIn } from "./documented.js";
import { PAGES } from "./pages.js";

/** Those that start no processes and prove nothing large. */
const QUICK = /^(?:npx )?strategos (?:sim|explain|judge|plan|quiz|validate|init)\b|^(?:cat|echo|sed|grep)\b/;
/** `run` records what `sim` does, but for times. */
const RECORDS = /^npx strategos run\b(.*) --record (\S+)/;

it.each(PAGES)("%s", async (page) => {
  const desk = new Desk();
  onTestFinished(() => desk.clear());
  const stale: string[] = [];
  for (const { line, command, prints, ...around } of shownIn(readPage(page))) {
    const recorded = RECORDS.exec(command);
    if (recorded) await desk.print(`strategos sim${recorded[1]} --record ${recorded[2]}`);
    if (recorded || command.split("\n").some((one) => !QUICK.test(one))) continue;
    const missing = missingIn(prints, await desk.print(command, around));
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

  it("what runs in other terminals, and the text that a command reads", async () => {
    const [first, second] = shownIn(
      "```sh\necho one > one\ncat one\n```\n```text\na\nb\n```\n```\n$ cat one\none\n$ wc -l mine\n```\n",
    );
    expect(first).toMatchObject({ beside: ["echo one > one"], file: "a\nb" });
    expect(second).toMatchObject({ beside: [], file: null });
    const desk = new Desk();
    onTestFinished(() => desk.clear());
    expect(await desk.print("cat mine", { beside: [], file: "a\nb" })).toBe("a\nb");
    const beside = ["mkfifo pipe; echo one > pipe"];
    const other = desk.print("until cat pipe 2> /dev/null; do :; done", { beside, file: null });
    expect(await other).toBe("one\n");
  });

  it("a command that does not end, whose processes are ended with it", async () => {
    const desk = new Desk(1000);
    onTestFinished(() => desk.clear());
    expect(await desk.print("(sleep 5; echo it goes on) & wait")).toBe("\nit did not end");
  });

  it("a line that is no longer printed, or at another place, and no time that was measured", () => {
    const prints = shown[0]?.prints ?? [];
    expect(missingIn(prints, "first\nmore\nlast in 3.5 ms\n")).toEqual([]);
    expect(missingIn(prints, "First\nlast in 3.5 ms\n")).toEqual(["first"]);
    expect(missingIn(prints, "last in 3 ms\nfirst\n")).toEqual(["last in 12 ms"]);
  });
});
