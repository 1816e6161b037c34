/** A seeded stream of 32-bit words: splitmix32 (after Steele, Lea and Flood, OOPSLA 2014). */
export type Words = () => number;

/** The stream of these whole numbers; equal numbers in equal order give equal streams. */
export function wordsOf(...seeds: readonly number[]): Words {
  let state = 0;
  for (const seed of seeds) state = mix((state ^ (seed >>> 0)) + 0x9e3779b9);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state);
  };
}

function mix(word: number): number {
  let z = word | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
