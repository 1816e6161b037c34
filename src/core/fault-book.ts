/**
 * Which faults are told: each different one once, but of each peer, kind and round no more than ten, and then the
 * hundredth, the thousandth …; so that nothing a peer sends fills a log or a result.
 */
import type { Fault } from "./fault.js";
import { keptIn } from "./grouped.js";

/** Different ones that are all told; different faults of one peer, kind and round are hardly more. */
export const DIFFERENT_MAX = 10;

interface Told {
  readonly first: Set<string>;
  times: number;
}

export class FaultBook {
  readonly #told = new Map<string, Told>();

  /** A round beyond the last one, which a peer made up, counts as none. */
  constructor(private readonly lastRound: number) {}

  /** As it is to be told; null where it is not. */
  news(fault: Fault): Fault | null {
    const { from, round, kind, detail } = fault;
    const isRound = round !== null && round >= 0 && round <= this.lastRound;
    const key = `${from} ${kind} ${isRound ? round : ""}`;
    const told = keptIn(this.#told, key, () => ({ first: new Set<string>(), times: 0 }));
    if (told.first.has(detail)) return null;
    told.times++;
    if (told.times <= DIFFERENT_MAX) {
      told.first.add(detail);
      return fault;
    }
    const isTold = /^10+$/.test(String(told.times));
    return isTold ? { ...fault, detail: `${detail} (${told.times} different ones)` } : null;
  }
}
