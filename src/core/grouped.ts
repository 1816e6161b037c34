/** What a map holds under a key, which is made where it holds nothing yet. */
export function keptIn<K, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Lists by what their members have in common, in the order of the first ones: as Map.groupBy, which Node.js 20 has not. */
export function groupedBy<T, K>(list: Iterable<T>, keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    keptIn(groups, keyOf(one), () => []).push(one);
  }
  return groups;
}
