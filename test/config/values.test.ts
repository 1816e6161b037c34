/**
 * Values of any kind at the doors of a configuration: what is written is what is agreed on, or a mistake at its spot.
 * The fault: `1e400`, `.inf` and `.nan` became null, and 12345678901234567890 another number, without a word.
 * Siblings looked for: numbers in other notations than JSON's; keys that are numbers, twice, or no texts; what stands deep
 * inside, behind an alias, in a flag, in a default, in a node's value, in what a traitor is told to say; nesting; size,
 * also of what aliases repeat.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Config } from "../../src/config/config.js";
import type { ConfigFlags } from "../../src/config/flags.js";
import { initText } from "../../src/config/init.js";
import { parseConfig } from "../../src/config/parse.js";
import { ConfigError } from "../../src/config/problem.js";
import { checkText, textOf } from "../../src/core/value.js";

const NODES = `nodes:\n${[1, 2, 3, 4].map((id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}" }`).join("\n")}`;
const ofFile = (lines: string) => parseConfig(`version: 1\norders: any\n${lines}\n${NODES}\n`);
const ofFlags = (flags: ConfigFlags) =>
  parseConfig(undefined, { flags: { nodes: "4", traitors: "none", orders: "any", ...flags } });
const orderText = ({ order, contents }: Config) => contents?.[order];

/** Where and what the one mistake is, if it comes with a fix. */
function mistake(read: () => Config): string {
  try {
    read();
    return "none";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [{ line, column, cause, fix, file }, ...more] = error.problems as [ConfigError["problems"][number]];
    if (more.length > 0 || fix === "") return "more than one, or no fix";
    return file === "command line" ? cause : `${line}:${column} ${cause}`;
  }
}

describe("a file", () => {
  it.each([
    ["order: 7", "7"],
    ["order: -0", "0"],
    ["order: 1.50e2", "150"],
    ["order: 0.1", "0.1"],
    ["order: 9007199254740991", "9007199254740991"],
    ["order: 12ab", '"12ab"'],
    ["order: !!str 12", '"12"'],
    ["order: !!map { a: !!int 1, b: !!seq [!!null ~] }", '{"a":1,"b":[null]}'],
    ['order: "0x1F"', '"0x1F"'],
    ["order: { b: 1, 10: 2, 9: 3.0 }", '{"9":3,"10":2,"b":1}'],
    ["order: { 12345678901234567890: 1, 0x10: 2 }", '{"12345678901234567890":1,"0x10":2}'],
    ["order: { __proto__: { constructor: null } }", '{"__proto__":{"constructor":null}}'],
    ["order: [&a { x: ~ }, *a]", '[{"x":null},{"x":null}]'],
    [`order: ${"[".repeat(32)}${"]".repeat(32)}`, `${"[".repeat(32)}${"]".repeat(32)}`],
  ])("%s is %s", (line, text) => expect(orderText(ofFile(line))).toBe(text));

  it.each([
    ["order: .inf", '3:8 ".inf" is no number that JSON can write'],
    ["order: [1, -.INF]", '3:12 "-.INF" is no number that JSON can write'],
    ["order: { a: .nan }", '3:13 ".nan" is no number that JSON can write'],
    ["order: 1e400", '3:8 "1e400" is no number that JSON can write'],
    ["order: 1e-400", '3:8 "1e-400" would become 0: a number holds no more digits'],
    ["order: 0.12345678901234567890", '3:8 "0.12345678901234567890" would become 0.12345678901234568'],
    ["order: 12345678901234567890", '3:8 "12345678901234567890" would become 12345678901234567000'],
    ["order: 9007199254740992", "3:8 the value is 9007199254740992, and numbers go from"],
    ["order: 1e300", "3:8 the value is 1e+300, and numbers go from"],
    ["order: 0x1F", '3:8 a number in a value is written as in JSON, and "0x1F" is not'],
    ["order: 0o17", '3:8 a number in a value is written as in JSON, and "0o17" is not'],
    ["order: 007", '3:8 a number in a value is written as in JSON, and "007" is not'],
    ["order: +5", '3:8 a number in a value is written as in JSON, and "+5" is not'],
    ["order: .5", '3:8 a number in a value is written as in JSON, and ".5" is not'],
    ["order: !!binary aGk=", "3:17 !!binary is nothing that JSON has"],
    ["order: [!!set { a, b }]", "3:15 !!set is nothing that JSON has"],
    ["order: { a: !!omap [b: 1] }", "3:20 !!omap is nothing that JSON has"],
    ["order: !!timestamp 2026-11-27", "3:20 !!timestamp is nothing that JSON has"],
    ["order: { a: 1, a: 2 }", '3:16 the key "a" stands here for the second time'],
    ["order: { [a]: 1 }", "3:10 a key is neither a list, a mapping nor an alias"],
    ['order: { a: "\\ud800" }', "3:8 the value holds a text that is not well-formed Unicode at .a"],
    [`order: ${"[".repeat(33)}${"]".repeat(33)}`, "3:8 the value is nested more than 32 levels deep"],
    [`order: ${"[".repeat(5000)}${"]".repeat(5000)}`, "3:45 values are nested too deeply here"],
    [
      `order: [&a "${"x".repeat(60_000)}"${", *a".repeat(9000)}]`,
      "3:8 the value is more than 65536 bytes long as JSON",
    ],
    ["default: [.inf]", '3:11 ".inf" is no number that JSON can write'],
    ["traitors: [{ id: 2, strategy: always, order: .inf }]", '3:46 ".inf" is no number'],
    ["traitors: [{ id: 2, strategy: collude, tell: { 1: 007 } }]", "3:51 a number in a value is written as"],
    [
      "traitors: [{ id: 2, strategy: script, lies: [{ round: 1, to: 3, path: [1, 2], order: [0x1] }] }]",
      "3:87 a number in a value is written as in JSON",
    ],
  ])("%j is refused", (line, said) => expect(mistake(() => ofFile(line))).toContain(said));

  it("a node's own value is as it is written, with orders: any and without", () => {
    const valued = (orders: string, value: string) =>
      parseConfig(
        `version: 1\nprotocol: vector\n${orders}${NODES.replace('7104"', `7104", value: ${value}`)}\n`,
      );
    expect(valued("", "1.5").nodes[3]?.value).toBe("1.5");
    for (const orders of ["", "orders: any\n"])
      for (const value of ["0x1F", "12345678901234567890", ".inf", "1e400"])
        expect(mistake(() => valued(orders, value))).toMatch(
          /is not$|would become|is no number that JSON can write$/,
        );
  });
});

describe("a flag", () => {
  it.each([
    ["7", "7"],
    ['{"b":1,"10":2,"9":3.0}', '{"9":3,"10":2,"b":1}'],
    [' { "a" :\n\t[ 1 , "\\u00e9\\/" ] } ', '{"a":[1,"é/"]}'],
    ["attack", '"attack"'],
    ["NaN", '"NaN"'],
    ['{"a":', '"{\\"a\\":"'],
    ["", '""'],
  ])("%j is %s", (order, text) => expect(orderText(ofFlags({ order }))).toBe(text));

  it.each([
    ["1e400", '"1e400" is no number that JSON can write'],
    ['{"a":[12345678901234567890]}', '"12345678901234567890" would become 12345678901234567000'],
    ["1e-400", '"1e-400" would become 0'],
    ['{"a":1,"a":2}', 'the key "a" stands here for the second time'],
    ['"\\ud800"', "the value is a text that is not well-formed Unicode"],
    ["\ud800", "the value is a text that is not well-formed Unicode"],
    ["[".repeat(33) + "]".repeat(33), "the value is nested more than 32 levels deep"],
    ["[".repeat(5000) + "]".repeat(5000), "values are nested too deeply here"],
    [JSON.stringify("x".repeat(70_000)), "the value is more than 65536 bytes long as JSON"],
  ])("%j is refused", (order, said) => {
    expect(mistake(() => ofFlags({ order }))).toContain(said);
    expect(mistake(() => ofFlags({ order: "1", default: order }))).toContain(said);
  });

  it("--traitors and --value read values alike", () => {
    expect(mistake(() => ofFlags({ traitors: "2:always=1e400" }))).toBe(
      '"1e400" is no number that JSON can write',
    );
    expect(mistake(() => ofFlags({ protocol: "vector", value: "1=1e400" }))).toBe(
      '"1e400" is no number that JSON can write',
    );
  });

  it("with any JSON that is a value has its text, and init writes what reads as the same", () => {
    const json = fc.jsonValue({ stringUnit: "binary" }).filter((value) => typeof textOf(value) === "string");
    fc.assert(
      fc.property(json, fc.constantFrom(0, 1, "\t"), (value, indent) => {
        const text = textOf(value) as string;
        const config = ofFlags({ order: JSON.stringify(value, null, indent) });
        expect(orderText(config)).toBe(text);
        expect(checkText(text)).toBe(text);
        expect(orderText(parseConfig(initText(config)))).toBe(text);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
