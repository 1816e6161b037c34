/** How an order looks: a letter and a place in the palette, so that no picture depends on colour alone. */
import { type Group, type NodeId, type Order, planeOrdersOf } from "../../core/group.js";
import { formatPath } from "../../core/path.js";
import { printable } from "../../core/printable.js";
import type { Relay } from "../../core/relay.js";
import { protocolOf } from "../../protocols/index.js";
import { groupOfRun, type Recording } from "../../recording/recording.js";

const SHOWN_CHARS_MAX = 40;
/** Colours beside that of the default order (style/values.css); with more orders they come again. */
export const PALETTE = 23;
const LETTERS_MAX = 3;
const VALUE_LETTERS_MAX = 5;
const NUMBER_LETTERS_MAX = 7;

/** The group of a run with every order that is told in it: where each node has a value, values are any text. */
export function shownGroup({ run, reports, decisions }: Recording): Group {
  const group = groupOfRun(run);
  if (!protocolOf(group).everyone) return group;
  const told = reports.flatMap(({ relays = [] }) => relays.map(({ order }) => order));
  const held = decisions.flatMap(({ vector = {} }) => Object.values(vector));
  const values = [...Object.values(run.values ?? {}), ...held, ...told];
  return { ...group, orders: [...new Set([...group.orders, ...values])] };
}

/**
 * The shortest beginning that no other order has: `a`, `r`. Values that are free begin alike more often, and those that
 * are numbers are not cut: the beginning of a number is another number.
 */
export function letterOf(group: Group, order: Order): string {
  const letters = Array.from(order);
  if (protocolOf(group).everyone && /^[-+]?[\d.]/.test(order))
    return printable(
      letters.length > NUMBER_LETTERS_MAX ? `${letters.slice(0, NUMBER_LETTERS_MAX - 1).join("")}…` : order,
    );
  const others = group.orders.filter((one) => one !== order);
  const most = protocolOf(group).everyone ? VALUE_LETTERS_MAX : LETTERS_MAX;
  for (let length = 1; length < Math.min(most, letters.length); length++) {
    const start = letters.slice(0, length).join("");
    if (!others.some((other) => other.startsWith(start))) return printable(start);
  }
  return printable(letters.slice(0, most).join(""));
}

/** `o0`: the default order, the light one; `o1` …: the others, dark. */
export function classOf(group: Group, order: Order): string {
  const plane = planeOrdersOf(group).indexOf(order);
  return `o${plane < 0 ? 0 : 1 + (plane % PALETTE)}`;
}

export function nameOf(order: Order): string {
  return printable(order, SHOWN_CHARS_MAX);
}

/** An order and who signed it, which the paper writes `attack:1:3`. */
export function chainText({ order, path }: Relay): string {
  return `${nameOf(order)} along ${formatPath(path)}`;
}

/** Whether this node orders alone. */
export function isGeneral(group: Group, id: NodeId): boolean {
  return id === group.general && !protocolOf(group).everyone;
}
