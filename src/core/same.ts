/** Whether two things that hold data alone hold the same: rows of bits, bytes, lists and plain objects. */

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (isRows(a) && isRows(b)) return areSameRows(a, b);
  // lists of their keys would be most of what this costs
  let keys = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !isSame(a[key], b[key])) return false;
    keys++;
  }
  for (const _ in b) keys--;
  return keys === 0;
}

function areSameRows(a: Rows, b: Rows): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

type Rows = Uint8Array | Uint16Array | Uint32Array;

function isRows(value: unknown): value is Rows {
  return value instanceof Uint16Array || value instanceof Uint32Array || value instanceof Uint8Array;
}
