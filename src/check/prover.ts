/** What `check` needs of a protocol, as one record: which sizes it proves, the proof, and its words. */
import type { ProtocolName } from "../core/group.js";
import { protocolOf } from "../protocols/index.js";
import type { Conditions } from "../recording/verdict.js";
import type { CheckedCase, CheckResult, Sizes } from "./check.js";
import type { Counterexample } from "./story.js";

/** All worlds of every set of so many traitors. */
export type ProvedCase = Omit<CheckedCase, "proofs" | "cut"> & Partial<Pick<CheckedCase, "proofs">>;

/** What every proof comes to. */
export interface Proved {
  readonly n: number;
  readonly m: number;
  readonly traitors: number;
  readonly rounds: number;
  readonly conditions: Conditions;
  readonly worlds: { readonly covered: string; readonly evaluated: string };
  readonly cases: readonly ProvedCase[];
  readonly counterexample: Counterexample | null;
}

/** What is asked beside sizes. */
export interface Asked {
  readonly general: "loyal" | "traitor" | "both";
  /** whether a counterexample is to be written as a configuration */
  readonly isWritten: boolean;
  /** called as soon as a case is done, where cases are done one by one */
  readonly onCase: (done: CheckedCase) => void;
}

export interface Prover<P extends Proved> {
  /** How many rounds there are for m. */
  rounds(m: number): number;
  /** Why this cannot be proved, or null when it can. */
  refusal(sizes: Sizes, asked: Asked): string | null;
  prove(sizes: Sizes, asked: Asked): P;
  /** Whether random worlds can be drawn instead (sim/campaign.ts). */
  readonly draws?: true;
  /** What is behind `Every lie of …`, where it must be said. */
  readonly by?: string;
  /** The bound of the rounds that are played. */
  bound(proved: P): string;
  /** What had to be done for all that was covered, e.g. `evaluated 12`. */
  effort(proved: P): string;
  /** What else is to be known of the proof. */
  notes?(proved: P): readonly string[];
}

/** The bound where a protocol of m + 1 rounds is played with some other number of them. */
export function boundOfRounds(protocol: ProtocolName, { n, m, traitors, rounds }: Proved): string {
  const rules = protocolOf({ protocol });
  const bound = rules.bound.said(n, rounds - 1);
  if (rounds !== m + 1)
    return `${rounds} ${rounds === 1 ? "round" : "rounds"}, as ${rules.title(rounds - 1)} has them; ${bound}`;
  return traitors === m ? bound : `${bound}; ${traitors > m ? "more" : "fewer"} traitors than m = ${m}`;
}

/** What proofs of a protocol of m + 1 rounds by evaluating and folding worlds have in common. */
export const BY_FOLDS = {
  rounds: (m: number) => m + 1,
  effort: ({ worlds: { evaluated, folds } }: CheckResult) => `evaluated ${evaluated}, with ${folds} folds`,
};
