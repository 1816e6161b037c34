/**
 * `check`: proves or refutes IC1 and IC2 for every behaviour of every set of at most m traitors, by every argument
 * that can be carried out, and says how many worlds that was. docs/PROOFS.md states the arguments.
 *
 * Arguments that reach the same case must agree; that they do not is a bug and is thrown.
 */
import { isWithinBound, maxTolerated } from "../../core/group.js";
import { levelSize } from "../../core/path.js";
import type { Judgement } from "../../core/verdict.js";
import { type Case, judgeCase } from "./cases.js";
import type { NodeClass } from "./commonPath.js";
import { type Counterexample, counterexampleOf, liesOwedMax } from "./counterexample.js";
import { groupOf } from "./lieutenants.js";
import type { Argument } from "./proof.js";
import { type Cast, formatWorlds, worldsOf } from "./worlds.js";
import { type WorstCase, worstCase } from "./worstCase.js";

/** The largest tree: n = 22, m = 7 has 586,051,200 leaves. */
const LEAVES_MAX = 600_000_000;
/** A counterexample is spelled out where traitors owe at most so many relays. */
const LIES_MAX = 20_000;

export interface CheckOptions {
  readonly nodes: number;
  /** floor((n−1)/3) if left out */
  readonly m?: number;
  readonly general?: "loyal" | "traitor" | "both";
  /** called as soon as a case is done */
  readonly onCase?: (done: CheckedCase) => void;
}

export interface CheckedProof {
  readonly argument: Argument;
  readonly ic1: Judgement;
  readonly ic2: Judgement;
  readonly evaluated: string;
  readonly folds: string;
}

/** All worlds of every set of so many traitors. */
export interface CheckedCase {
  readonly general: "loyal" | "traitor";
  /** the general counted, if he is one */
  readonly traitors: number;
  readonly ic1: Judgement;
  readonly ic2: Judgement;
  readonly covered: string;
  readonly proofs: readonly CheckedProof[];
  /** the cut of the common-path argument; empty under a loyal general */
  readonly cut: readonly (Omit<NodeClass, "nodes" | "leaves"> & { nodes: string; leaves: string })[];
}

export interface CheckResult {
  readonly version: 1;
  readonly n: number;
  readonly m: number;
  readonly general: "loyal" | "traitor" | "both";
  /** n > 3m */
  readonly guaranteed: boolean;
  readonly conditions: { readonly ic1: Judgement; readonly ic2: Judgement };
  /** Numbers beyond 2^64 are sums of terms like `36·2^861`. */
  readonly worlds: { readonly covered: string; readonly evaluated: string; readonly folds: string };
  readonly cases: readonly CheckedCase[];
  /** null where nothing is violated, or where it takes too many lies to spell out */
  readonly counterexample: Counterexample | null;
}

/** Why these cannot be checked, or null when they can. */
export function checkRefusal(nodes: number, m: number): string | null {
  if (nodes < 2) return `${nodes} nodes: a group has a general and a lieutenant at least`;
  if (m < 0 || m > nodes - 2) return `m is ${m}; with ${nodes} nodes it can be 0 to ${nodes - 2}`;
  if (nodes > 33) return `${nodes} nodes; a row of relays has room for 33`;
  const leaves = levelSize(nodes, m);
  return leaves > LEAVES_MAX ? `a tree of ${leaves} leaves; the check folds up to ${LEAVES_MAX}` : null;
}

export function check({
  nodes: n,
  m = maxTolerated(n),
  general = "both",
  onCase,
}: CheckOptions): CheckResult {
  const refusal = checkRefusal(n, m);
  if (refusal !== null) throw new RangeError(refusal);
  const worst: WorstCase[] = [];
  const worstOf = (liars: number) => (worst[liars] ??= worstCase(n, m, liars));
  const cases = castsOf(n, m, general).map((cast) => {
    const one = judgeCase(cast, worstOf);
    onCase?.(printable(one));
    return one;
  });
  return {
    version: 1,
    ...{ n, m, general, guaranteed: isWithinBound(n, m) },
    conditions: { ic1: overall(cases, "ic1"), ic2: overall(cases, "ic2") },
    worlds: {
      covered: formatWorlds(cases.flatMap(({ cast }) => worldsOf(cast))),
      evaluated: total(cases, worst, "evaluated"),
      folds: total(cases, worst, "folds"),
    },
    cases: cases.map(printable),
    counterexample: spellOut(n, m, cases),
  };
}

function castsOf(n: number, m: number, general: "loyal" | "traitor" | "both"): Cast[] {
  const casts: Cast[] = [];
  for (let traitors = 0; traitors <= m; traitors++) {
    if (general !== "traitor") casts.push({ n, m, general: "loyal", traitors });
    if (general !== "loyal" && traitors > 0) casts.push({ n, m, general: "traitor", traitors });
  }
  return casts;
}

function overall(cases: readonly Case[], condition: "ic1" | "ic2"): Judgement {
  const all = cases.map((one) => one[condition]);
  return (["violated", "unknown", "holds"] as const).find((it) => all.includes(it)) ?? "vacuous";
}

/** Worst cases are shared by several cases and counted once. */
function total(cases: readonly Case[], worst: readonly WorstCase[], key: "evaluated" | "folds"): string {
  const own = cases
    .flatMap(({ proofs }) => proofs)
    .filter(({ argument }) => argument !== "worst case" && argument !== "common path");
  const shared = worst.reduce((sum, one) => sum + (one?.worlds ?? 0n), 0n);
  return own.reduce((sum, proof) => sum + proof[key], shared).toString();
}

/** The violation with the fewest traitors, IC2 before IC1. */
function spellOut(n: number, m: number, cases: readonly Case[]): Counterexample | null {
  const [violation] = cases
    .flatMap(({ proofs }) => proofs)
    .flatMap(({ violations }) => violations)
    .toSorted((a, b) => a.traitors.length - b.traitors.length || (a.condition > b.condition ? -1 : 1));
  const group = groupOf(n, m);
  if (!violation || liesOwedMax(group, violation) > LIES_MAX) return null;
  return counterexampleOf(group, violation);
}

function printable({ cast, ic1, ic2, proofs, cut }: Case): CheckedCase {
  const { general, traitors } = cast;
  return {
    ...{ general, traitors, ic1, ic2 },
    covered: formatWorlds(worldsOf(cast)),
    proofs: proofs.map(({ violations: _, evaluated, folds, ...said }) => ({
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
