/**
 * A request's body as a whole, from Node's own request: where a server answers thousands a second, wrapping each of them
 * into a `Request` with a stream costs more than all else that is done for it.
 */
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { BodyError } from "./body.js";

/** The text, or null: it takes more than so many bytes. Rejects with `BodyError` where the request breaks off. */
export async function wholeBody(c: Context, bytesMax: number): Promise<string | null> {
  const { incoming } = c.env as HttpBindings;
  if (Number(incoming.headers["content-length"] ?? 0) > bytesMax) return null;
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of incoming) {
      pieces.push(piece as Buffer);
      bytes += (piece as Buffer).length;
      if (bytes > bytesMax) return null;
    }
  } catch {
    throw new BodyError("the body breaks off");
  }
  return Buffer.concat(pieces).toString("utf8");
}
