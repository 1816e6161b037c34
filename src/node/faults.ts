/**
 * Which faults are told: of each peer, kind and round the first one, and of different ones that follow the tenth, the
 * hundredth …; so that nothing a peer sends fills a log or a result. The same one again is no news.
 */
import type { Fault } from "../core/fault.js";

interface Told {
  readonly first: string;
  last: string;
  times: number;
}

export class FaultBook {
  readonly #lastRound: number;
  readonly #told = new Map<string, Told>();

  /** A round beyond the last one, which a peer made up, counts as none. */
  constructor(lastRound: number) {
    this.#lastRound = lastRound;
  }

  /** As it is to be told; null where it is not. */
  news(fault: Fault): Fault | null {
    const { from, round, kind, detail } = fault;
    const isRound = round !== null && round >= 0 && round <= this.#lastRound;
    const key = `${from} ${kind} ${isRound ? round : ""}`;
    const told = this.#told.get(key);
    if (!told) {
      this.#told.set(key, { first: detail, last: detail, times: 1 });
      return fault;
    }
    if (detail === told.first || detail === told.last) return null;
    told.last = detail;
    told.times++;
    return /^10+$/.test(String(told.times))
      ? { ...fault, detail: `${detail} (${told.times} different ones)` }
      : null;
  }
}
