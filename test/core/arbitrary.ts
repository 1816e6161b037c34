import fc from "fast-check";
import type { Group } from "../../src/core/group.js";
import { playInStep } from "../../src/core/in-step.js";
import type { Relay } from "../../src/core/relay.js";
import { BitTree } from "../../src/protocols/om/bit-tree.js";
import { relaysOf, reportOf } from "../../src/protocols/om/report.js";
import { OralMessages, oralMessages } from "../../src/protocols/om/rules.js";
import type { Tell } from "../oracle/eig.js";

const ORDERS = ["retreat", "attack", "wait", "siege"];

/** Groups of any ids, any general, any default, m in [0, mMax(n)] and n−2. */
export function groups(nMin: number, nMax: number, mMax: (n: number) => number): fc.Arbitrary<Group> {
  return fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: nMin, maxLength: nMax }).chain((ids) =>
    fc.record({
      protocol: fc.constant("om" as const),
      ids: fc.constant(ids.toSorted((a, b) => a - b)),
      general: fc.constantFrom(...ids),
      m: fc.integer({ min: 0, max: Math.min(mMax(ids.length), ids.length - 2) }),
      orders: fc.integer({ min: 2, max: 4 }).map((count) => ORDERS.slice(0, count)),
      defaultOrder: fc.constantFrom("retreat", "attack"),
    }),
  );
}

/** Lies of `traitors`, each a function of path and receiver alone. */
export function liar(group: Group, traitors: readonly number[], seed: number): Tell {
  return (path, honest, to) => {
    if (!traitors.includes(path.at(-1) as number)) return honest;
    let hash = seed | 0;
    for (const id of [...path, to]) hash = Math.imul(hash ^ id, 0x9e3779b1) ^ (hash >>> 15);
    return group.orders[(hash >>> 8) % group.orders.length] as string;
  };
}

/** Runs OM(m) on src/core alone: what each node tells passes through `tell`. Returns every node's protocol. */
export function runCore(group: Group, order: string, tell: Tell): Map<number, OralMessages> {
  const nodes = new Map(group.ids.map((id) => [id, new OralMessages(new BitTree(group), id, order)]));
  playInStep(oralMessages, group, nodes, (report, round, to) => {
    const relays = relaysOf(group, report).map(
      ({ path, order: honest }): Relay => ({ path, order: tell(path, honest, to) }),
    );
    return reportOf(group, round, report.from, relays);
  });
  return nodes;
}
