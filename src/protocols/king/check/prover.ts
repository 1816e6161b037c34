/** `check` of the phase king: all that nodes can hold, phase after phase. */
import type { Prover } from "../../../check/prover.js";
import { phaseKing } from "../rules.js";
import { checkKing, type KingCheckResult, kingRefusal, kingRounds } from "./check.js";

export const prover: Prover<KingCheckResult> = {
  rounds: kingRounds,
  refusal(sizes, { general, isWritten }) {
    const { m, rounds } = sizes;
    if (general !== "both") return "check of the phase king takes every general\n  fix: leave --general out";
    const refusal = kingRefusal(sizes);
    const whole = kingRounds(m);
    if (refusal !== null || !isWritten || rounds === whole) return refusal;
    return `a configuration of the phase king for m = ${m} plays ${whole} rounds, and none would replay ${rounds}\n  fix: leave --write out; the lies are told in sentences`;
  },
  prove: (sizes) => checkKing(sizes),
  by: ", by the phase king",
  bound({ n, m, rounds }) {
    const bound = phaseKing.bound.said(n, m);
    return rounds === kingRounds(m) ? bound : `${bound}, but with ${(rounds - 1) / 3} phases, not ${m + 1}`;
  },
  effort: ({ worlds: { evaluated } }) =>
    `evaluated ${evaluated} answers to one node, which all worlds are made of`,
};
