/**
 * A request's body as a whole, from Node's own request: where a server answers thousands a second, wrapping each of them
 * into a `Request` with a stream, or going through its pieces by an iterator, costs more than all else that is done for it.
 */
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { BodyError } from "./body.js";

/**
 * The text, or null: it takes more than so many bytes, and what is left of it comes to nothing. Rejects with `BodyError` where
 * the request breaks off.
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
