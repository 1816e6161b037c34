/** Random words, 32 coins each: xoshiro128++ (Blackman and Vigna, ACM TOMS 47(4), 2021), begun anew for each stream. */
import { type Words, wordsOf } from "../../core/random.js";

export class Coins {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 1;

  /** The stream of these numbers; equal numbers give equal streams. */
  begin(...seeds: readonly number[]): void {
    const words: Words = wordsOf(...seeds);
    this.#a = words() | 0;
    this.#b = words() | 0;
    this.#c = words() | 0;
    // all zeros would stay so
    this.#d = words() | 1;
  }

  /** Fills `into` from `from` to before `to`. */
  fill(into: Int32Array, from: number, to: number): void {
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    for (let at = from; at < to; at++) {
      const sum = (a + d) | 0;
      into[at] = ((sum << 7) | (sum >>> 25)) + a;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }
}
