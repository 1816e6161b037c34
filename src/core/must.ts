/** Mistakes of our own callers, found where they are made. What a peer does wrong is data (fault.ts) and never comes here. */

export function must(holds: unknown, what: string | (() => string)): asserts holds {
  if (!holds) throw new Error(`a bug: ${typeof what === "string" ? what : what()}`);
}

/** The entry of a list that has so many; negative indices count from its end. */
export function at<T>(list: readonly T[], index: number): T {
  const entry = list.at(index);
  must(entry !== undefined, () => `entry ${index} of a list of ${list.length}`);
  return entry;
}
