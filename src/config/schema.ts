/**
 * The shape of a configuration file: keys, types, bounds. What concerns several keys at once is in `checks.ts`.
 *
 * Only shape: the sentence for each mistake is in `causes.ts`. The JSON Schema for editors is made from this
 * (test/config/json-schema.ts). It is written in zod's small form, since the page reads configurations with it too.
 */
import * as z from "zod/mini";
import { type Own, rowOf } from "../adversary/strategies.js";
import { canBeDialled, DIALLED_SHAPE } from "../core/address.js";
import { COMBINES } from "../core/group.js";
import { PRINTABLE } from "../core/order-text.js";
import { STRATEGIES } from "../core/traitor.js";
import { NODES_MAX, nodesMaxText, protocolOf } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import { COMMAND_LINE, COMMAND_WORD } from "./command.js";
import { DURATION, PUBLIC_KEY, ROUND_MAX, SIGNING_KEY } from "./values.js";

/** Schemas run once and are thrown away: compiling each to code of its own costs more than it saves. */
z.config({ jitless: true });

const text = (pattern: RegExp) => z.string().check(z.regex(pattern));
const whole = (min: number, max: number) => z.int().check(z.minimum(min), z.maximum(max));
const list = <S extends z.ZodMiniType>(of: S, min: number, max: number) =>
  z.array(of).check(z.minLength(min), z.maxLength(max));

/** What is not left out may not be undefined either. */
const optional = <S extends z.ZodMiniType>(of: S, words: string) =>
  z.exactOptional(of).check(z.describe(words));

const id = whole(1, 65535).check(z.describe("a node's positive integer id"));
const order = text(PRINTABLE).check(z.describe("a value to agree on, 1 to 64 printable characters"));
const round = whole(0, ROUND_MAX);

/** One entry of `nodes`. */
export const nodeSchema = z
  .strictObject({
    id,
    address: z
      .string()
      .check(
        z.regex(DIALLED_SHAPE, { abort: true }),
        z.refine(canBeDialled),
        z.describe("tcp://host:port, bound by the node and dialled by its peers"),
      ),
    publicKey: optional(
      text(PUBLIC_KEY),
      "CURVE public key, 40 characters of Z85; needed where nodes run apart",
    ),
    signingKey: optional(
      text(SIGNING_KEY),
      "Ed25519 public key, 64 hexadecimal digits; needed by sm where nodes are started one by one",
    ),
    value: optional(
      z.union([order, z.number()]),
      "its own value, where every node has one: any text or number. Default: order",
    ),
    command: optional(
      z.union([text(COMMAND_LINE), list(text(COMMAND_WORD), 1, 64)]),
      "the program that takes this node's part in run, with {id}, {config} and {key}: words between blanks, or a list of words",
    ),
  })
  .check(z.describe("one node"));

const lie = z
  .strictObject({
    round,
    to: id.check(z.describe("the node that is told this")),
    path: list(id, 1, 33).check(
      z.describe("om: general first, the traitor last, round + 1 ids; king: the traitor alone"),
    ),
    order: z.nullable(order).check(z.describe("what is said instead; null: this relay is left out")),
  })
  .check(z.describe("one thing that a script traitor says"));

const tell = z.record(text(/^[1-9]\d{0,4}$/), order);

/** What an entry's own key holds, whichever strategy takes it. */
const OWN = {
  order,
  round,
  tell: optional(tell, "receiver to order; worked out by itself if left out"),
  lies: z.array(lie),
} satisfies Record<Own["key"], z.ZodMiniType>;

/** An entry of each strategy, by its row. */
const traitorEntries = STRATEGIES.map((strategy) => {
  const { words, takes: key } = rowOf(strategy);
  const name = z.literal(strategy).check(z.describe(words));
  return z.strictObject({ id, strategy: name, ...(key && { [key]: OWN[key] }) });
});
const traitor = z.discriminatedUnion("strategy", traitorEntries as [(typeof traitorEntries)[number]]);

/** A configuration file as it is written, before defaults. */
export const configSchema = z
  .strictObject({
    version: z.literal(1).check(z.describe("the version of this file format")),
    protocol: optional(
      z.enum(PROTOCOLS),
      `${PROTOCOLS.map((name) => `${name}: ${protocolOf({ protocol: name }).citation}`).join("; ")}. Default: om`,
    ),
    general: optional(id, "the node that gives the order. Default: the lowest id"),
    order: optional(order, "what the general orders. Default: the first of orders that is not the default"),
    m: optional(whole(0, NODES_MAX - 2), "traitors to tolerate. Default: floor((n-1)/3); n-2 for sm"),
    nodes: list(nodeSchema, 2, NODES_MAX).check(
      z.describe(`as many entries as there are nodes: ${nodesMaxText("at most")}`),
    ),
    orders: optional(
      list(order, 2, 16),
      "every order there is; or the word any, for values of any kind. Default: [retreat, attack]",
    ),
    default: optional(order, "stands for a missing or void message and for a tie. Default: retreat"),
    combine: optional(
      z.enum(COMBINES),
      "what a vector is combined to. Default: the vector itself is the decision",
    ),
    roundTimeout: optional(
      text(DURATION),
      "how long a round lasts, e.g. 2s. Default: 2s, and more for large reports",
    ),
    startTimeout: optional(text(DURATION), "how long a node waits for its peers, e.g. 60s. Default: 60s"),
    seed: optional(whole(0, 4294967295), "seeds the random strategy. Default: 1"),
    wire: optional(
      z.enum(["json", "packed", "auto"]),
      "how relays are written; packed with protocol om only. Default: auto, json while no report holds over 1000 relays",
    ),
    run: optional(text(PRINTABLE), 'names this run in every message. Default: "1"'),
    traitors: optional(z.array(traitor).check(z.maxLength(NODES_MAX)), "who lies, and how. Default: none"),
    unsafe: optional(z.boolean(), "run although nothing is guaranteed. Default: false"),
  })
  .check(z.meta({ title: "Strategos configuration" }));
