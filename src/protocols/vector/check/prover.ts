/**
 * `check` of interactive consistency: it is n instances of OM(m), each with another general, that share nothing but their
 * messages, so what is proved of OM(m) holds of each: an instance is a party of OM(m) itself (rules.ts).
 */
import { type CheckResult, check, checkRefusal } from "../../../check/check.js";
import { BY_FOLDS, boundOfRounds, type Prover } from "../../../check/prover.js";
import type { Counterexample } from "../../../check/story.js";

interface Reduced extends CheckResult {
  readonly protocol: "vector";
}

export const prover: Prover<Reduced> = {
  ...BY_FOLDS,
  refusal: checkRefusal,
  prove(sizes, { general, onCase }) {
    const checked = check({ ...sizes, general, onCase });
    return { ...checked, counterexample: ofInstance(checked.counterexample), protocol: "vector" };
  },
  bound: (proved) => boundOfRounds("vector", proved),
  notes({ n, rounds }) {
    const om = `OM(${rounds - 1})`;
    return [
      `protocol vector: a node is n = ${n} parties of ${om}, every node the general of one; the table is about each`,
    ];
  },
};

/** The same lies in one instance, and none in the others: there every node gives what the general was to order. */
function ofInstance(counterexample: Counterexample | null): Counterexample | null {
  return counterexample && { ...counterexample, group: { ...counterexample.group, protocol: "vector" } };
}
