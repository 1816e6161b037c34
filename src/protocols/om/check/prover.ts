/** `check` of oral messages: by every argument of check/check.ts that can be carried out. */
import { type CheckResult, check, checkRefusal } from "../../../check/check.js";
import { BY_FOLDS, boundOfRounds, type Prover } from "../../../check/prover.js";

export const prover: Prover<CheckResult> = {
  ...BY_FOLDS,
  refusal: checkRefusal,
  prove: (sizes, { general, onCase }) => check({ ...sizes, general, onCase }),
  draws: true,
  bound: (proved) => boundOfRounds("om", proved),
};
