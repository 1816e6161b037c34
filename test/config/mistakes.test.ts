import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { ConfigError } from "../../src/config/problem.js";
import type { Mistake } from "./mistakes.js";
import {
  FLAG_MISTAKES,
  MANY_MISTAKES,
  NODE_MISTAKES,
  SYNTAX_MISTAKES,
  TRAITOR_MISTAKES,
  VALUE_MISTAKES,
} from "./mistakes.js";

const TABLES: readonly [title: string, mistakes: readonly Mistake[]][] = [
  ["syntax", SYNTAX_MISTAKES],
  ["values", VALUE_MISTAKES],
  ["nodes", NODE_MISTAKES],
  ["traitors", TRAITOR_MISTAKES],
  ["flags", FLAG_MISTAKES],
  ["many", [MANY_MISTAKES]],
];

test.each(TABLES)("mistakes of %s read as in the snapshot", async (title, mistakes) => {
  const shown = mistakes.map((mistake) => `## ${mistake.name}\n\n${errorOf(mistake).message}\n`);
  await expect(shown.join("\n")).toMatchFileSnapshot(`mistakes/${title}.txt`);
});

const ALL = TABLES.flatMap(([title, mistakes]) => mistakes.map((mistake) => ({ title, ...mistake })));

test.each(ALL)("$title: $name is reported once, with a fix and nothing raw", (mistake) => {
  const { problems, message } = errorOf(mistake);
  expect(problems).toHaveLength(mistake.problems ?? 1);
  for (const { cause, fix, excerpt } of problems) {
    expect(cause).not.toMatch(/undefined|\[object|NaN/);
    expect(fix).toMatch(/\w/);
    expect(excerpt[1]).toMatch(/^ *\^+$/);
    expect(excerpt[0].length).toBeLessThan(200);
  }
  expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test("problems stand in the order of the file, flags last", () => {
  const places = errorOf(MANY_MISTAKES).problems.map(({ file, line }) => [file, line]);
  expect(places.map(([, line]) => line)).toEqual(
    [1, 2, 3, 5, 6, 6, 7, 8, 10, 1].slice(0, places.length - 1).concat(1),
  );
  expect(places.at(-1)).toEqual(["command line", 1]);
});

test("after 20 problems the rest is counted", () => {
  const text = `version: 1\nnodes:\n${"  - 5\n".repeat(33)}`;
  const error = errorOf({ name: "", text });
  expect(error.problems).toHaveLength(20);
  expect(error.omitted).toBe(13);
  expect(error.message).toMatch(/… and 13 more$/);
});

function errorOf({ text, flags }: Mistake): ConfigError {
  try {
    parseConfig(text, flags ? { flags } : {});
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the mistake was not noticed");
}
