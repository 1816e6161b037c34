/**
 * Every behaviour of traitors among signed messages, played out by the shipped protocol (world.ts). Traitors hold each
 * other's keys.
 *
 * The world is a sequence of choices. All of them are tried: the last choice that has an alternative is changed, and the
 * world is played again from its beginning.
 */

import {
  type CheckedCase,
  type CheckResult,
  fewestOf,
  overall,
  type Sizes,
  sizesRefusal,
} from "../../../check/check.js";
import { groupOf } from "../../../check/lieutenants.js";
import { traitorSetsOf } from "../../../check/slots.js";
import type { Least } from "../../../check/witness.js";
import { type Group, type NodeId, type Order } from "../../../core/group.js";
import type { Conditions } from "../../../recording/verdict.js";
import { SignedMessages, signedMessages } from "../rules.js";
import { signedCounterexample } from "./story.js";
import { Choices, type MakeSigned, type SignedLie, SignedWorld } from "./world.js";

/** Beyond this there are too many worlds. */
const NODES_MAX = 4;

export interface SignedCase extends Conditions {
  readonly worlds: number;
  /** for each condition that is violated, and each order that the general was to give, a world with the fewest lies */
  readonly broken: readonly Broken[];
}

export interface Broken extends Least {
  readonly liars: readonly NodeId[];
  readonly told: readonly SignedLie[];
}

export function signedRefusal(sizes: Sizes): string | null {
  const { nodes } = sizes;
  if (nodes < 2 || nodes > NODES_MAX)
    return `check --protocol sm plays out every world of 2 to ${NODES_MAX} nodes\n  fix: check fewer nodes, or try one world with strategos sim --protocol sm`;
  return sizesRefusal(sizes);
}

export function checkSigned(sizes: Sizes, general: "loyal" | "traitor" | "both"): CheckResult {
  const { nodes: n, m, traitors: most, rounds } = sizes;
  const cases: CheckedCase[] = [];
  const found: { readonly traitors: number; readonly one: Broken }[] = [];
  let total = 0;
  for (let traitors = 0; traitors <= most; traitors++) {
    for (const kind of ["loyal", "traitor"] as const) {
      if ((general !== "both" && general !== kind) || (kind === "traitor" && traitors === 0)) continue;
      const { worlds, broken, ...judged } = checkSignedCase(n, rounds - 1, kind, traitors);
      total += worlds;
      const covered = String(worlds);
      const proof = { argument: "brute force", ...judged, evaluated: covered, folds: "0" } as const;
      const least = broken.map(({ condition, order, lies }) => ({ condition, order, lies }));
      cases.push({ general: kind, traitors, ...judged, least, covered, proofs: [proof], cut: [] });
      found.push(...broken.map((one) => ({ traitors, one })));
    }
  }
  const fewest = fewestOf(found);
  return {
    version: 1,
    ...{ n, m, traitors: most, rounds, general },
    guaranteed: signedMessages.bound.tolerates(n, rounds - 1) && most < rounds,
    conditions: overall(cases),
    worlds: { covered: String(total), evaluated: String(total), folds: "0" },
    cases,
    counterexample: fewest ? signedCounterexample(groupOf(n, rounds - 1, "sm"), fewest.one) : null,
  };
}

/** All worlds with so many traitors; `make` makes each loyal node, the shipped one unless told otherwise. */
export function checkSignedCase(
  n: number,
  m: number,
  general: "loyal" | "traitor",
  traitors: number,
  make: MakeSigned = (part) => new SignedMessages(part),
): SignedCase {
  const group = groupOf(n, m, "sm");
  const seen = new Map<string, Conditions>();
  const broken = new Map<string, Broken>();
  let worlds = 0;
  for (const liars of traitorSetsOf(group, general, traitors)) {
    for (const order of general === "loyal" ? group.orders : [group.defaultOrder]) {
      const choices = new Choices();
      do {
        const { verdict } = new SignedWorld({ group, order, liars }, choices, make, false).play();
        seen.set(`${verdict.ic1} ${verdict.ic2}`, verdict);
        worlds++;
        // a traitor general has a mind of his own: the world is one and the same whatever he was to order
        const orders = general === "loyal" ? [order] : group.orders;
        for (const one of brokenIn(verdict, group, orders, liars, choices, make)) {
          const key = `${one.condition} ${one.order}`;
          if (one.lies < (broken.get(key)?.lies ?? Number.POSITIVE_INFINITY)) broken.set(key, one);
        }
      } while (choices.next());
    }
  }
  return { ...overall(seen.values()), worlds, broken: [...broken.values()] };
}

/** Plays a violated world again, and counts its lies. */
function* brokenIn(
  verdict: Conditions,
  group: Group,
  orders: readonly Order[],
  liars: readonly NodeId[],
  choices: Choices,
  make: MakeSigned,
): Generator<Broken> {
  const conditions = (["ic1", "ic2"] as const).filter((one) => verdict[one] === "violated");
  for (const order of conditions.length > 0 ? orders : []) {
    choices.rewind();
    const { lies: told } = new SignedWorld({ group, order, liars }, choices, make, true).play();
    for (const condition of conditions) yield { condition, order, lies: told.length, liars, told };
  }
}
