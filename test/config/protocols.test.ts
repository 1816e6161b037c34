/** What configurations of sm, king and vector are refused for, and what nodes of a vector need not share. */
import { expect, it } from "vitest";
import { configHash } from "../../src/config/hash.js";
import { initText } from "../../src/config/init.js";
import { parseConfig } from "../../src/config/parse.js";

const flags = (more: object) => ({ flags: { nodes: "4", traitors: "none", ...more } });

it.each(["sm", "king", "vector"])("%s: packed is refused with a fix, auto is not", (protocol) => {
  expect(() => parseConfig(undefined, flags({ protocol, wire: "packed" }))).toThrow(
    new RegExp(`reports cannot be packed with protocol ${protocol}[^]*fix: leave (?:--)?wire out`),
  );
  expect(parseConfig(undefined, flags({ protocol, wire: "auto" })).wire).toBe("auto");
});

it("a node's value is not in the config hash, and how values are combined is", () => {
  const [first, ...rest] = parseConfig(undefined, flags({ protocol: "vector" })).nodes;
  const config = parseConfig(undefined, flags({ protocol: "vector" }));
  const valued = { ...config, nodes: [{ ...first!, value: "100" }, ...rest] };
  expect(configHash(valued)).toBe(configHash(config));
  expect(configHash({ ...valued, combine: "median" })).not.toBe(configHash(config));
});

it.each([
  ["sm", /needs a signingKey too/],
  ["king", /wire: auto +# json or auto, which are the same with king/],
  ["vector", /# of no account: every node gives a value[^]*a value of its own here/],
])("init of %s says what it needs", (protocol, sentence) => {
  expect(initText(parseConfig(undefined, flags({ protocol })))).toMatch(sentence);
});
