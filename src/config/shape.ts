/** Runs the schema over a draft and turns each of its findings into a complaint at the right spot. */

import type * as z from "zod/mini";
import { keyOf, strategyTaking } from "../adversary/strategies.js";
import { listed } from "../core/listed.js";
import { explain, type Found } from "./causes.js";
import type { Diagnosis } from "./diagnose.js";
import type { Draft, Write } from "./draft.js";
import { configKeyMeant, nodeKeyMeant } from "./elsewhere.js";
import { complainOfEntries } from "./entry-complaints.js";
import type { Keys } from "./located.js";
import { show } from "./problem.js";
import { configSchema } from "./schema.js";
import { nearest } from "./suggest.js";

/** What the schema makes of a draft without mistakes. */
export type Written = z.output<typeof configSchema>;

/** Complains of every wrong or missing value and unknown key; returns the values if there is none. */
export function checkShape(draft: Draft): Written | undefined {
  const parsed = configSchema.safeParse(draft.raw([]));
  if (parsed.success) return parsed.data;
  const issues = complainOfEntries(
    draft,
    withinBounds(parsed.error.issues),
    (keys) => explained(draft, keys)((key) => key).cause,
  );
  const meant = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? complainOfUnknown(draft, issue.path, issue.keys) : [],
  );
  const misspelt = new Set(meant.map((keys) => keys.join(".")));
  for (const { code, path } of issues) {
    const isSaid = code === "unrecognized_keys" || misspelt.has(path.join("."));
    if (!isSaid) complainOfValue(draft, path);
  }
  return undefined;
}

/** Of a list that is too long nothing is said but that: what its entries are will not matter. */
function withinBounds(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const long = new Set(issues.filter(({ code }) => code === "too_big").map(({ path }) => path.join(".")));
  if (long.size === 0) return issues;
  return issues.filter(
    ({ path }) => !path.some((_, index) => index > 0 && long.has(path.slice(0, index).join("."))),
  );
}

function complainOfValue(draft: Draft, keys: Keys): void {
  draft.markWrong(keys);
  const said = explained(draft, keys);
  const { cause } = said((key) => key);
  const fix = (write: Write) => said(write).fix;
  if (keys.at(-2) === "tell") draft.complainOfKey(keys, cause, fix);
  else draft.complain(keys, cause, fix);
}

/** What is wrong at the keys, and the fix as its source would write it. */
function explained(draft: Draft, keys: Keys): (write: Write) => Diagnosis {
  const place = keys
    .map((key, index) => (typeof key === "number" || keys[index - 1] === "tell" ? "*" : key))
    .join(".");
  const found = { value: draft.raw(keys), key: String(keys.at(-1)), owner: ownerOf(draft, keys) };
  return (write) => explain(place, { ...found, write } satisfies Found);
}

/** Unknown keys of one mapping for which a known one is sought. */
const GUESSES_MAX = 100;

/** Returns the keys that were probably meant: those are misspelt and not missing. */
function complainOfUnknown(draft: Draft, keys: Keys, unknown: readonly string[]): Keys[] {
  const known = knownKeysAt(draft, keys);
  const meant: Keys[] = [];
  const leaveOut = `leave it out; the keys here are ${listed(known)}`;
  const what = kindOf(draft, keys);
  for (const [index, key] of unknown.entries()) {
    draft.markWrong([...keys, key]);
    const guess =
      index < GUESSES_MAX
        ? keyMeant(
            keys,
            key,
            known.filter((word) => !draft.has(...keys, word)),
          )
        : undefined;
    if (guess) meant.push([...keys, guess]);
    const cause = `${show(key)} is not a key of ${what}`;
    const fix = guess ? `did you mean ${guess}?` : (unknownKeyFix(keys, key) ?? leaveOut);
    draft.complainOfKey([...keys, key], cause, fix);
  }
  return meant;
}

/** The key that is missing here and was probably meant: one that others call so, or the one that is spelt alike. */
function keyMeant(keys: Keys, key: string, missing: readonly string[]): string | undefined {
  const other = keys.length === 0 ? configKeyMeant(key) : undefined;
  const alias = keys[0] === "nodes" ? nodeKeyMeant(key) : other;
  return alias !== undefined && missing.includes(alias) ? alias : nearest(key, missing);
}

function kindOf(draft: Draft, keys: Keys): string {
  if (keys.length === 0) return "a configuration";
  if (keys[0] === "nodes") return "a node";
  const strategy = draft.raw([...keys, "strategy"]);
  return keys.length > 2 ? "a lie" : `a traitor with the strategy ${String(strategy)}`;
}

function unknownKeyFix(keys: Keys, key: string): string | undefined {
  const user = keys[0] === "traitors" && keys.length === 2 ? strategyTaking(key) : undefined;
  return user && `leave it out: ${key} belongs to the strategy ${user}`;
}

function knownKeysAt(draft: Draft, keys: Keys): readonly string[] {
  if (keys.length === 0) return Object.keys(configSchema.def.shape);
  if (keys[0] === "nodes") return ["id", "address", "publicKey", "signingKey", "value", "command"];
  if (keys.length > 2) return ["round", "to", "path", "order"];
  const strategy = draft.raw([...keys, "strategy"]);
  return ["id", "strategy", ...[keyOf(strategy)].filter((key) => key !== undefined)];
}

/** Who the value at the keys belongs to, in words: `node 3`, `entry 2 of orders`, `lie 1 of traitor 4`, or nobody. */
function ownerOf(draft: Draft, keys: Keys): string {
  const [list, index, key, innerIndex, innerKey, last] = keys;
  if (typeof index !== "number") return "";
  const entry = `entry ${index + 1} of ${String(list)}`;
  if (list === "orders" || key === undefined || key === "id") return entry;
  const id = draft.raw([String(list), index, "id"]);
  const isId = typeof id === "number" && Number.isInteger(id) && id > 0;
  const owner = isId ? `${list === "nodes" ? "node" : "traitor"} ${id}` : entry;
  if (key !== "lies" || typeof innerIndex !== "number") return owner;
  if (innerKey === undefined) return `entry ${innerIndex + 1} of the lies of ${owner}`;
  const lie = `lie ${innerIndex + 1} of ${owner}`;
  return typeof last === "number" ? `entry ${last + 1} of the path in ${lie}` : lie;
}
