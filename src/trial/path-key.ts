/**
 * Paths as keys of maps. Ids go from 1 to 63, so that a short path is a number in base 64 without a zero: quick to make, and no two
 * paths have the same. What programs and traitors tell may hold any id, and be of any length: such a path is its words.
 */
import type { NodeId } from "../core/group.js";
import type { Path } from "../core/path.js";

export type PathKey = number | string;

const BASE = 64;
/** 64⁸ is below 2⁵³, and one id more is the receiver's. */
const HOPS_MAX = 7;

export function keyOf(path: Path): PathKey {
  if (path.length > HOPS_MAX) return path.join(".");
  let key = 0;
  // by place: until code is optimized, `of` makes two objects a step
  for (let place = 0; place < path.length; place++) {
    const id = path[place] as NodeId;
    if (!isDigit(id)) return path.join(".");
    key = key * BASE + id;
  }
  return key;
}

/** A path and who is told it. */
export function keyTo(to: NodeId, path: Path): PathKey {
  const key = keyOf(path);
  return typeof key === "number" && isDigit(to) ? key * BASE + to : `${to} ${path.join(".")}`;
}

function isDigit(id: NodeId): boolean {
  return id > 0 && id < BASE;
}
