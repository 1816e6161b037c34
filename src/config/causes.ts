/** For every place where the schema can find a mistake: the sentence that names the cause, and the fix. */

import { COMBINES } from "../core/group.js";
import { listed } from "../core/listed.js";
import { STRATEGIES } from "../core/traitor.js";
import { NODES_MAX, nodesMaxText } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import { ofAddress } from "./address-mistakes.js";
import { type Diagnosis, ofDuration, ofList, ofText, ofWhole } from "./diagnose.js";
import type { Write } from "./draft.js";
import { traitorsText, traitorText } from "./meant-traitors.js";
import { show } from "./problem.js";
import { nearest } from "./suggest.js";
import { ROUND_MAX } from "./values.js";

/** A place whose value is missing or has the wrong shape. */
export interface Found {
  /** undefined: missing. */
  readonly value: unknown;
  /** The value's own key. */
  readonly key: string;
  /** Who the value belongs to, e.g. `node 3`; empty at the top level. */
  readonly owner: string;
  readonly write: Write;
}

type Explain = (found: Found) => Diagnosis;

const ID_RANGE = [1, 65535] as const;
const NODE_EXAMPLE = '{ id: 1, address: "tcp://127.0.0.1:7101" }';
const LIE_EXAMPLE = "{ round: 1, to: 3, path: [1, 2], order: retreat }";

function nameOf({ key, owner }: Found): string {
  if (owner === "") return key;
  return key === "id" ? `the id of ${owner}` : `${key} of ${owner}`;
}

/** Says that a needed key is missing, or else what is wrong with its value. */
function needed(example: string | number, otherwise: Explain): Explain {
  return (found) => {
    if (found.value !== undefined) return otherwise(found);
    const cause = `${found.owner || "the configuration"} has no ${found.key}`;
    return { cause, fix: `write ${found.write(found.key, example)}` };
  };
}

function whole(range: readonly [number, number], example: string | number): Explain {
  return (found) => ofWhole(nameOf(found), found.value, range, found.write(found.key, example));
}

function text(example: string): Explain {
  return (found) => ofText(nameOf(found), found.value, found.write(found.key, example));
}

function list(range: readonly [number, number], fix: string): Explain {
  return (found) => ofList(nameOf(found), found.value, range, fix);
}

function item(what: string, example: string): Explain {
  return ({ value, owner }) => ofItem(owner, value, what, example);
}

function ofItem(owner: string, value: unknown, what: string, example: string): Diagnosis {
  return { cause: `${owner} is ${show(value)} and not ${what}`, fix: `write ${example}` };
}

function oneOf(words: readonly string[], what: string): Explain {
  return (found) => {
    const guess = typeof found.value === "string" ? nearest(found.value, words) : undefined;
    const cause = `${nameOf(found)} is ${show(found.value)}; ${what} ${listed(words, "or")}`;
    return {
      cause,
      fix: guess ? `did you mean ${found.write(found.key, guess)}?` : "write one of these words",
    };
  };
}

/** Orders as the flag takes them, in a list. */
function ordersFix(value: unknown, write: Write): string {
  const isTyped = typeof value === "string" && /^\w+(?: *, *\w+)+$/.test(value);
  return isTyped ? `write ${write("orders", `[${value}]`)}` : "name 2 to 16 orders, e.g. [retreat, attack]";
}

const explainVersion: Explain = ({ value, write }) => ({
  cause: `version is ${show(value)}, and this program reads version 1`,
  fix: `write ${write("version", 1)}`,
});

const explainNodes: Explain = ({ value }) => {
  const isList = Array.isArray(value);
  const fix = isList ? `take ${nodesMaxText("2 to")}` : `list them: [${NODE_EXAMPLE}, …]`;
  return ofList("nodes", value, [2, NODES_MAX], fix);
};

const explainPublicKey: Explain = ({ value, owner }) => {
  const count = typeof value === "string" ? Array.from(value).length : 0;
  const how = count === 40 ? "holds a character that is not Z85" : `is ${count} characters long and not 40`;
  const cause =
    typeof value === "string"
      ? `publicKey of ${owner} ${how}`
      : `publicKey of ${owner} is ${show(value)} and not text`;
  return { cause, fix: "copy the public key that `strategos keygen` printed, in quotes" };
};

const explainSigningKey: Explain = ({ value, owner }) => ({
  cause: `signingKey of ${owner} is ${show(value)} and not 64 hexadecimal digits in lower case`,
  fix: "copy the signing key that `strategos keygen` printed, in quotes",
});

const explainCommand: Explain = ({ value, owner }) => ({
  cause: `command of ${owner} is ${show(value)} and neither a line nor a list of words`,
  fix: 'write command: "python3 node.py {id} {config}"',
});

const explainUnsafe: Explain = ({ value, write }) => ({
  cause: `unsafe is ${show(value)}, and it can be true or false only`,
  fix: `write ${write("unsafe", "true")}, or leave it out`,
});

const explainTell: Explain = ({ value, owner, key }) => {
  const cause =
    key === "tell" ? `tell of ${owner} is ${show(value)}` : `tell of ${owner} has a mistake at ${show(key)}`;
  return {
    cause: `${cause}; it must be ids with an order each`,
    fix: "write tell: { 1: attack, 4: retreat }, or leave it out",
  };
};

/** Keys from the top, `*` for an index or an id → what to say. */
const EXPLAIN: Readonly<Record<string, Explain>> = {
  version: needed(1, explainVersion),
  protocol: oneOf(PROTOCOLS, "it can be"),
  general: whole(ID_RANGE, 1),
  order: text("attack"),
  m: ({ value, write }) => ofWhole("m", value, [0, NODES_MAX - 2], `${write("m", 2)}, or leave it out`),
  nodes: needed(`[${NODE_EXAMPLE}, …]`, explainNodes),
  "nodes.*": item("a node", NODE_EXAMPLE),
  "nodes.*.id": needed(1, whole(ID_RANGE, 1)),
  "nodes.*.address": needed('"tcp://127.0.0.1:7101"', ({ owner, value }) =>
    ofAddress(`address of ${owner}`, value),
  ),
  "nodes.*.publicKey": explainPublicKey,
  "nodes.*.signingKey": explainSigningKey,
  "nodes.*.value": text('value: "100"'),
  "nodes.*.command": explainCommand,
  combine: oneOf(COMBINES, "it can be"),
  orders: ({ value, write }) => ofList("orders", value, [2, 16], ordersFix(value, write)),
  "orders.*": ({ value, owner }) => ofText(owner, value, "a word, e.g. attack"),
  default: text("retreat"),
  roundTimeout: ({ value, write }) => ofDuration("roundTimeout", value, write("roundTimeout", "2s")),
  startTimeout: ({ value, write }) => ofDuration("startTimeout", value, write("startTimeout", "60s")),
  seed: whole([0, 4294967295], 7),
  wire: oneOf(["json", "packed", "auto"], "it can be"),
  run: text('"1"'),
  traitors: ({ value, write }) =>
    ofList("traitors", value, [0, NODES_MAX], `write ${write("traitors", traitorsText(value))}`),
  "traitors.*": ({ value, owner }) => ofItem(owner, value, "a traitor", traitorText(value)),
  "traitors.*.id": needed(2, whole(ID_RANGE, 2)),
  "traitors.*.strategy": needed("flip", oneOf(STRATEGIES, "it can be")),
  "traitors.*.order": needed("attack", text("attack")),
  "traitors.*.round": needed(1, whole([0, ROUND_MAX], 1)),
  "traitors.*.tell": explainTell,
  "traitors.*.tell.*": explainTell,
  "traitors.*.lies": needed(`[${LIE_EXAMPLE}]`, list([0, 0], `write lies: [${LIE_EXAMPLE}]`)),
  "traitors.*.lies.*": item("a lie", LIE_EXAMPLE),
  "traitors.*.lies.*.round": needed(1, whole([0, ROUND_MAX], 1)),
  "traitors.*.lies.*.to": needed(3, whole(ID_RANGE, 3)),
  "traitors.*.lies.*.path": needed(
    "[1, 2]",
    list([1, 33], "write the ids on the way, general first: path: [1, 2]"),
  ),
  "traitors.*.lies.*.path.*": ({ value, owner }) => ofWhole(owner, value, ID_RANGE, "a node's id"),
  "traitors.*.lies.*.order": needed("retreat", (found) =>
    ofText(nameOf(found), found.value, "order: retreat, or order: null to leave the relay out"),
  ),
  unsafe: explainUnsafe,
};

/** Says what is wrong at a place, e.g. `nodes.*.address`. Throws for a place that the schema does not have. */
export function explain(place: string, found: Found): Diagnosis {
  const explainPlace = EXPLAIN[place];
  if (!explainPlace) throw new Error(`no sentence for a mistake at ${place}`);
  return explainPlace(found);
}
