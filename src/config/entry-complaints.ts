/** Nodes' entries that are not written as nodes: one complaint an entry, whose fix is the entry as it should stand there. */

import type * as z from "zod/mini";
import { listed } from "../core/listed.js";
import type { Draft } from "./draft.js";
import { nodeKeyMeant } from "./elsewhere.js";
import { entryText, type MeantNode, meantNodes } from "./entries.js";
import type { Keys } from "./located.js";
import { show } from "./problem.js";
import { nodeSchema } from "./schema.js";

type Issue = z.core.$ZodIssue;

/** Complains of entries whose mending is known; returns the issues that remain. `causeOf` says what is wrong at a place. */
export function complainOfEntries(
  draft: Draft,
  issues: readonly Issue[],
  causeOf: (keys: Keys) => string,
): readonly Issue[] {
  const nodes = draft.raw(["nodes"]);
  if (!Array.isArray(nodes)) return issues;
  const wrong = new Map<number, Issue[]>();
  for (const issue of issues) {
    const index = entryOf(issue);
    if (index !== undefined) wrong.set(index, [...(wrong.get(index) ?? []), issue]);
  }
  if (wrong.size === 0) return issues;
  const meant = meantNodes(nodes, (index) => !wrong.has(index));
  const said = new Set<number>();
  for (const [index, own] of wrong) {
    const node = meant[index];
    if (node && isSaid(draft, index, { own, node, causeOf })) said.add(index);
  }
  return issues.filter((issue) => !said.has(entryOf(issue) ?? -1));
}

/** Which entry of `nodes` an issue is about. */
function entryOf({ path: [list, index] }: Issue): number | undefined {
  return list === "nodes" && typeof index === "number" ? index : undefined;
}

interface Entry {
  readonly own: readonly Issue[];
  readonly node: MeantNode;
  readonly causeOf: (keys: Keys) => string;
}

/** Whether a complaint was made. */
function isSaid(draft: Draft, index: number, { own, node, causeOf }: Entry): boolean {
  const keys = ["nodes", index];
  const unknown = own.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  const others = own.filter(({ code }) => code !== "unrecognized_keys");
  const [only, second] = others;
  const isOne = unknown.length === 0 && second === undefined && only?.path.length === 3;
  if (isOne) return isValueSaid(draft, only.path, { own, node, causeOf });
  if (others.length === 0 || isMisspelt(draft, keys, unknown, others)) return false;
  draft.markWrong(keys);
  const names = unknown.slice(0, NAMES_MAX).map((key) => show(key));
  const are = names.length > 1 ? "are not keys" : "is not a key";
  const causes = [
    ...(names.length > 0 ? [`${listed(names)} ${are} of a node`] : []),
    ...others.map(({ path }) => causeOf(path)),
  ];
  draft.complain(keys, causes.join("; "), (_write, isJson) => `write ${entryText(node, isJson)}`);
  return true;
}

const NAMES_MAX = 3;

function isValueSaid(draft: Draft, keys: Keys, { node, causeOf }: Entry): boolean {
  const key = keys[2];
  if (key !== "id" && key !== "address") return false;
  draft.markWrong(keys);
  const isZero = key === "id" && draft.raw(keys) === 0;
  const all = isZero ? "; or add 1 to every id, also where general and traitors name one" : "";
  draft.complain(keys, causeOf(keys), (write) => {
    return `write ${write(key, key === "id" ? node.id : JSON.stringify(node.address))}${all}`;
  });
  return true;
}

/** One key under another name, and a sound value behind it: the name alone is to be mended. */
function isMisspelt(draft: Draft, keys: Keys, unknown: readonly string[], others: readonly Issue[]): boolean {
  const [name, more] = unknown;
  const missing = others[0]?.path[2];
  if (name === undefined || more !== undefined || others.length !== 1) return false;
  if (missing !== "id" && missing !== "address") return false;
  if (
    draft.has(...keys, missing) ||
    !nodeSchema.def.shape[missing].safeParse(draft.raw([...keys, name])).success
  )
    return false;
  return nodeKeyMeant(name) === missing || name.toLowerCase().startsWith(missing.slice(0, 2));
}
