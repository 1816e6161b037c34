/** Lies: what can be made of an honest report. Each returns new planes and leaves the honest ones as they are. */
import { type Group, type NodeId, type Order, planeOrdersOf } from "../core/group.js";
import { cellOf, rowBits } from "../core/path.js";
import { emptyReport, fullRow, type Report, type Rows, setOrder } from "../core/report.js";
import { wordsOf } from "./random.js";
import type { ScriptedLie } from "./traitor.js";

/** Every relay's order replaced by `replace(order)`. */
export function mapOrders(group: Group, honest: Report, replace: (order: Order) => Order): Report {
  const planeOrders = planeOrdersOf(group);
  const lie = emptyReport(group, honest.round, honest.from);
  const full = fullRow(group.ids.length, honest.round);
  for (const order of group.orders) {
    const target = lie.planes[planeOrders.indexOf(replace(order))];
    if (!target) continue;
    const source = honest.planes[planeOrders.indexOf(order)];
    for (let row = 0; row < target.length; row++) {
      const bits = source ? (source[row] as number) : full & ~unionOf(honest.planes, row);
      target[row] = (target[row] as number) | bits;
    }
  }
  return lie;
}

function unionOf(planes: readonly Rows[], row: number): number {
  let bits = 0;
  for (const plane of planes) bits |= plane[row] as number;
  return bits;
}

/** The next of `orders` for every relay: with two orders the other one. */
export function nextOrder(group: Group, honest: Report): Report {
  const { orders } = group;
  return mapOrders(group, honest, (order) => orders[(orders.indexOf(order) + 1) % orders.length] as Order);
}

/** A random order for every relay, drawn from seed, sender, round, receiver and path. */
export function randomOrders(group: Group, honest: Report, to: NodeId, seed: number): Report {
  const lie = emptyReport(group, honest.round, honest.from);
  const words = wordsOf(seed, honest.from, honest.round, to);
  const bits = rowBits(group.ids.length, honest.round);
  const full = fullRow(group.ids.length, honest.round);
  const [first] = lie.planes as [Rows, ...Rows[]];
  for (let row = 0; row < first.length; row++) {
    if (lie.planes.length === 1) {
      first[row] = words() & full;
      continue;
    }
    for (let bit = 0; bit < bits; bit++) {
      const plane = lie.planes[words() % group.orders.length];
      if (plane) plane[row] = (plane[row] as number) | (1 << bit);
    }
  }
  return lie;
}

/** The honest relays but for those that the script names for this round and receiver. */
export function scripted(group: Group, honest: Report, to: NodeId, lies: readonly ScriptedLie[]): Report {
  const planes = honest.planes.map((rows) => rows.slice());
  for (const lie of lies) {
    if (lie.round !== honest.round || lie.to !== to) continue;
    const cell = cellOf(group, lie.path);
    for (const rows of planes) rows[cell.row] = (rows[cell.row] as number) & ~(1 << cell.bit);
    setOrder(group, planes, cell, lie.order ?? group.defaultOrder);
  }
  return { ...honest, planes };
}
