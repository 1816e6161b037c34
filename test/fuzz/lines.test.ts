/**
 * The short form of `npm run soak:lines`: changed command lines end with a code of the contract, a sentence and no raw
 * character, and a command that is printed to be pasted is not refused for its form again.
 */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { commandText } from "../../src/cli/shell.js";
import { changedLine, Lines, rightLine, wrongIn } from "./lines.js";
import { diceOf } from "./mutate.js";
import { wordsOf } from "./shell-words.js";

// where CI is set, colours are written to pipes, too; they are escape characters, which are looked for here
vi.hoisted(() => {
  process.env["NO_COLOR"] = "1";
});

const LINES = 3000;

describe("changed command lines", () => {
  let lines: Lines;
  beforeAll(async () => {
    lines = new Lines();
    await lines.fill();
  });
  afterAll(() => lines.end());

  it(`${LINES} of them`, async () => {
    const dice = diceOf(1);
    const codes = new Map<number, number>();
    for (let count = 0; count < LINES; count++) {
      const line = changedLine(dice);
      const answer = await lines.answer(line);
      expect([line, await wrongIn(line, answer)]).toEqual([line, null]);
      codes.set(answer.code, (codes.get(answer.code) ?? 0) + 1);
    }
    for (const code of [0, 64, 78]) expect(codes.get(code)).toBeGreaterThan(LINES / 50);
  });

  it("what is right is taken", async () => {
    const dice = diceOf(1);
    for (let count = 0; count < 100; count++) {
      const line = rightLine(dice);
      const { code, stderr } = await lines.answer(line);
      const isMended = stderr.includes("fix: strategos");
      // files that are not there: evidence, faults and keys
      expect({ line, isMended, isRead: [0, 64, 78].includes(code) }).toEqual({
        line,
        isMended: false,
        isRead: true,
      });
    }
  });

  it.each([
    ["a code that is none of ours", { code: 70, stdout: "", stderr: "strategos: x\n" }],
    ["a stack trace", { code: 64, stdout: "", stderr: "strategos: x\n    at y (z.js:1:1)\n" }],
    ["an escape character", { code: 64, stdout: "", stderr: "strategos: \u001b[31m\n" }],
    ["a refusal that leaves one alone", { code: 69, stdout: "", stderr: "strategos: no.\n" }],
    ["silence", { code: 64, stdout: "", stderr: "" }],
    [
      "a command that is wrong itself",
      { code: 64, stdout: "", stderr: "strategos: x\n  fix: strategos run -n 7\n" },
    ],
  ])("the check sees %s", async (_, answer) => {
    expect(await wrongIn(["run"], answer)).not.toBeNull();
  });
});

it("a shell reads a printed command back as the words that it is made of", () => {
  const words = [
    "plain",
    "a b",
    "it's",
    "",
    "$HOME",
    "`x`",
    "\\",
    '"',
    "a\nb",
    "\u001b[31m'\\",
    "*",
    "~",
    "é",
    "#",
    "!",
  ];
  const text = commandText(...words);
  expect(text).not.toMatch(/\p{Cc}/u);
  const script = text.replace(/^.*?strategos/, "printf '%s\\0'");
  const read = execFileSync("bash", ["-c", script], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  expect(read.split("\0").slice(0, -1)).toEqual(words);
  expect(wordsOf(text).slice(-words.length)).toEqual(words);
});
