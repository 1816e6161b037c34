/** What a vector is combined to: one order out of one entry a node. Equal vectors combine alike. */
import type { Combine, Order } from "../../core/group.js";
import { strictMajority } from "../om/text-tree.js";

/** A decimal number as JSON and people write it; not `0x10`, not `Infinity`. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * `majority`: what more than half of all entries are, default orders among them. `median`: of the entries that are
 * numbers the middle one as it was written, the lower of two; other entries, a default order that is no number among
 * them, do not take part. Where there is neither: the default order.
 *
 * Of n > 3m entries with at most m of traitors, the median lies between the loyal ones if those are numbers: at least
 * 2m + 1 are left, and at most m of them stand on either side of it that are not loyal.
 */
export function combined(combine: Combine, entries: readonly Order[], defaultOrder: Order): Order {
  return (combine === "majority" ? strictMajority(entries) : lowerMedian(entries)) ?? defaultOrder;
}

/** Numbers that are equal but written otherwise go by their text, so that the order of entries does not matter. */
function lowerMedian(entries: readonly Order[]): Order | null {
  const numbers = entries
    .filter((entry) => NUMBER.test(entry) && Number.isFinite(Number(entry)))
    .toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  return numbers[Math.floor((numbers.length - 1) / 2)] ?? null;
}
