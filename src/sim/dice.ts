/** Seeded choices: the same seed gives the same ones in the same order. */
import { type Words, wordsOf } from "../core/random.js";

export class Dice {
  readonly #words: Words;

  constructor(...seeds: readonly number[]) {
    this.#words = wordsOf(...seeds);
  }

  /** 0 … count−1 */
  below(count: number): number {
    return this.#words() % count;
  }

  /** min … max, both included */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  chance(probability: number): boolean {
    return this.#words() < probability * 2 ** 32;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let left = this.below(choices.reduce((sum, [, weight]) => sum + weight, 0));
    const found = choices.find(([, weight]) => {
      left -= weight;
      return left < 0;
    });
    return (found as readonly [T, number])[0];
  }

  /** `count` of them in random order. */
  shuffled<T>(from: readonly T[], count: number): T[] {
    const left = [...from];
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0] as T);
  }

  /** `count` of the numbers, ascending. */
  some(from: readonly number[], count: number): number[] {
    return this.shuffled(from, count).sort((a, b) => a - b);
  }
}
