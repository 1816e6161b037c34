/** How an order looks: a letter and a place in the palette, so that no picture depends on colour alone. */
import { type Group, type Order, planeOrdersOf } from "../../core/group.js";
import { printable } from "../../core/printable.js";

const SHOWN_CHARS_MAX = 40;
const PALETTE = 5;

/** The shortest beginning that no other order has: `a`, `r`. */
export function letterOf(group: Group, order: Order): string {
  const letters = Array.from(order);
  const others = group.orders.filter((one) => one !== order);
  for (let length = 1; length < Math.min(3, letters.length); length++) {
    const start = letters.slice(0, length).join("");
    if (!others.some((other) => other.startsWith(start))) return printable(start);
  }
  return printable(letters.slice(0, 3).join(""));
}

/** `o0`: the default order, the light one; `o1` …: the others, dark. */
export function classOf(group: Group, order: Order): string {
  const plane = planeOrdersOf(group).indexOf(order);
  return `o${plane < 0 ? 0 : 1 + (plane % PALETTE)}`;
}

export function nameOf(order: Order): string {
  return printable(order, SHOWN_CHARS_MAX);
}
