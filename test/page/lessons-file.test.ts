/** A teacher's lessons are read as they are written, and every mistake is named at its spot. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readLessons } from "../../src/cli/lessons-file.js";
import { ConfigError } from "../../src/config/problem.js";

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "strategos-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "lessons.yaml");
  writeFileSync(file, text);
  return file;
}

function causesOf(text: string): string[] {
  try {
    readLessons(fileOf(text));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ line, cause }) => `${line}: ${cause}`);
    throw error;
  }
  return [];
}

const page = (look: string, more = "") =>
  `- title: One\n  pages:\n    - text: Text\n      look: "${look}"\n${more}`;
const ask = (lines: string) =>
  page("#/tree?n=4&traitors=3:flip", `      ask:\n${lines.replaceAll(/^/gm, "        ")}\n`);

it("the example is a lesson of two pages, the first of which asks", () => {
  const [lesson, ...more] = readLessons("examples/lessons/silent-traitor.yaml");
  expect(more).toEqual([]);
  expect([lesson?.title, lesson?.minutes, lesson?.pages.length]).toEqual(["A silent traitor", 3, 2]);
  expect(lesson?.pages[0]?.text).toHaveLength(2);
  expect(lesson?.pages[0]?.look).toBe("tree?n=4&traitors=3:silent&node=2&step=1");
  expect(lesson?.pages[0]?.ask?.answers).toEqual(["attack", "retreat"]);
});

it("an address may stand there whole, as it was copied", () => {
  const [lesson] = readLessons(fileOf(page("http://127.0.0.1:8080/#/rounds?n=4&traitors=3:flip&mode=all")));
  expect(lesson?.pages[0]?.look).toBe("rounds?n=4&traitors=3:flip&mode=all");
});

it.each([
  "#/log?step=2",
  "#/worlds",
  "#/tree?n=4&traitors=3:flip&step=2&path=1.3",
  "#/compare?n=4&traitors=3:flip&node=2&other=4&path=1",
  "#/rounds?n=4&traitors=3:flip&node=1&mode=all",
  "#/nodes?protocol=sm&n=4&traitors=3:flip&node=1",
  // as it is typed, and as it is copied
  "#/tree?n=4&orders=zurück,vor an&default=zurück&order=vor an&traitors=3:always=vor an",
  "#/tree?n=4&orders=zur%25C3%25BCck,vor%2520an&default=zur%C3%BCck&order=vor%20an&traitors=3:always=vor%2520an",
])("%s is a picture", (look) => expect(causesOf(page(look))).toEqual([]));

it.each([
  ["", "1: lessons are a list of 1 to 50; this is null"],
  ["- 3\n".repeat(51), "1: lessons are a list of 1 to 50; this is 51 of them"],
  [`- title: ${"x".repeat(2001)}\n  pages: []`, "1: title is a text, not longer than 2000 characters"],
  ["- 3", "1: a lesson is a mapping with title, pages; this is 3"],
  ["- title: One", "1: a lesson has no pages"],
  ["- titel: One\n  title: One\n  pages: []", '1: a lesson has no "titel"'],
  [
    page("#/nowhere?n=4"),
    '4: "nowhere?n=4" is no address of a picture: such begin with tree, nodes, rounds, compare, worlds, log',
  ],
  [page("#/tree?n=99&traitors=none"), '4: n cannot be "99" here: the page would take "33"'],
  [page("#/tree?n=4&orders=zurück,vor&order=zurueck"), '4: order cannot be "zurueck" here: the page'],
  [page("#/tree?nodes=4"), '4: an address has no "nodes"'],
  [page("#/tree?order=atack"), '4: order cannot be "atack" here: the page would take "attack"'],
  [page("#/tree?n=4&traitors=3:flip&node=9"), "4: its nodes are 1 to 4"],
  [page("#/tree?n=4&traitors=3:flip&node=1"), "4: its general keeps no tree"],
  [page("#/compare?n=4&traitors=3:flip&other=1"), "4: its general keeps no tree"],
  [page("#/tree?n=4&traitors=3:flip&path=1.9"), "4: 1.9 is no path of its trees"],
  [page("#/compare?n=4&traitors=3:flip&path=1.2.3"), "4: 1.2.3 is no path of its trees"],
  [page("#/tree?n=4&traitors=3:flip&step=3"), "4: its steps are 0 to 2"],
  [page("#/tree?n=22&traitors=3:flip"), "4: its run is too large to be played node by node"],
  [ask("question: Q\nanswers: [a, b]\nright: c\nbecause: B"), '8: "c" is none of the answers'],
  [
    ask("question: Q\nanswers: [a, a]\nright: a\nbecause: B"),
    "7: it takes two answers or more, and no two that are the same",
  ],
  [ask("question: Q\nanswers: [a, b]\nright: a"), "6: ask has no because"],
  [
    page("#/tree?n=4&traitors=3:flip", "  minutes: soon\n"),
    '5: minutes is "soon"; it is a whole number from 1 to 99',
  ],
  ["- title: [", "1: "],
])("%j is refused at its spot", (text, cause) => {
  expect(causesOf(text)).toContainEqual(expect.stringContaining(cause));
});
