/** The page's reader of configurations against the program's: of JSON they make the same, and say the same of its mistakes. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { initText } from "../../src/config/init.js";
import { parseJson } from "../../src/config/json.js";
import { toValue } from "../../src/config/located.js";
import { parseConfig } from "../../src/config/parse.js";
import { ConfigError } from "../../src/config/problem.js";
import { readYaml } from "../../src/config/yaml.js";
import { config } from "./arbitrary.js";
import { NODE_MISTAKES, TRAITOR_MISTAKES, VALUE_MISTAKES } from "./mistakes.js";

const FILE = "mine.json";

/** The configuration, or what is said of it. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

function jsonOf(yaml: string, space?: number): string {
  const source = { kind: "file", name: FILE, text: yaml } as const;
  const { top } = readYaml(source);
  return JSON.stringify(top && toValue(top), null, space);
}

it("reads every configuration as the program does", () => {
  fc.assert(
    fc.property(config, fc.constantFrom(undefined, 2), (original, space) => {
      const text = jsonOf(initText(original), space);
      expect(parseJson(text, FILE)).toEqual(parseConfig(text, { file: FILE }));
    }),
    { numRuns: 100 },
  );
});

const MISTAKES = [...VALUE_MISTAKES, ...NODE_MISTAKES, ...TRAITOR_MISTAKES].filter(({ flags }) => !flags);

it.each(MISTAKES)("says of $name what the program says", ({ text = "" }) => {
  const json = jsonOf(text, 2);
  const said = outcome(() => parseConfig(json, { file: FILE }));
  expect(outcome(() => parseJson(json, FILE))).toEqual(said);
});

it.each([
  ['{"version":1,"orders":"any","nodes":[]}', "digests of values of any kind"],
  ['{"m":1,"m":2}', "stands here for the second time"],
  [`{"m":${"[".repeat(1000)}${"]".repeat(1000)}}`, "nested too deeply"],
  [`{"run":"${"x".repeat(2 ** 20)}"}`, "characters long"],
  ["[]", "is a list and not a mapping"],
])("refuses %.40s", (text, said) => {
  expect(outcome(() => parseJson(text, FILE))).toContain(said);
});

it("takes comments for blanks, and leaves other mistakes of JSON to JSON.parse", () => {
  const text = jsonOf(initText(parseConfig(undefined)), 2);
  expect(parseJson(`// mine\n${text}`, FILE)).toEqual(parseConfig(text));
  expect(() => parseJson("{", FILE)).toThrow(SyntaxError);
});
