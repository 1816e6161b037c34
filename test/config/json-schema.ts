/** The JSON Schema of configurations, for editors, made from the shape that the reader checks. */

import * as z from "zod/mini";
import { COMMAND_LINE, COMMAND_WORD } from "../../src/config/command.js";
import { configSchema } from "../../src/config/schema.js";
import { PRINTABLE } from "../../src/core/order-text.js";

/**
 * A text's bounds in terms that every JSON Schema tool reads alike: `\\p` in a pattern is taken literally by some.
 * A little wider than `PRINTABLE`, which is what counts.
 */
const PORTABLE_TEXT = { minLength: 1, maxLength: 64, pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]*$" };

/** The JSON Schema (draft 2020-12) that editors use; `schema/strategos.schema.json` is its text. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(configSchema, {
    target: "draft-2020-12",
    io: "input",
    override: ({ jsonSchema }) => {
      if (jsonSchema.pattern === PRINTABLE.source) Object.assign(jsonSchema, PORTABLE_TEXT);
      if (jsonSchema.pattern === COMMAND_WORD.source || jsonSchema.pattern === COMMAND_LINE.source)
        Object.assign(jsonSchema, { ...PORTABLE_TEXT, maxLength: 1001 });
    },
  });
  return `${JSON.stringify(withAnyValues(schema), null, 2)}\n`;
}

type Json = { [key: string]: Json | undefined } & { description?: string };

/** What is read as digests before this file's shapes apply (contents.ts) can be any value. */
function withAnyValues(schema: object): object {
  const { properties } = schema as { properties: Record<string, Json> };
  const anyValue = (what: Json) => ({ description: `${what.description}; with orders: any, any value` });
  const nodes = properties["nodes"] as Json;
  const value = {
    ...(nodes["items"]?.["properties"] as Json),
    value: anyValue(nodes["items"]?.["properties"]?.["value"] as Json),
  };
  return {
    ...schema,
    properties: {
      ...properties,
      order: anyValue(properties["order"] as Json),
      default: anyValue(properties["default"] as Json),
      nodes: { ...nodes, items: { ...nodes["items"], properties: value } },
      orders: {
        description: properties["orders"]?.description,
        anyOf: [properties["orders"], { const: "any" }],
      },
    },
  };
}
