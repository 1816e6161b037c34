/**
 * `check`: proves or refutes IC1 and IC2 for every behaviour of every set of at most m traitors, or of another number of
 * them, by every argument that can be carried out, and says how many worlds that was. docs/PROOFS.md states the arguments.
 *
 * Arguments that reach the same case must agree; that they do not is a bug and is thrown.
 */
import { wrongArgument } from "../core/argument.js";
import { ABOVE_3M, maxTolerated } from "../core/bound.js";
import { levelSize } from "../core/path.js";
import type { Conditions } from "../recording/verdict.js";
import { type Case, judgeCase } from "./cases.js";
import type { NodeClass } from "./common-path.js";
import type { Proof } from "./proof.js";
import { type Counterexample, counterexampleOf } from "./story.js";
import type { Least } from "./witness.js";
import { type Cast, formatWorlds, worldsOf } from "./worlds.js";
import { type WorstCase, worstCase } from "./worst-case.js";

/** The largest tree: n = 22, m = 7 has 586,051,200 leaves. */
const LEAVES_MAX = 600_000_000;

const GENERALS = ["loyal", "traitor", "both"] as const;

export interface CheckOptions {
  readonly nodes: number;
  /** floor((n−1)/3) if left out */
  readonly m?: number;
  /** at most so many; m if left out */
  readonly traitors?: number;
  /** m + 1 if left out */
  readonly rounds?: number;
  readonly general?: "loyal" | "traitor" | "both";
  /** called as soon as a case is done */
  readonly onCase?: (done: CheckedCase) => void;
}

/** Numbers as texts. */
export type CheckedProof = Omit<Proof, "evaluated" | "folds"> & {
  readonly evaluated: string;
  readonly folds: string;
};

/** All worlds of every set of so many traitors. */
export interface CheckedCase extends Conditions {
  readonly general: "loyal" | "traitor";
  /** the general counted, if he is one */
  readonly traitors: number;
  readonly covered: string;
  readonly proofs: readonly CheckedProof[];
  /** the cut of the common-path argument; empty under a loyal general */
  readonly cut: readonly (Omit<NodeClass, "nodes" | "leaves"> & { nodes: string; leaves: string })[];
  /** the fewest lies that violate each condition, by what the general was to order; empty where both hold */
  readonly least: readonly Least[];
}

export interface CheckResult {
  readonly version: 1;
  readonly n: number;
  readonly m: number;
  /** at most so many */
  readonly traitors: number;
  readonly rounds: number;
  readonly general: "loyal" | "traitor" | "both";
  /** by the protocol's bound, for so many traitors and rounds */
  readonly guaranteed: boolean;
  readonly conditions: Conditions;
  /** Numbers beyond 2^64 are sums of terms like `36·2^861`. */
  readonly worlds: { readonly covered: string; readonly evaluated: string; readonly folds: string };
  readonly cases: readonly CheckedCase[];
  /** null just when nothing is violated */
  readonly counterexample: Counterexample | null;
}

/** What is to be checked, with everything filled in. */
export interface Sizes {
  readonly nodes: number;
  readonly m: number;
  readonly traitors: number;
  readonly rounds: number;
}

export function sizesOf({
  nodes,
  m = maxTolerated(nodes),
  traitors = m,
  rounds = m + 1,
}: CheckOptions): Sizes {
  return { nodes, m, traitors, rounds };
}

/** Why these cannot be checked, or null when they can. */
export function checkRefusal(sizes: Sizes): string | null {
  const { nodes, rounds } = sizes;
  const refusal = sizesRefusal(sizes);
  if (refusal !== null) return refusal;
  if (nodes > 33) return `${nodes} nodes; a row of relays has room for 33`;
  const leaves = levelSize(nodes, rounds - 1);
  return leaves > LEAVES_MAX ? `a tree of ${leaves} leaves; the check folds up to ${LEAVES_MAX}` : null;
}

/** What no protocol's check can do. */
export function sizesRefusal(sizes: Sizes): string | null {
  const { nodes, m, traitors, rounds } = sizes;
  const odd = Object.entries({ nodes, m, traitors, rounds }).find(
    ([, size]) => !(Number.isSafeInteger(size) && size >= 0),
  );
  if (odd) return `${odd[0]} is ${typeof odd[1]} ${String(odd[1])}, and no whole number from 0 on`;
  const refusal = groupRefusal(sizes);
  if (refusal !== null) return refusal;
  if (rounds < 1 || rounds > nodes - 1)
    return `${rounds} rounds among ${nodes} nodes; it can be 1, the general's order alone, to ${nodes - 1}`;
  return null;
}

/** What no group can be. */
export function groupRefusal({ nodes, m, traitors }: Omit<Sizes, "rounds">): string | null {
  if (nodes < 2) return `a group of ${nodes}; it has a general and a lieutenant at least`;
  const most = nodes - 2;
  if (m > most) return `m is ${m}; with ${nodes} nodes it can be 0 to ${most}`;
  if (traitors > most)
    return `${traitors} of ${nodes} nodes are to be traitors; it can be 0 to ${most}, so that a loyal lieutenant is left`;
  return null;
}

export function check(options: CheckOptions): CheckResult {
  if (typeof options !== "object" || options === null)
    throw wrongArgument("check", options, "a question", "give { nodes }, and what else differs");
  const { general = "both", onCase } = options;
  if (!GENERALS.some((known) => known === general))
    throw new RangeError(`general can be ${GENERALS.join(", ")}`);
  const sizes = sizesOf(options);
  const refusal = checkRefusal(sizes);
  if (refusal !== null) throw new RangeError(refusal);
  const { nodes: n, m, traitors, rounds } = sizes;
  const worst: WorstCase[] = [];
  const worstOf = (liars: number) => (worst[liars] ??= worstCase(n, rounds - 1, liars));
  const cases = castsOf(sizes, general).map((cast) => {
    const one = judgeCase(cast, worstOf);
    onCase?.(printable(one));
    return one;
  });
  return {
    version: 1,
    ...{ n, m, traitors, rounds, general },
    guaranteed: ABOVE_3M.tolerates(n, rounds - 1) && traitors < rounds,
    conditions: overall(cases),
    worlds: {
      covered: formatWorlds(cases.flatMap(({ cast }) => worldsOf(cast))),
      evaluated: total(cases, worst, "evaluated"),
      folds: total(cases, worst, "folds"),
    },
    cases: cases.map(printable),
    counterexample: spellOut(cases),
  };
}

/** OM with so many rounds is OM(rounds − 1), however many lie. */
function castsOf({ nodes: n, traitors: most, rounds }: Sizes, general: "loyal" | "traitor" | "both"): Cast[] {
  const casts: Cast[] = [];
  const m = rounds - 1;
  for (let traitors = 0; traitors <= most; traitors++) {
    if (general !== "traitor") casts.push({ n, m, general: "loyal", traitors });
    if (general !== "loyal" && traitors > 0) casts.push({ n, m, general: "traitor", traitors });
  }
  return casts;
}

/** The worst that is judged of each condition. */
export function overall(cases: Iterable<Conditions>): Conditions {
  const all = [...cases];
  const worst = (condition: keyof Conditions) =>
    (["violated", "unknown", "holds"] as const).find((it) => all.some((one) => one[condition] === it));
  return { ic1: worst("ic1") ?? "vacuous", ic2: worst("ic2") ?? "vacuous" };
}

/** Worst cases are shared by several cases and counted once. */
function total(cases: readonly Case[], worst: readonly WorstCase[], key: "evaluated" | "folds"): string {
  const own = cases
    .flatMap(({ proofs }) => proofs)
    .filter(({ argument }) => argument !== "worst case" && argument !== "common path");
  const shared = worst.reduce((sum, one) => sum + (one?.worlds ?? 0n), 0n);
  return own.reduce((sum, proof) => sum + proof[key], shared).toString();
}

function spellOut(cases: readonly Case[]): Counterexample | null {
  const all = cases.flatMap(({ cast, least }) =>
    least.map((one) => ({ traitors: cast.traitors, cast, one })),
  );
  const fewest = fewestOf(all);
  return fewest ? counterexampleOf(fewest.cast, fewest.one) : null;
}

/** The violation with the fewest traitors, IC2 before IC1, and of those the one with the fewest lies. */
export function fewestOf<T extends { readonly traitors: number; readonly one: Least }>(
  all: readonly T[],
): T | undefined {
  const [first] = all.toSorted(
    (a, b) =>
      a.traitors - b.traitors || b.one.condition.localeCompare(a.one.condition) || a.one.lies - b.one.lies,
  );
  return first;
}

function printable({ cast, ic1, ic2, proofs, cut, least }: Case): CheckedCase {
  const { general, traitors } = cast;
  return {
    ...{ general, traitors, ic1, ic2, least },
    covered: formatWorlds(worldsOf(cast)),
    proofs: proofs.map(({ evaluated, folds, ...said }) => ({
      ...said,
      evaluated: evaluated.toString(),
      folds: folds.toString(),
    })),
    cut: cut.map(({ nodes, leaves, ...it }) => ({
      ...it,
      nodes: nodes.toString(),
      leaves: leaves.toString(),
    })),
  };
}
