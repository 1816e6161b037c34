/** What one argument found, and by how much work. docs/PROOFS.md states each argument. */
import type { Conditions } from "../recording/verdict.js";
import type { Cast } from "./worlds.js";

export type Argument =
  /** every world played out, bit by bit */
  | "brute force"
  /** every shared world; each lieutenant's last round at its two extremes */
  | "last round, extremes"
  /** every shared world; each lieutenant's last round bit by bit */
  | "last round, every bit"
  /** the one world that is worst by monotonicity, an order and a number of lying lieutenants */
  | "worst case"
  /** every path holds a loyal node, below which the worst case is as of a smaller group */
  | "common path"
  /** fewer than two loyal lieutenants cannot differ */
  | "alone"
  /** the fewest lies for each class of paths; worlds with the fewest are played */
  | "classes of paths";

export interface Proof extends Conditions {
  readonly argument: Argument;
  /** worlds that were played or folded */
  readonly evaluated: bigint;
  /** trees that were folded for them */
  readonly folds: bigint;
}

/** By which conditions were seen violated; IC2 asks nothing under a traitor general. */
export function judgedBy(violations: ReadonlySet<keyof Conditions>, cast: Cast): Conditions {
  const judged = (condition: keyof Conditions) => (violations.has(condition) ? "violated" : "holds");
  return {
    ic1: judged("ic1"),
    ic2: cast.general === "traitor" ? "vacuous" : judged("ic2"),
  };
}
