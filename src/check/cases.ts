/** One case of a check, a number of traitors with or without the general among them: by all arguments that reach it. */
import { levelSize } from "../core/path.js";
import type { Conditions, Judgement } from "../recording/verdict.js";
import { bruteForce } from "./brute.js";
import { byClasses } from "./classes.js";
import { commonCut, isCommon, type NodeClass } from "./common-path.js";
import { lastRound, lastRoundCost } from "./last-round.js";
import type { Proof } from "./proof.js";
import type { Least } from "./witness.js";
import { type Cast, exactly, lastBits, loyalLieutenants, sharedBits, worldsOf } from "./worlds.js";
import type { WorstCase } from "./worst-case.js";

/** How many leaves each argument may fold in one case. */
const BRUTE_LEAVES_MAX = 2n ** 22n;
const LAST_ROUND_LEAVES_MAX = 2n ** 25n;

export interface Case extends Conditions {
  readonly cast: Cast;
  readonly proofs: readonly Proof[];
  /** of the common-path argument; empty under a loyal general */
  readonly cut: readonly NodeClass[];
  /** by how few lies each condition can be violated, with either order; empty where both hold */
  readonly least: readonly Least[];
}

/** `worstOf(k)` is the worst case of k lying lieutenants among n nodes. */
export function judgeCase(cast: Cast, worstOf: (liars: number) => WorstCase): Case {
  const { proof, cut } = cast.general === "loyal" ? byWorstCase(cast, worstOf) : byCommonPath(cast, worstOf);
  const classes = byClasses(cast);
  const proofs = [proof, ...alone(cast), ...enumerated(cast), classes.proof];
  const judged = { ic1: agreed(cast, "ic1", proofs), ic2: agreed(cast, "ic2", proofs) };
  return { cast, proofs, cut, least: classes.least, ...judged };
}

/** What the arguments say together. That two of them say otherwise cannot be. */
function agreed(cast: Cast, condition: "ic1" | "ic2", proofs: readonly Proof[]): Judgement {
  const known = proofs.map((proof) => proof[condition]).filter((it) => it !== "unknown");
  if (new Set(known).size > 1) {
    const said = proofs.map((proof) => `${proof.argument}: ${proof[condition]}`).join(", ");
    throw new Error(`the arguments disagree on ${condition} of ${JSON.stringify(cast)}: ${said}`);
  }
  return known[0] ?? "unknown";
}

type Opening = { proof: Proof; cut: NodeClass[] };

/** IC2 exactly; and IC1 where IC2 holds, for all decide his order then. */
function byWorstCase(cast: Cast, worstOf: (liars: number) => WorstCase): Opening {
  const worst = worstOf(cast.traitors);
  const proof: Proof = {
    argument: "worst case",
    ic1: worst.broken ? "unknown" : "holds",
    ic2: worst.broken ? "violated" : "holds",
    evaluated: worst.worlds,
    folds: worst.worlds,
  };
  return { proof, cut: [] };
}

function byCommonPath({ n, m, traitors }: Cast, worstOf: (liars: number) => WorstCase): Opening {
  const worst = Array.from({ length: traitors }, (_, liars) => worstOf(liars));
  const cut = commonCut(n, m, traitors, worst);
  const evaluated = worst.reduce((sum, { worlds }) => sum + worlds, 0n);
  const ic1 = isCommon(n, m, cut) ? "holds" : "unknown";
  return {
    proof: { argument: "common path", ic1, ic2: "vacuous", evaluated, folds: evaluated },
    cut,
  };
}

function alone(cast: Cast): Proof[] {
  if (loyalLieutenants(cast) !== 1) return [];
  const ic2 = cast.general === "traitor" ? "vacuous" : "unknown";
  return [{ argument: "alone", ic1: "holds", ic2, evaluated: 0n, folds: 0n }];
}

/** The arguments that go through worlds one by one, as far as there are few enough. */
function enumerated(cast: Cast): Proof[] {
  const proofs: Proof[] = [];
  const leaves = BigInt(levelSize(cast.n, cast.m));
  const worlds = exactly(worldsOf(cast));
  if (worlds !== null && worlds * BigInt(cast.n - 1) * leaves <= BRUTE_LEAVES_MAX)
    proofs.push(bruteForce(cast));
  if (cast.traitors === 0 || cast.m === 0) return proofs;
  for (const which of ["extremes", "every bit"] as const) {
    // What is refuted by a world needs no second proof.
    if (which === "every bit" && proofs.some((it) => it.ic1 === "violated" || it.ic2 === "violated"))
      continue;
    if (sharedBits(cast) > 30n || (lastBits(cast) > 30n && which === "every bit")) continue;
    if (lastRoundCost(cast, which).folds * leaves <= LAST_ROUND_LEAVES_MAX)
      proofs.push(lastRound(cast, which));
  }
  return proofs;
}
