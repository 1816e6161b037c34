/** A flag that takes a whole number. */
import { printable } from "../core/printable.js";
import { wholeNumber } from "../core/whole.js";
import { usage } from "./exit.js";

export function countOf(flag: string, text: string): number {
  const value = wholeNumber(text);
  if (value !== null) return value;
  throw usage(`${flag} ${printable(text, 40)} is not a whole number`, `write, for instance, ${flag} 7`);
}
