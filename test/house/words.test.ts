/**
 * The documentation says things in one way: what a traitor decides is not judged, and a path is written `1.3.2`. The sources that it
 * names are there.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const pages = ["docs", "examples"]
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .concat("README.md")
  .filter((name) => name.endsWith(".md"));

/** A row of a verdict in which a traitor has a decision. */
const DECIDING = /^│ *\d+ *│.*│ *traitor \([^│]*│(?!.*not judged).*$/gm;
/** `{0,132}`, `1->3->2` and `1,3,2` for a path. */
const ODD_PATHS = /\{[^{}\s,]+, ?[1-9]\d{1,}\}|\bpath `?\d+(?:(?:,|->|:|-)\d+)+/g;

function oddIn(page: string, text: string): string[] {
  return [...text.matchAll(DECIDING), ...text.matchAll(ODD_PATHS)].map(([found]) => `${page}: ${found}`);
}

it("no page says it otherwise", () => {
  expect(pages.length).toBeGreaterThan(30);
  expect(pages.flatMap((page) => oddIn(page, readFileSync(join(ROOT, page), "utf8")))).toEqual([]);
});

it("a page that does is found", () => {
  const rows =
    "│ 1    │ general    │ traitor (flip) │ attack │\n│ 2    │ lieutenant │ traitor (flip) │ not judged │\n";
  expect(oddIn("x", `${rows}Node 2 says {0,132} on path 1,3,2 and {a,1.3}.`)).toEqual([
    "x: │ 1    │ general    │ traitor (flip) │ attack │",
    "x: {0,132}",
    "x: path 1,3,2",
  ]);
});

const sources = ["src", "test", "bench", "scripts", "site", "kernel"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map(
    (name) => `/${folder}/${name.replaceAll("\\", "/")}`,
  ),
);

/** Named with its folder, or alone. */
function strangersIn(page: string, text: string): string[] {
  return [...text.matchAll(/`([\w./-]+\.tsx?)`/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !sources.some((source) => source.endsWith(`/${name}`)))
    .map((name) => `${page}: ${name}`);
}

it("every source that a page names is there", () => {
  expect(pages.flatMap((page) => strangersIn(page, readFileSync(join(ROOT, page), "utf8")))).toEqual([]);
  expect(strangersIn("x", "`core/rounds.ts`, `no/rounds.ts`")).toEqual(["x: no/rounds.ts"]);
});

/** "`Group.m` in `core/group.ts`": the first name is declared there, and the last one stands there. */
function strayNamesIn(page: string, text: string): string[] {
  return [...text.matchAll(/`([A-Za-z.]+)` in `([\w./-]+\.tsx?)`/g)]
    .filter(([, name = "", file = ""]) => {
      const source = sources.find((one) => one.endsWith(`/${file}`));
      if (!source) return false;
      const [code, parts] = [readFileSync(join(ROOT, source), "utf8"), name.split(".")];
      const isDeclared = new RegExp(`\\b(?:class|interface|type|function|const) ${parts[0]}\\b`).test(code);
      return !isDeclared || !new RegExp(`\\b${parts.at(-1)}\\b`).test(code);
    })
    .map(([found]) => `${page}: ${found}`);
}

it("every name that a page finds in a source is declared there", () => {
  expect(pages.flatMap((page) => strayNamesIn(page, readFileSync(join(ROOT, page), "utf8")))).toEqual([]);
  const two = "`Group.m` in `core/group.ts`, `Group.k` in `core/group.ts`, `Relay` in `core/protocol.ts`";
  expect(strayNamesIn("x", two)).toEqual([
    "x: `Group.k` in `core/group.ts`",
    "x: `Relay` in `core/protocol.ts`",
  ]);
});
