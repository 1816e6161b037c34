/** Measuring on a shared, noisy machine: two things in turn, a warm-up first, and medians of ratios taken pair by pair. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export interface Pairs {
  /** ms */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** a / b of each pair */
  readonly ratios: readonly number[];
}

/** A B A B …, after one warm-up of each that is not counted. */
export async function inTurn(pairs: number, a: () => unknown, b: () => unknown): Promise<Pairs> {
  const timesA: number[] = [];
  const timesB: number[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    timesA.push(await timed(a));
    timesB.push(await timed(b));
  }
  const [countedA, countedB] = [timesA.slice(1), timesB.slice(1)];
  return { a: countedA, b: countedB, ratios: countedA.map((ms, pair) => ms / (countedB[pair] as number)) };
}

/** ms */
async function timed(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
