/** Values that know where they were written, so that a check can point at the spot. Files and flags both become these. */

import type { Source, Spot } from "./problem.js";

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly spot: Spot;
  readonly value: string | number | boolean | null;
}

export interface LocatedList {
  readonly kind: "list";
  readonly spot: Spot;
  readonly items: readonly Located[];
}

export interface LocatedEntry {
  readonly key: Spot;
  readonly value: Located;
}

export interface LocatedMap {
  readonly kind: "map";
  readonly spot: Spot;
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export type Located = LocatedScalar | LocatedList | LocatedMap;

/** Keys and indexes from the top of a configuration. */
export type Keys = readonly PropertyKey[];

/** The spot that covers a whole source. */
export function wholeOf(source: Source): Spot {
  return { source, start: 0, end: source.text.length };
}

/** The plain value, as JSON.parse would have given it. */
export function toValue(located: Located): unknown {
  if (located.kind === "scalar") return located.value;
  if (located.kind === "list") return located.items.map(toValue);
  return Object.fromEntries([...located.entries].map(([key, entry]) => [key, toValue(entry.value)]));
}

/** The value at the keys, or undefined where there is none. */
export function at(top: Located, keys: Keys): Located | undefined {
  let here: Located | undefined = top;
  for (const key of keys) here = here && childOf(here, key);
  return here;
}

/** Where to point for the keys: at the value; at its key if it is empty; at what should hold it if it is missing. */
export function spotAt(top: Located, keys: Keys): Spot {
  let here = top;
  let spot = top.spot;
  for (const key of keys) {
    const child = childOf(here, key);
    if (child === undefined) return spot;
    const isEmpty = child.spot.start === child.spot.end;
    spot = isEmpty ? (keySpotOf(here, key) ?? child.spot) : child.spot;
    here = child;
  }
  return spot;
}

/** Where the last of the keys is written; for an index, where the item is. */
export function keySpotAt(top: Located, keys: Keys): Spot {
  const holder = at(top, keys.slice(0, -1));
  const last = keys.at(-1);
  return (holder && last !== undefined && keySpotOf(holder, last)) || spotAt(top, keys);
}

function childOf(located: Located, key: PropertyKey): Located | undefined {
  if (located.kind === "list") return located.items[Number(key)];
  return located.kind === "map" ? located.entries.get(String(key))?.value : undefined;
}

function keySpotOf(located: Located, key: PropertyKey): Spot | undefined {
  return located.kind === "map" ? located.entries.get(String(key))?.key : undefined;
}
