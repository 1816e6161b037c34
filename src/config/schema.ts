/**
 * The shape of a configuration file: keys, types, bounds. What concerns several keys at once is in `checks.ts`.
 *
 * Only shape: the sentence for each mistake is in `causes.ts`. The JSON Schema for editors is made from this.
 */

import { z } from "zod";
import { rowOf } from "../adversary/strategies.js";
import { canBeDialled, DIALLED_SHAPE } from "../core/address.js";
import { COMBINES } from "../core/group.js";
import { PRINTABLE } from "../core/printable.js";
import type { Strategy } from "../core/traitor.js";
import { NODES_MAX, nodesMaxText, protocolOf } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import { COMMAND_LINE, COMMAND_WORD } from "./command.js";
import { DURATION, PUBLIC_KEY, ROUND_MAX, SIGNING_KEY } from "./values.js";

/** Schemas run once and are thrown away: compiling each to code of its own costs more than it saves. */
z.config({ jitless: true });

const id = z.int().min(1).max(65535).describe("a node's positive integer id");
const order = z.string().regex(PRINTABLE).describe("a value to agree on, 1 to 64 printable characters");
const round = z.int().min(0).max(ROUND_MAX);

/** One entry of `nodes`. */
export const nodeSchema = z
  .strictObject({
    id,
    address: z
      .string()
      .regex(DIALLED_SHAPE, { abort: true })
      .refine(canBeDialled)
      .describe("tcp://host:port, bound by the node and dialled by its peers"),
    publicKey: z
      .string()
      .regex(PUBLIC_KEY)
      .exactOptional()
      .describe("CURVE public key, 40 characters of Z85; needed where nodes run apart"),
    signingKey: z
      .string()
      .regex(SIGNING_KEY)
      .exactOptional()
      .describe("Ed25519 public key, 64 hexadecimal digits; needed by sm where nodes are started one by one"),
    value: z
      .union([order, z.number()])
      .exactOptional()
      .describe("its own value, where every node has one: any text or number. Default: order"),
    command: z
      .union([z.string().regex(COMMAND_LINE), z.array(z.string().regex(COMMAND_WORD)).min(1).max(64)])
      .exactOptional()
      .describe(
        "the program that takes this node's part in run, with {id}, {config} and {key}: words between blanks, or a list of words",
      ),
  })
  .describe("one node");

const lie = z
  .strictObject({
    round,
    to: id.describe("the node that is told this"),
    path: z
      .array(id)
      .min(1)
      .max(33)
      .describe("om: general first, the traitor last, round + 1 ids; king: the traitor alone"),
    order: order.nullable().describe("what is said instead; null: this relay is left out"),
  })
  .describe("one thing that a script traitor says");

const tell = z.record(z.string().regex(/^[1-9]\d{0,4}$/), order);

const does = <S extends Strategy>(strategy: S) => z.literal(strategy).describe(rowOf(strategy).words);

const traitor = z.discriminatedUnion("strategy", [
  z.strictObject({ id, strategy: does("flip") }),
  z.strictObject({ id, strategy: does("split") }),
  z.strictObject({ id, strategy: does("always"), order }),
  z.strictObject({ id, strategy: does("random") }),
  z.strictObject({ id, strategy: does("silent") }),
  z.strictObject({ id, strategy: does("crash"), round }),
  z.strictObject({ id, strategy: does("late") }),
  z.strictObject({
    id,
    strategy: does("collude"),
    tell: tell.exactOptional().describe("receiver to order; worked out by itself if left out"),
  }),
  z.strictObject({ id, strategy: does("script"), lies: z.array(lie) }),
  z.strictObject({ id, strategy: does("release") }),
]);

/** A configuration file as it is written, before defaults. */
export const configSchema = z
  .strictObject({
    version: z.literal(1).describe("the version of this file format"),
    protocol: z
      .enum(PROTOCOLS)
      .exactOptional()
      .describe(
        `${PROTOCOLS.map((name) => `${name}: ${protocolOf({ protocol: name }).citation}`).join("; ")}. Default: om`,
      ),
    general: id.exactOptional().describe("the node that gives the order. Default: the lowest id"),
    order: order
      .exactOptional()
      .describe("what the general orders. Default: the first of orders that is not the default"),
    m: z
      .int()
      .min(0)
      .max(NODES_MAX - 2)
      .exactOptional()
      .describe("traitors to tolerate. Default: floor((n-1)/3); n-2 for sm"),
    nodes: z
      .array(nodeSchema)
      .min(2)
      .max(NODES_MAX)
      .describe(`as many entries as there are nodes: ${nodesMaxText("at most")}`),
    orders: z
      .array(order)
      .min(2)
      .max(16)
      .exactOptional()
      .describe("every order there is; or the word any, for values of any kind. Default: [retreat, attack]"),
    default: order
      .exactOptional()
      .describe("stands for a missing or void message and for a tie. Default: retreat"),
    combine: z
      .enum(COMBINES)
      .exactOptional()
      .describe("what a vector is combined to. Default: the vector itself is the decision"),
    roundTimeout: z
      .string()
      .regex(DURATION)
      .exactOptional()
      .describe("how long a round lasts, e.g. 2s. Default: 2s, and more for large reports"),
    startTimeout: z
      .string()
      .regex(DURATION)
      .exactOptional()
      .describe("how long a node waits for its peers, e.g. 60s. Default: 60s"),
    seed: z.int().min(0).max(4294967295).exactOptional().describe("seeds the random strategy. Default: 1"),
    wire: z
      .enum(["json", "packed", "auto"])
      .exactOptional()
      .describe(
        "how relays are written; packed with protocol om only. Default: auto, json while no report holds over 1000 relays",
      ),
    run: z
      .string()
      .regex(PRINTABLE)
      .exactOptional()
      .describe('names this run in every message. Default: "1"'),
    traitors: z.array(traitor).max(NODES_MAX).exactOptional().describe("who lies, and how. Default: none"),
    unsafe: z.boolean().exactOptional().describe("run although nothing is guaranteed. Default: false"),
  })
  .meta({ title: "Strategos configuration" });

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
