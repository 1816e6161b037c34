/** Whether two things that hold data alone hold the same: rows of bits, lists and plain objects. */

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (isRows(a) && isRows(b)) return a.length === b.length && a.every((row, at) => row === b[at]);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isRows(value: unknown): value is Uint16Array | Uint32Array {
  return value instanceof Uint16Array || value instanceof Uint32Array;
}
