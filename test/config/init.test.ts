import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { initText } from "../../src/config/init.js";
import { toValue } from "../../src/config/located.js";
import { parseConfig } from "../../src/config/parse.js";
import { readYaml } from "../../src/config/yaml.js";
import { config } from "./arbitrary.js";
import { jsonSchemaText } from "./json-schema.js";

test("what init writes is read back as the same configuration", () => {
  fc.assert(
    fc.property(config, (original) => {
      expect(parseConfig(initText(original))).toEqual(original);
    }),
    { numRuns: 300 },
  );
});

test("every file that init writes fits the JSON Schema", () => {
  const schema = z.fromJSONSchema(JSON.parse(jsonSchemaText()));
  fc.assert(
    fc.property(config, (original) => {
      expect(schema.safeParse(plain(initText(original))).error).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test("the shipped JSON Schema is the generated one", async () => {
  await expect(jsonSchemaText()).toMatchFileSnapshot("../../schema/strategos.schema.json");
});

test("the shipped example is the course's case as init writes it", async () => {
  const course = initText(parseConfig(undefined), "../schema/strategos.schema.json");
  await expect(course).toMatchFileSnapshot("../../examples/course.yaml");
});

test("the shipped example fits the shipped JSON Schema and is read as the course's case", () => {
  const text = readFileSync("examples/course.yaml", "utf8");
  const schema = z.fromJSONSchema(JSON.parse(readFileSync("schema/strategos.schema.json", "utf8")));
  expect(schema.safeParse(plain(text)).error).toBeUndefined();
  expect(schema.safeParse(plain(text.replace(/^m: 2/m, "m: -1"))).success).toBe(false);
  expect(parseConfig(text)).toEqual(parseConfig(undefined));
});

function plain(text: string): unknown {
  const { top } = readYaml({ kind: "file", name: "test.yaml", text });
  return top && toValue(top);
}

test("writes values of any kind as they were given, and reads them again", () => {
  const value = { name: "é", list: [1, null, "#: no comment"] };
  const flags = { orders: "any", nodes: "4", traitors: "2:always=7" };
  const original = parseConfig(undefined, { flags: { ...flags, order: JSON.stringify(value) } });
  expect(original.contents?.[original.order]).toBe(JSON.stringify(value));
  const again = parseConfig(initText(original));
  expect(again).toEqual(original);
  expect(initText(original)).toContain("orders: any ");
});
