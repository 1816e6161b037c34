/** What a machine gives as its state: whether JSON keeps it, since a member that is started again has nothing else. */

/** JSON writes them as {}, or leaves them out. */
const UNKEPT = ["[object Map]", "[object Set]", "[object Promise]", "[object WeakMap]", "[object WeakSet]"];

export const SNAPSHOT_FIX = "return what JSON writes and reads unchanged, such as [...map]";

/** Why a snapshot cannot stand for the blocks that made it, or null. */
export function snapshotFault(snapshot: unknown): string | null {
  const lost = lostIn(snapshot, []);
  return lost && `the machine's snapshot is, or holds, ${lost}, which JSON does not keep`;
}

/** What in it JSON would lose, e.g. `a Map`; null: nothing that `restore` could miss. `around`: what holds it. */
function lostIn(state: unknown, around: readonly object[]): string | null {
  if (typeof state === "number") return Number.isFinite(state) ? null : String(state);
  if (state === undefined) return "undefined";
  if (typeof state === "function" || typeof state === "symbol" || typeof state === "bigint")
    return `a ${typeof state}`;
  // what has a toJSON says itself what stands for it
  if (typeof state !== "object" || state === null || "toJSON" in state) return null;
  if (around.includes(state)) return "a part that holds itself";
  const kind = Object.prototype.toString.call(state);
  if (UNKEPT.includes(kind)) return `a ${kind.slice("[object ".length, -1)}`;
  const isList = Array.isArray(state);
  const inside = [...around, state];
  for (const part of Object.values(state)) {
    // a key that is left out is undefined again, and a method is the machine's own
    if (!isList && (part === undefined || typeof part === "function")) continue;
    const lost = lostIn(part, inside);
    if (lost !== null) return lost;
  }
  return null;
}
