/** `check` of signed messages: every world, played out. */
import type { CheckResult } from "../../../check/check.js";
import { BY_FOLDS, boundOfRounds, type Prover } from "../../../check/prover.js";
import { checkSigned, signedRefusal } from "./check.js";

export const prover: Prover<CheckResult> = {
  ...BY_FOLDS,
  refusal: signedRefusal,
  prove: (sizes, { general }) => checkSigned(sizes, general),
  bound: (proved) => boundOfRounds("sm", proved),
};
