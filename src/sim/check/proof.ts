/** What one argument found, and by how much work. docs/PROOFS.md states each argument. */
import type { Judgement } from "../../core/verdict.js";
import type { Told } from "./lieutenants.js";

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
  /** no proof: worlds tried for a violation */
  | "search";

/** A world in which a condition is violated. */
export interface Violation {
  readonly condition: "ic1" | "ic2";
  readonly order: string;
  readonly traitors: readonly number[];
  readonly told: Told;
}

export interface Proof {
  readonly argument: Argument;
  readonly ic1: Judgement;
  readonly ic2: Judgement;
  /** worlds that were played or folded */
  readonly evaluated: bigint;
  /** trees that were folded for them */
  readonly folds: bigint;
  readonly violations: readonly Violation[];
}

/** Keeps the first violation of each condition. */
export class Violations {
  readonly #first = new Map<Violation["condition"], Violation>();

  has(condition: Violation["condition"]): boolean {
    return this.#first.has(condition);
  }

  /** `make` is called for the first one only. */
  add(condition: Violation["condition"], make: () => Omit<Violation, "condition">): void {
    if (!this.has(condition)) this.#first.set(condition, { condition, ...make() });
  }

  judged(condition: Violation["condition"]): "holds" | "violated" {
    return this.has(condition) ? "violated" : "holds";
  }

  get all(): Violation[] {
    return [...this.#first.values()];
  }
}
