/**
 * How many nodes it takes against m traitors: of each protocol one number, from which follow how many traitors n nodes
 * tolerate and whether they are enough.
 */
import type { Group } from "./group.js";

export class Bound {
  constructor(
    /** The fewest nodes that tolerate m traitors. */
    readonly nodesNeeded: (m: number) => number,
    /** In signs, e.g. `n > 3m`. */
    readonly text: string,
    /** the same of n and m, e.g. `n = 7 > 3m = 6` or `n = 6 is not above 3m = 6` */
    private readonly words: (n: number, m: number, isKept: boolean) => string,
  ) {}

  /** Whether n nodes are enough for the guarantee against m traitors. */
  tolerates(n: number, m: number): boolean {
    return n >= this.nodesNeeded(m);
  }

  /** The most traitors that n nodes tolerate, by halving: n may be any safe whole number. */
  mMax(n: number): number {
    if (!Number.isSafeInteger(n) || n < 0)
      throw new RangeError(`nodes is ${typeof n} ${String(n)}, and no whole number from 0 on`);
    let [least, most] = [0, n];
    while (least < most) {
      const m = most - Math.floor((most - least) / 2);
      if (this.tolerates(n, m)) least = m;
      else most = m - 1;
    }
    return least;
  }

  said(n: number, m: number): string {
    return this.words(n, m, this.tolerates(n, m));
  }
}

/** Without signatures, against any lie (Pease, Shostak and Lamport 1980; of OM(m) Lamport et al. 1982, Theorem 1). */
export const ABOVE_3M = new Bound(
  (m) => 3 * m + 1,
  "n > 3m",
  (n, m, isKept) => `n = ${n} ${isKept ? ">" : "is not above"} 3m = ${3 * m}`,
);

/**
 * READYs that make a safe start against m traitors that sign nothing: n−m of them, since m may keep silent. At n ≤ 3m
 * nothing is safe, and a node waits for all.
 */
export function readiesAbove3m({ ids, m }: Group): number {
  return ABOVE_3M.tolerates(ids.length, m) ? ids.length - m : ids.length;
}

/** The largest m that n nodes tolerate without signatures: floor((n−1)/3). */
export function maxTolerated(n: number): number {
  return ABOVE_3M.mMax(n);
}
