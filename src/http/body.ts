/** What a request's body says: a JSON object, nested no deeper than what whoever gets it can go through. */

/** A body that is none; the message is for whoever sent it. */
export class BodyError extends Error {
  override readonly name = "BodyError";
}

/** Values may be of any kind, and a configuration around them nests five levels. */
const NESTING_MAX = 64;

/** Throws `BodyError`. */
export function objectOf(body: string): Readonly<Record<string, unknown>> {
  if (isTooDeep(body)) throw new BodyError(`the body nests more than ${NESTING_MAX} levels`);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new BodyError(`the body is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new BodyError("the body is not a JSON object");
}

/** Before it is parsed: what comes after goes through it by recursion. */
function isTooDeep(body: string): boolean {
  if (body.split("[", NESTING_MAX).length + body.split("{", NESTING_MAX).length <= NESTING_MAX) return false;
  let depth = 0;
  for (const [token] of body.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?|[[\]{}]/g)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth > NESTING_MAX) return true;
  }
  return false;
}
