/** All that there is to go through: sets of nodes, and choices. */
import { at } from "../core/must.js";

/** Every set of `size` of `ids`. */
export function* subsets(ids: readonly number[], size: number): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = 0; index + size <= ids.length; index++) {
    for (const rest of subsets(ids.slice(index + 1), size - 1)) yield [at(ids, index), ...rest];
  }
}

/** Every choice of one of each list. */
export function* product<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = lists;
  if (!first) yield [];
  else for (const one of first) for (const others of product(rest)) yield [one, ...others];
}
