/** A seeded stream of 32-bit words: splitmix32 (after Steele, Lea and Flood, OOPSLA 2014). */
export type Words = () => number;

/** The stream of these whole numbers; equal numbers in equal order give equal streams. */
export function wordsOf(...seeds: readonly number[]): Words {
  let state = stateOf(seeds);
  return () => {
    state = (state + STEP) | 0;
    return mix(state);
  };
}

/** Sets each of millions of rows to the next word of the stream of `seeds`, as far as `mask` has bits. */
export function fillWithWords(rows: Uint16Array | Uint32Array, mask: number, seeds: readonly number[]): void {
  let state = stateOf(seeds);
  for (let row = 0; row < rows.length; row++) {
    state = (state + STEP) | 0;
    rows[row] = mix(state) & mask;
  }
}

/** The word that {@link fillWithWords} puts in `row`. */
export function wordAt(seeds: readonly number[], row: number): number {
  return mix((stateOf(seeds) + Math.imul(row + 1, STEP)) | 0);
}

const STEP = 0x9e3779b9 | 0;

function stateOf(seeds: readonly number[]): number {
  return seeds.reduce((state, seed) => mix((state ^ seed) + STEP), 0) | 0;
}

function mix(word: number): number {
  let z = word | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
