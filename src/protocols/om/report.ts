/**
 * A report: all the relays that one node tells another in one round, as bits.
 *
 * Each order but the default one has a plane: rows of bits in canonical path order (core/path.ts), a set bit where the
 * relay is that order. A relay with no bit in any plane is the default order, so that a report that never came
 * is a report of zeros.
 */
import { type Group, type NodeId, type Order, planeOrdersOf } from "../../core/group.js";
import { type Cell, cellOf, type Path, pathsOf, rowBits, rowCount } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";
import type { Told } from "./pattern.js";
import { levelOf, relaysTold, sliceAt, withHops, withoutHops } from "./slices.js";

/** A report of more relays than this is packed on the wire, if `wire` is auto, and counted in recordings. */
export const RELAYS_SPELLED_OUT_MAX = 1000;

/** Rows of one plane: 16 bits each where they fit, else 32. */
export type Rows = Uint16Array | Uint32Array;

export interface OralReport {
  readonly round: number;
  readonly from: NodeId;
  /** one plane for each order of {@link planeOrdersOf}, in that order */
  readonly planes: readonly Rows[];
  /** Where the only plane is still to be made: makes it in this place. Whoever asks for `planes` has it made in fresh memory. */
  makeIn?(rows: Rows): void;
  /** Where the only plane came told by a pattern: this. */
  readonly told?: Told | undefined;
}

/** Rows of zeros for a report of `round` among n nodes. */
export function emptyRows(n: number, round: number): Rows {
  const rows = rowCount(n, round);
  return rowBits(n, round) <= 16 ? new Uint16Array(rows) : new Uint32Array(rows);
}

/** The report that stands for one that never came: the default order everywhere. */
export function emptyReport(group: Group, round: number, from: NodeId): OralReport {
  const { group: of, level } = levelOf(group, round);
  return { round, from, planes: planeOrdersOf(group).map(() => emptyRows(of.ids.length, level)) };
}

/** A row with every bit of a report of `round` set. */
export function fullRow(n: number, round: number): number {
  return 2 ** rowBits(n, round) - 1;
}

/** What the rows of one report take, all planes, bytes. */
export function reportBytes(group: Group, round: number): number {
  const { rows, bytesEach } = shapeOf(group, round);
  return (group.orders.length - 1) * rows * bytesEach;
}

/** Each plane of a report of `round`: rows, and of how many bits and bytes. */
export function shapeOf(group: Group, round: number): { rows: number; bits: number; bytesEach: 2 | 4 } {
  const { group: of, level } = levelOf(group, round);
  const bits = rowBits(of.ids.length, level);
  return { rows: rowCount(of.ids.length, level), bits, bytesEach: bits <= 16 ? 2 : 4 };
}

export function orderAt(group: Group, planes: readonly Rows[], { row, bit }: Cell): Order {
  for (let plane = 0; plane < planes.length; plane++) {
    if (((planes[plane]?.[row] ?? 0) >>> bit) & 1) return planeOrdersOf(group)[plane] as Order;
  }
  return group.defaultOrder;
}

/** Sets one relay; the cell must still hold the default order. */
export function setOrder(group: Group, planes: readonly Rows[], cell: Cell, order: Order): void {
  const rows = planes[planeOrdersOf(group).indexOf(order)];
  if (rows) rows[cell.row] = (rows[cell.row] ?? 0) | (1 << cell.bit);
}

/** The number of ones in a row of up to 32 bits. */
export function countBits(row: number): number {
  const twos = row - ((row >>> 1) & 0x55555555);
  const fours = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** How many relays of a report tell each order of the group. */
export function ordersIn(group: Group, { round, planes }: OralReport): number[] {
  const counts = new Map(planeOrdersOf(group).map((order, plane) => [order, onesIn(planes[plane] as Rows)]));
  const others = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return group.orders.map((order) => counts.get(order) ?? relaysTold(group, round) - others);
}

function onesIn(rows: Rows): number {
  let ones = 0;
  for (let row = 0; row < rows.length; row++) ones += countBits(rows[row] as number);
  return ones;
}

/** All relays of a report, spelled out in canonical path order. */
export function relaysOf(group: Group, report: OralReport): Relay[] {
  const slice = sliceAt(group, report.round);
  if (slice) {
    const { from, planes } = report;
    const relays = relaysOf(slice.group, { round: slice.level, from, planes });
    return relays.map(({ path, order }) => ({ path: withHops(slice, path), order }));
  }
  const bits = rowBits(group.ids.length, report.round);
  return pathsOf(group, report.round, report.from).map((path, index) => {
    const cell = { row: Math.floor(index / bits), bit: index % bits };
    return { path, order: orderAt(group, report.planes, cell) };
  });
}

/** The report that tells `relays`; paths that are absent stand for the default order. */
export function reportOf(group: Group, round: number, from: NodeId, relays: Iterable<Relay>): OralReport {
  const report = emptyReport(group, round, from);
  for (const { path, order } of relays) setOrder(group, report.planes, cellIn(group, round, path), order);
  return report;
}

/** The cell of `path` in the report of a driven round in which its last node tells it. */
export function cellIn(group: Group, round: number, path: Path): Cell {
  const slice = sliceAt(group, round);
  return slice ? cellOf(slice.group, withoutHops(path)) : cellOf(group, path);
}

/** Whether a row has a bit where there is no path. Two rows of 16 bits are read at once where they lie so. */
export function hasBitBeyond(rows: Rows, bits: number): boolean {
  if (bits === 8 * rows.BYTES_PER_ELEMENT) return false;
  const beyond = -1 << bits;
  if (rows instanceof Uint32Array) return (bitsUsed(rows) & beyond) !== 0;
  const isPaired = rows.byteOffset % 4 === 0 && rows.length % 2 === 0;
  if (!isPaired) return rows.some((row) => (row & beyond) !== 0);
  const used = bitsUsed(new Uint32Array(rows.buffer, rows.byteOffset, rows.length / 2));
  return ((used | (used >>> 16)) & beyond & 0xffff) !== 0;
}

/** All words put together by `or`, four in a turn. */
function bitsUsed(words: Uint32Array): number {
  const word = (at: number) => words[at] as number;
  let used = 0;
  let at = 0;
  for (; at + 3 < words.length; at += 4) used |= word(at) | word(at + 1) | word(at + 2) | word(at + 3);
  for (; at < words.length; at++) used |= word(at);
  return used;
}

/** The first row in which two planes set the same bit, or −1. */
export function overlap(planes: readonly Rows[]): number {
  const [first] = planes as [Rows];
  for (let row = 0; row < first.length; row++) {
    let taken = 0;
    for (const plane of planes) {
      const bits = plane[row] as number;
      if (bits & taken) return row;
      taken |= bits;
    }
  }
  return -1;
}
