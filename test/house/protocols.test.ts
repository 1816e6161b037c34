/**
 * A protocol is known by its record: outside its own folder nothing is compared with its name, and only the tables of the
 * rooms have a word for each. What differs between protocols has a name of its own there, so that a further one has only to
 * say which it is.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { namesIn, TABLES, tableText } from "../../scripts/tables.js";
import { PROTOCOLS } from "../../src/protocols/names.js";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

const NAME = `["'\`](?:${PROTOCOLS.join("|")})["'\`]`;
const KEY = `[{,]\\s*["']?(?:${PROTOCOLS.join("|")})["']?\\s*:`;

/** Ways to go by a protocol's name. */
const BY_NAME = [
  ["a comparison", new RegExp(`[!=]==?\\s*${NAME}|${NAME}\\s*[!=]==?`)],
  ["a case", new RegExp(`\\bcase\\s+${NAME}`)],
  [
    "a list that is searched",
    new RegExp(`\\[[^\\]]*${NAME}[^\\]]*\\][^;\\n]*\\.(?:includes|indexOf|some|find)\\(`),
  ],
  ["a set", new RegExp(`new (?:Set|Map)\\b[^;]*?[[,]\\s*${NAME}`)],
  ["a key that is looked for", new RegExp(`${NAME}\\s+in\\s`)],
  ["a table", new RegExp(`${KEY}[^;]{0,200}?${KEY}|Record<ProtocolName\\b`)],
] as const;

interface Source {
  readonly name: string;
  readonly text: string;
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(`${SRC}/${name}`, "utf8") }));

function textOf(file: string): string {
  return sources.find(({ name }) => name === file)?.text ?? "";
}

/** Lines broken as the formatter does it, or not. */
function plain(text: string): string {
  return text.replace(/,?\s+/g, " ");
}

/** What goes by a name in a source, its comments aside; a protocol may know its own. */
function byNameIn({ name, text }: Source): string[] {
  const own = /^protocols\/([a-z]+)\b/.exec(name)?.[1];
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(?<=^|\s)\/\/.*$/gm, "");
  const foreign = own === undefined ? code : code.replace(new RegExp(`["'\`]${own}["'\`]`, "g"), '""');
  return BY_NAME.filter(([, pattern]) => pattern.test(foreign)).map(([what]) => `${name}: ${what}`);
}

describe("a protocol's name", () => {
  it("is compared with nothing outside its folder, and stands in the rooms' tables alone", () => {
    expect(sources.length).toBeGreaterThan(300);
    const others = sources.filter(({ name }) => !TABLES.some(({ file }) => file === name));
    expect(others.flatMap(byNameIn)).toEqual([]);
  });

  it("stands in one list, from which the tables are written", () => {
    expect(namesIn(textOf("protocols/names.ts"))).toEqual(PROTOCOLS);
    for (const table of TABLES)
      expect(plain(textOf(table.file)), "run `npm run protocols`").toBe(plain(tableText(table, PROTOCOLS)));
  });

  it("that is new comes into every table, each time from its own folder", () => {
    const texts = TABLES.map((table) => tableText(table, [...PROTOCOLS, "flooding"]));
    for (const text of texts)
      expect(text.match(/ as flooding } from "\S*\/flooding\/|\bflooding }/g)).toHaveLength(2);
    expect(texts.map(plain)).not.toContain(plain(textOf("wire/protocols.ts")));
  });

  it.each([
    'if (group.protocol === "king") return 3;',
    'if ("om" !== protocol) return null;',
    "const isSigned = protocol == 'sm';",
    'switch (protocol) {\n  case "vector":\n    return 1;\n}',
    'const hasTrees = ["om", "vector"].includes(protocol);',
    'const found = (["om", "sm"] as const).some((one) => one === protocol);',
    'const SIGNED: ReadonlySet<string> = new Set(["sm"]);',
    'const isThere = "king" in held;',
    "const PILLS = { om: 128, sm: 164 };",
    'const PILLS = {\n  om: 128,\n  "sm": 164,\n};',
    "const WORDS: Record<ProtocolName, string> = words;",
  ])("would be found in %j", (text) => {
    expect(byNameIn({ name: "page/model/setup.ts", text })).toHaveLength(1);
  });

  it("may be known in its own folder, and said anywhere", () => {
    const own = { name: "protocols/king/rules.ts", text: 'if (step === "king") return 1;' };
    const foreign = { ...own, name: "protocols/vector/rules.ts" };
    const said = { name: "sim/draw.ts", text: 'return { protocol: "om", ids }; // case "om" === "om"' };
    expect([own, foreign, said].map((one) => byNameIn(one).length)).toEqual([0, 1, 0]);
  });
});
