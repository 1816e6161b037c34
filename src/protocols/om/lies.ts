/**
 * Lies: what can be made of an honest report. None of them changes the honest planes; a lie that differs in nothing
 * may be the honest report itself.
 *
 * `random` and `script` stand here a second time, in bits: a row of up to 32 relays is drawn at once, which `sim` at n = 22
 * and a campaign live on, and one relay of it is worked out from the same words (randomOrder). That both forms tell the same
 * along every path is tested for each strategy (test/adversary/strategies.test.ts).
 */

import { type Group, type NodeId, type Order, planeOrdersOf } from "../../core/group.js";
import type { Lying } from "../../core/lying.js";
import type { Path } from "../../core/path.js";
import { fillWithWords, type Words, wordAt, wordsOf } from "../../core/random.js";
import type { ScriptedLie } from "../../core/traitor.js";
import { cellIn, emptyReport, type OralReport, type Rows, setOrder, shapeOf } from "./report.js";
import { drivenRound } from "./slices.js";

/** Every relay's order replaced by `replace(order)`. */
export function mapOrders(group: Group, honest: OralReport, replace: (order: Order) => Order): OralReport {
  const planeOrders = planeOrdersOf(group);
  const lie = emptyReport(group, honest.round, honest.from);
  const planeOf = (order: Order) => lie.planes[planeOrders.indexOf(replace(order))];
  const fromDefault = planeOf(group.defaultOrder);
  if (fromDefault) {
    fromDefault.fill(2 ** shapeOf(group, honest.round).bits - 1);
    for (const plane of honest.planes) takeOut(fromDefault, plane);
  }
  honest.planes.forEach((plane, index) => {
    const target = planeOf(planeOrders[index] as Order);
    if (target) putIn(target, plane);
  });
  return lie;
}

function takeOut(rows: Rows, bits: Rows): void {
  for (let row = 0; row < rows.length; row++) rows[row] = (rows[row] as number) & ~(bits[row] as number);
}

function putIn(rows: Rows, bits: Rows): void {
  for (let row = 0; row < rows.length; row++) rows[row] = (rows[row] as number) | (bits[row] as number);
}

/** A random order for every relay, drawn from seed, sender, round, receiver and path. */
export function randomOrders(group: Group, honest: OralReport, to: NodeId, seed: number): OralReport {
  const lie = emptyReport(group, honest.round, honest.from);
  const seeds = [seed, honest.from, honest.round, to];
  const full = 2 ** shapeOf(group, honest.round).bits - 1;
  const [first, ...more] = lie.planes as [Rows, ...Rows[]];
  if (more.length === 0) {
    fillWithWords(first, full, seeds);
    return lie;
  }
  const words = wordsOf(...seeds);
  const digits = 32 - Math.clz32(lie.planes.length);
  const drawn = new Int32Array(digits);
  for (let row = 0; row < first.length; row++) drawRow(lie.planes, row, full, words, drawn);
  return lie;
}

/** The bit that {@link randomOrders} sets for one relay. */
function randomOrder(group: Group, path: Path, to: NodeId, seed: number): Order {
  const [order, ...more] = planeOrdersOf(group);
  if (more.length > 0) throw new RangeError("one relay of `random` is known among two orders only");
  const round = drivenRound(group, path);
  const { row, bit } = cellIn(group, round, path);
  const word = wordAt([seed, path.at(-1) as NodeId, round, to], row);
  return (word >>> bit) & 1 ? (order as Order) : group.defaultOrder;
}

/**
 * Draws one of k orders for each bit of a row, all bits at once: as many words as k − 1 has binary digits give each
 * bit a number. Number 0 is the default order, the others have a plane each; from k on they are drawn again.
 */
function drawRow(planes: readonly Rows[], row: number, full: number, words: Words, drawn: Int32Array): void {
  for (let left = full; left !== 0; ) {
    for (let digit = 0; digit < drawn.length; digit++) drawn[digit] = words();
    let again = left & ~bitsAt(drawn, 0);
    for (let index = 0; index < planes.length; index++) {
      const plane = planes[index] as Rows;
      const bits = again & bitsAt(drawn, index + 1);
      plane[row] = (plane[row] as number) | bits;
      again &= ~bits;
    }
    left = again;
  }
}

/** The bits whose number in `drawn`, a word a digit, is `number`. */
function bitsAt(drawn: Int32Array, number: number): number {
  let bits = -1;
  for (let digit = 0; digit < drawn.length; digit++) {
    const word = drawn[digit] as number;
    bits &= (number >>> digit) & 1 ? word : ~word;
  }
  return bits;
}

/** The honest relays but for those that the script names for this round and receiver. */
function scripted(group: Group, honest: OralReport, to: NodeId, lies: readonly ScriptedLie[]): OralReport {
  const told = lies.filter((lie) => drivenRound(group, lie.path) === honest.round && lie.to === to);
  if (told.length === 0) return honest;
  const planes = honest.planes.map((rows) => rows.slice());
  for (const lie of told) {
    const cell = cellIn(group, honest.round, lie.path);
    for (const rows of planes) rows[cell.row] = (rows[cell.row] as number) & ~(1 << cell.bit);
    setOrder(group, planes, cell, lie.order ?? group.defaultOrder);
  }
  return { ...honest, planes };
}

export const oralLying: Lying<OralReport> = {
  map: mapOrders,
  random: randomOrders,
  randomAt: randomOrder,
  scripted,
};
