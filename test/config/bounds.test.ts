/**
 * The work of reading a file is bounded, whatever is in it: 1 MiB of unknown keys took 8 s to be refused.
 *
 * Looked for with it: lists and mappings of every kind that are too long, duplicate keys, anchors, aliases, lines of syntax
 * errors, unclosed comments, orders of great length that others are compared with. Measured in processor time, which
 * does not depend on what else the machine does.
 */
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { ConfigError } from "../../src/config/problem.js";
import { nearest } from "../../src/config/suggest.js";

const BYTES = 1_000_000;
/** Half a second on the machine that this was written on. */
const CPU_MS_MAX = 4_000;

const NODES = `version: 1\nnodes:\n${[1, 2, 3, 4].map((id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}" }`).join("\n")}\n`;
const LIES = `${NODES}traitors:\n  - id: 2\n    strategy: script\n    lies:\n`;

function filled(head: string, piece: (index: number) => string, tail = "", bytes = BYTES): string {
  const parts = [head];
  for (let index = 0, length = 0; length < bytes; index++) {
    const next = piece(index);
    parts.push(next);
    length += next.length;
  }
  return parts.join("") + tail;
}

const LONG = "x".repeat(200_000);

describe("within bounds", () => {
  it.each([
    ["unknown keys", filled("version: 1\n", (index) => `k${index}: 1\n`)],
    [
      "unknown keys, as many as are looked at",
      filled("version: 1\n", (index) => `k${index}: 1\n`, "", 250_000),
    ],
    [
      "unknown keys of a node",
      filled(`version: 1\nnodes: [{ id: 1, `, (index) => `k${index}: 1, `, "}]", 250_000),
    ],
    ["nodes that are none", filled("version: 1\nnodes:\n", () => "  - 5\n", "", 290_000)],
    ["empty nodes", filled("version: 1\nnodes: [", () => "{},", "]", 95_000)],
    ["traitors", filled(`${NODES}traitors:\n`, () => "  - { id: 2, strategy: flip, x: 1 }\n", "", 240_000)],
    ["lies", filled(LIES, () => "      - { round: 9, to: 99, path: [7], order: no }\n", "", 180_000)],
    [
      "members under another key",
      filled("peers: [", (index) => `{ host: h, port: ${index} },`, "]", 240_000),
    ],
    ["a mapping of members", filled("", (index) => `n${index}: { host: h, port: ${index} }\n`, "", 240_000)],
    ["equal keys", filled(NODES, () => "m: 1\n")],
    ["orders", filled(`${NODES}orders: [`, (index) => `o${index},`, "]", 350_000)],
    ["anchors", filled("version: 1\n", (index) => `k${index}: &a${index} 1\n`, "", 350_000)],
    ["aliases", filled("a: &a [1,1,1,1,1,1,1,1]\nx: [", () => "*a,", "]", 140_000)],
    ["wrong escapes", filled("", () => '"a\\q": 1\n', "", 300_000)],
    ["comments", filled("version: 1\n", () => "#\n")],
    ["comments of JSON", filled("{", () => " /*")],
    ["texts that never end", filled("{", () => '"\\')],
    ["texts that never end, a line each", filled("{", () => '\n"\\')],
    ["a text of escapes", `{ ${filled('"', () => "\\a")}" }`],
    ["apostrophes", filled("{", () => "' ")],
    ["lines of NAME=VALUE", filled("", (index) => `N${index}=h:${index}\n`, "", 99_000)],
    ["spaces before a comment that is none", `a=x${" ".repeat(90_000)}y\nb=1`],
    ["a list of TOML that never ends", filled("a = [\n", () => "1,\n", "", 90_000)],
    ["a very long key", `version: 1\n${"k".repeat(BYTES)}: 1\n`],
    [
      "very long orders",
      `${LIES}${"      - { round: 1, to: 3, path: [1, 2], order: no }\n".repeat(2000)}orders: [${LONG}, ${LONG}a, ${LONG}b]\n`,
    ],
  ])("%s", (_name, text) => {
    const before = process.cpuUsage();
    expect(() => parseConfig(text)).toThrow(ConfigError);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(CPU_MS_MAX);
  });
});

it("a key that is longer than a line may be indented is not taken for nesting", () => {
  expect(() => parseConfig(`${NODES}${"k".repeat(300)}: 1\n`)).toThrow(/is not a key of a configuration/);
});

it("a script of 3,000 lies is read", () => {
  const seven = `version: 1\nm: 2\nnodes:\n${[1, 2, 3, 4, 5, 6, 7].map((id) => `  - { id: ${id}, address: "tcp://h:${id}" }`).join("\n")}\n`;
  const lies = "      - { round: 1, to: 3, path: [1, 2], order: attack }\n".repeat(3000);
  const text = `${seven}traitors:\n  - id: 2\n    strategy: script\n    lies:\n${lies}`;
  expect(() => parseConfig(text)).toThrow(/2999 more|stands here|twice/);
});

it("only the start of a long word is compared, and still finds what was meant", () => {
  expect(nearest("genral", ["general", LONG])).toBe("general");
  expect(nearest(`${LONG}a`, ["general"])).toBeUndefined();
});
