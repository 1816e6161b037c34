/**
 * `check` of interactive consistency: it is n instances of OM(m), each with another general, that share nothing but their
 * messages, so what is proved of OM(m) holds of each: an instance is a party of OM(m) itself (rules.ts).
 */
import { type CheckResult, check, checkRefusal, overall } from "../../../check/check.js";
import { BY_FOLDS, boundOfRounds, type Prover } from "../../../check/prover.js";
import type { Counterexample } from "../../../check/story.js";
import type { Conditions } from "../../../recording/verdict.js";

interface Reduced extends CheckResult {
  readonly protocol: "vector";
}

export const prover: Prover<Reduced> = {
  ...BY_FOLDS,
  refusal: checkRefusal,
  prove(sizes, { general, onCase }) {
    const checked = check({ ...sizes, general, onCase });
    return {
      ...checked,
      conditions: ofVectors(checked.conditions),
      counterexample: ofInstance(checked.counterexample),
      protocol: "vector",
    };
  },
  bound: (proved) => boundOfRounds("vector", proved),
  notes({ n, rounds, conditions, cases }) {
    const om = `OM(${rounds - 1})`;
    const reduced = `protocol vector: a node is n = ${n} parties of ${om}, every node the general of one; the table is about each`;
    const differs =
      "vectors differ where a loyal general is not obeyed, who holds his own value: IC1 is violated";
    return conditions.ic1 === overall(cases).ic1 ? [reduced] : [reduced, differs];
  },
};

/** Vectors are equal where in each instance the lieutenants decide alike, and as a loyal general does, who is one of the nodes that agree. */
function ofVectors({ ic1, ic2 }: Conditions): Conditions {
  return {
    ic1: overall([
      { ic1, ic2 },
      { ic1: ic2, ic2 },
    ]).ic1,
    ic2,
  };
}

/** The same lies in one instance, and none in the others: there every node gives what the general was to order. */
function ofInstance(counterexample: Counterexample | null): Counterexample | null {
  return counterexample && { ...counterexample, group: { ...counterexample.group, protocol: "vector" } };
}
