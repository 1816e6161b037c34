/**
 * The house is tidy: what a look at a folder should find in it. Each rule is tried on sources that break it.
 *
 * Names of files are kebab-case, so that they are the same on every disk.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PROTOCOLS } from "../../src/protocols/names.js";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const LINES_MAX = 400;

interface Source {
  readonly name: string;
  readonly text: string;
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => /\.(?:tsx?|css|html|json)$/.test(name))
  .map((name) => ({ name, text: readFileSync(`${SRC}/${name}`, "utf8") }));

const isCode = ({ name }: Source) => /\.tsx?$/.test(name);

describe("every source", () => {
  it("is looked at", () => {
    expect(sources.filter(isCode).length).toBeGreaterThan(300);
  });

  it("has a name in kebab-case", () => {
    expect(sources.map(({ name }) => name).filter((name) => !isKebab(name))).toEqual([]);
  });

  it("says first what it is for", () => {
    expect(
      sources.filter((source) => isCode(source) && !hasHead(source.text)).map(({ name }) => name),
    ).toEqual([]);
  });

  it("names in its comments files and folders that are there", () => {
    expect(sources.filter(isCode).flatMap(strayPaths)).toEqual([]);
  });

  it(`has at most ${LINES_MAX} lines`, () => {
    expect(sources.filter(({ text }) => isLong(text)).map(({ name }) => name)).toEqual([]);
  });
});

describe("every protocol", () => {
  it("says at the head of its file where it departs from its paper", () => {
    const files = [...PROTOCOLS, "values"].map((protocol) => `${protocol}/rules`).concat("om/sliced-tree");
    expect(files.filter((file) => !departs(textOf(`protocols/${file}.ts`)))).toEqual([]);
  });
});

describe("the rules would catch", () => {
  it("camel case, capitals and underscores in a name", () => {
    const names = [
      "core/kingLies.ts",
      "core/King.ts",
      "core/king_lies.ts",
      "Core/king.ts",
      "core/king--lies.ts",
    ];
    expect(names.filter(isKebab)).toEqual([]);
    expect(["core/king-lies.ts", "page/ui/app.tsx", "core/ed25519.ts", "x/a.d.ts"].every(isKebab)).toBe(true);
  });

  it("a source that begins with an import, an empty comment, or one for the compiler", () => {
    const heads = ['import "x";', "/** */\n", "/* @jsx h */", "// @ts-nocheck\n", "//\n"];
    expect(heads.filter(hasHead)).toEqual([]);
    expect(
      ["/** What it is. */\nimport", "// What it is.\n", "/**\n * What it is.\n */"].every(hasHead),
    ).toBe(true);
  });

  it("a path in a comment that leads nowhere, and no name of other software", () => {
    const text =
      "/** As rules.ts, src/core/gone.ts and check/gone/ have it, on Node.js. */\n// king/lost.tsx";
    expect(strayPaths({ name: "protocols/om/x.ts", text })).toEqual([
      "protocols/om/x.ts names src/core/gone.ts",
      "protocols/om/x.ts names check/gone/",
      "protocols/om/x.ts names king/lost.tsx",
    ]);
    expect(strayPaths({ name: "sim/x.ts", text: "/** rules.ts */" })).toEqual(["sim/x.ts names rules.ts"]);
  });

  it("a line too many", () => {
    expect([isLong("a\n".repeat(LINES_MAX)), isLong("a\n".repeat(LINES_MAX + 1))]).toEqual([false, true]);
  });

  it("a protocol that says it elsewhere than at its head", () => {
    expect(departs("/** What it is. */\n// Deviations from the paper: none")).toBe(false);
  });
});

function textOf(name: string): string {
  return sources.find((source) => source.name === name)?.text ?? "";
}

function isKebab(name: string): boolean {
  return name.split("/").every((part) => /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/.test(part));
}

/** A sentence in the comment that stands first. */
function hasHead(text: string): boolean {
  return /^(?:\/\*\*[\s*]+|\/\/ )[^\s*@/]/.test(text);
}

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
const PATH = /(?<![\w./@{-])[a-zA-Z][\w-]*(?:\/[\w-]+)*(?:\.(?:tsx?|md)\b|\/(?![\w*{…]))/g;

/** Paths in comments that are neither below the source's own folder, nor below one around it, nor the repository's. */
function strayPaths({ name, text }: Source): string[] {
  const bases = [ROOT, join(ROOT, "test"), SRC, join(SRC, "protocols")];
  for (let folder = dirname(name); folder !== "."; folder = dirname(folder)) bases.push(join(SRC, folder));
  const paths = text.match(COMMENT)?.flatMap((comment) => comment.match(PATH) ?? []) ?? [];
  const isThere = (path: string) => bases.some((base) => existsSync(join(base, path)));
  return paths.filter((path) => !isThere(path)).map((path) => `${name} names ${path}`);
}

function isLong(text: string): boolean {
  return text.split("\n").length - 1 > LINES_MAX;
}

function departs(text: string): boolean {
  return /^\/\*\*(?:(?!\*\/)[\s\S])*Deviations from the papers?[:,]/.test(text);
}
