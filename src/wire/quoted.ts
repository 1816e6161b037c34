/** What a peer wrote, where a message repeats it. */
import { printable } from "../core/printable.js";

/** A value that a peer sent, bounded and safe to print. */
export function quoted(value: unknown, charsMax = 40): string {
  return printable(typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"), charsMax);
}
