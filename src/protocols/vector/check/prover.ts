/**
 * `check` of interactive consistency: it is n instances of OM(m), each with another general, that share nothing but their
 * messages, so what is proved of OM(m) holds of each. That an instance is a run of OM(m) is seen in random worlds.
 */
import { type CheckResult, check, checkRefusal } from "../../../check/check.js";
import type { Counterexample } from "../../../check/counterexample.js";
import { BY_FOLDS, boundOfRounds, type Prover } from "../../../check/prover.js";
import { compareProjections } from "./projections.js";

/** Worlds that are played to see it. */
const PROJECTED_WORLDS = 100;
/** Nodes of the largest of them. */
const PROJECTED_NODES_MAX = 10;

interface Reduced extends CheckResult {
  readonly protocol: "vector";
  /** the argument carried out: entries of vectors that were compared with decisions of OM(m), and in how many worlds */
  readonly projections: { readonly worlds: number; readonly entries: number };
}

export const vectorProver: Prover<Reduced> = {
  ...BY_FOLDS,
  refusal(sizes) {
    const { nodes } = sizes;
    const refusal = checkRefusal(sizes);
    if (refusal !== null || nodes <= PROJECTED_NODES_MAX) return refusal;
    return `${nodes} nodes: what protocol vector does is compared with OM(m) up to ${PROJECTED_NODES_MAX} nodes\n  fix: check OM(m) itself, by leaving --protocol out`;
  },
  prove(sizes, { general, onCase }) {
    const checked = check({ ...sizes, general, onCase });
    const { n, traitors, rounds, counterexample } = checked;
    const entries = compareProjections(n, rounds - 1, PROJECTED_WORLDS, traitors);
    return {
      ...checked,
      counterexample: ofInstance(counterexample),
      protocol: "vector",
      projections: { worlds: PROJECTED_WORLDS, entries },
    };
  },
  bound: (proved) => boundOfRounds("vector", proved),
  notes({ n, rounds, projections: { worlds, entries } }) {
    const m = rounds - 1;
    return [
      `protocol vector: ${n} instances of OM(${m}), every node the general of one; the table is about each instance`,
      `an instance is a run of OM(${m}): ${entries} entries in ${worlds} random worlds were what OM(${m}) decides`,
    ];
  },
};

/** The same lies in one instance, and none in the others: there every node gives what the general was to order. */
function ofInstance(counterexample: Counterexample | null): Counterexample | null {
  return counterexample && { ...counterexample, group: { ...counterexample.group, protocol: "vector" } };
}
