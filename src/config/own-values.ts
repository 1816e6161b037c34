/** Values of nodes' own: those of `--value` are laid over the file's `nodes`, and all that concerns them is checked. */

import { listed } from "../core/listed.js";
import { protocolOf } from "../protocols/index.js";
import { VECTOR_RELAYS_MAX } from "../protocols/vector/rules.js";
import { type Basics, isSettled, type Settled } from "./basics.js";
import type { Draft } from "./draft.js";
import type { ValueFlag } from "./flags.js";
import { type Located, type LocatedEntry, toValue } from "./located.js";
import { numberComplaints } from "./numbers.js";
import type { Complaint } from "./problem.js";

/** The `nodes` with each value at its node; complains of a value of a node that is not among them. */
export function withValues(
  nodes: LocatedEntry | undefined,
  values: readonly ValueFlag[],
  complaints: Complaint[],
): LocatedEntry | undefined {
  if (values.length === 0 || nodes?.value.kind !== "list") return nodes;
  const { items } = nodes.value;
  const ids = items.map(idOf);
  for (const { id, spot } of values) {
    if (ids.includes(id)) continue;
    const cause = `node ${id} is to have a value and is not among the nodes ${listed(ids.filter((it) => it !== undefined))}`;
    complaints.push({ spot, cause, fix: "name one of the nodes" });
  }
  const valued = items.map((item, index) => {
    const flag = values.findLast(({ id }) => id === ids[index]);
    if (!flag || item.kind !== "map") return item;
    const value: LocatedEntry = { key: flag.spot, value: flag.value };
    return { ...item, entries: new Map([...item.entries, ["value", value]]) };
  });
  return { ...nodes, value: { ...nodes.value, items: valued } };
}

function idOf(node: Located): number | undefined {
  const id = node.kind === "map" ? node.entries.get("id") : undefined;
  const value = id && toValue(id.value);
  return typeof value === "number" ? value : undefined;
}

/** A value that is a number is its text from here on: it must not have become another number before. */
export function checkNumbers(nodes: LocatedEntry | undefined): Complaint[] {
  if (nodes?.value.kind !== "list") return [];
  return nodes.value.items.flatMap((item) => {
    const value = item.kind === "map" ? item.entries.get("value") : undefined;
    return value?.value.kind === "scalar" ? numberComplaints(value.value) : [];
  });
}

/** What only a protocol in which every node has a value can use, and how large its reports may be. */
export function checkOwnValues(draft: Draft, basics: Basics): void {
  const { protocol, n, m } = basics;
  if (protocol === undefined) return;
  const { tells, packs } = protocolOf({ protocol, ...(draft.isOpen && { contents: {} }) });
  if (tells === "paths" && !packs && isSettled(basics) && n !== undefined && m !== undefined && m <= n - 2)
    checkSize(draft, basics);
  if (protocolOf({ protocol }).everyone) return checkCombine(draft);
  const fix = "leave it out, or choose protocol vector, in which every node has a value of its own";
  const complain = (keys: (string | number)[], what: string) =>
    draft.has(...keys) &&
    draft.complain(keys, `${what}, and with protocol ${protocol} only the general orders`, fix);
  for (let index = 0; index < (n ?? 0); index++) {
    complain(
      ["nodes", index, "value"],
      `node ${draft.idOf("nodes", index) ?? index + 1} has a value of its own`,
    );
  }
  complain(["combine"], "combine is about a vector of values");
}

/** The middle of digests would say nothing. */
function checkCombine(draft: Draft): void {
  if (!draft.isOpen || draft.get("combine") !== "median") return;
  const fix = "leave orders out: with protocol vector a value may be any number or text without it";
  draft.complain(
    ["combine"],
    "combine: median takes numbers, and with orders: any nodes agree on digests",
    fix,
  );
}

function checkSize(draft: Draft, { protocol, ids, general, m, orders, defaultOrder }: Settled): void {
  const kind = protocolOf({ protocol });
  const relaysAt = (rounds: number) =>
    kind.relaysEach({ protocol, ids, general, m: rounds, orders, defaultOrder }, rounds);
  if (relaysAt(m) <= VECTOR_RELAYS_MAX) return;
  let fitting = m;
  while (relaysAt(fitting) > VECTOR_RELAYS_MAX) fitting--;
  const [count, most] = [relaysAt(m), VECTOR_RELAYS_MAX].map((relays) => relays.toLocaleString("en-US"));
  const why = kind.everyone ? `with ${ids.length} nodes all of them are generals, and ` : "";
  const cause = `a report of round ${m} would hold ${count} relays: ${why}${most} relays are the most that one report spells out`;
  draft.complain(
    draft.has("m") ? ["m"] : ["nodes"],
    cause,
    (write) => `write ${write("m", fitting)}, or take fewer nodes`,
  );
}
