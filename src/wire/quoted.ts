/** What a peer wrote, where a message repeats it. */
import { printable } from "../core/printable.js";

/** A value that a peer sent as its JSON, so that a text is seen to be one. */
export function asJson(value: unknown, charsMax = 40): string {
  return printable(JSON.stringify(value) ?? "nothing", charsMax);
}

/** A value that a peer sent, bounded and safe to print. */
export function quoted(value: unknown, charsMax = 40): string {
  return typeof value === "string" ? printable(value, charsMax) : asJson(value, charsMax);
}
