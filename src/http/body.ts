/** What a request's body says: a JSON object, nested no deeper than what whoever gets it can go through. */
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

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

/**
 * The text as a whole, from Node's own request: where a server answers thousands a second, wrapping each of them into a `Request`
 * with a stream, or going through its pieces by an iterator, costs more than all else that is done for it.
 *
 * Null: it takes more than so many bytes, and what is left of it comes to nothing. Rejects with `BodyError` where the request
 * breaks off.
 */
export function wholeBody(request: IncomingMessage, bytesMax: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= bytesMax) pieces.push(piece);
      else resolve(null);
    });
    request.once("end", () => resolve(textOf(pieces)));
    // an error takes its stack along, which costs more than the rest: none is made for a body that was whole
    const brokenOff = () => {
      if (!request.readableEnded) reject(new BodyError("the body breaks off"));
    };
    request.once("error", brokenOff);
    // one that broke off before it was listened to says no more than this, or has said it
    request.once("close", brokenOff);
    if (request.destroyed) brokenOff();
  });
}

/** The same of a request that a framework wraps. */
export function wholeBodyIn(c: Context, bytesMax: number): Promise<string | null> {
  return wholeBody((c.env as HttpBindings).incoming, bytesMax);
}

function textOf(pieces: readonly Buffer[]): string {
  const [first] = pieces;
  return (pieces.length === 1 && first ? first : Buffer.concat(pieces)).toString("utf8");
}
