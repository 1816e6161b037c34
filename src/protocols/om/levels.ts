/**
 * Levels of a message tree as bits: the reports of all lieutenants of one round, each as it arrives, by rank and plane. There
 * are no objects for paths. Level 0 has one entry, the general's.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { cellOf, type Path, rowCount } from "../../core/path.js";
import { emptyRows, orderAt, type Rows } from "./report.js";

/** `level[sender rank][plane]` */
export type Level = readonly (readonly Rows[])[];

/** The order at `path`, read from levels 0 … m of told or of folded orders. */
export function orderIn(group: Group, levels: readonly Level[], path: Path): Order {
  const round = path.length - 1;
  const sender = path[round] as NodeId;
  const rank = round === 0 ? 0 : lieutenantsOf(group).indexOf(sender);
  return orderAt(group, levels[round]?.[rank] ?? [], cellOf(group, path));
}

/** What `self`, a rank, relays of one plane of the level before, `told[sender rank]`. */
export function relayRows(n: number, round: number, self: number, told: readonly Rows[]): Rows {
  if (round === 1) return (told[0] as Rows).slice();
  const relayed = emptyRows(n, round);
  if (round === 2) {
    relayed[0] = withoutRank(packFirstBits(told), self);
    return relayed;
  }
  let next = 0;
  /** All rows from `start` on: below `hops` more hops of at first `choices` each, where `self` has rank `own`. */
  const relayBelow = (from: Rows, start: number, hops: number, choices: number, own: number): void => {
    if (hops === 0) {
      next = squeeze(from, start, 1, own, relayed, next);
    } else if (hops === 1) {
      next = squeeze(from, start, own, own - 1, relayed, next);
      next = squeeze(from, start + own + 1, choices - own - 1, own, relayed, next);
    } else {
      const rows = rowsBelow(choices - 1, hops - 1);
      for (let rank = 0; rank < choices; rank++) {
        if (rank === own) continue;
        relayBelow(from, start + rank * rows, hops - 1, choices - 1, rank < own ? own - 1 : own);
      }
    }
  };
  told.forEach((from, sender) => {
    if (sender !== self) relayBelow(from, 0, round - 3, n - 2, sender < self ? self - 1 : self);
  });
  return relayed;
}

/** Rows below `hops` hops: choices · (choices − 1) · … */
function rowsBelow(choices: number, hops: number): number {
  return hops === 0 ? 1 : choices * rowsBelow(choices - 1, hops - 1);
}

/** Copies `count` rows without their bit at `place`; returns where the next row goes. */
export function squeeze(
  from: Rows,
  start: number,
  count: number,
  place: number,
  to: Rows,
  next: number,
): number {
  const high = -1 << place;
  for (let row = 0; row < count; row++) {
    const bits = from[start + row] as number;
    to[next + row] = (bits & ~high) | ((bits >>> 1) & high);
  }
  return next + count;
}

/** Level 1 has one bit a sender: as one row. */
export function packFirstBits(told: readonly Rows[]): number {
  return told.reduce((row, rows, rank) => row | ((rows[0] as number) << rank), 0) >>> 0;
}

/** The row without the bit at `rank`; the bits above move down. */
function withoutRank(row: number, rank: number): number {
  const low = 2 ** rank - 1;
  return ((row & low) | ((row >>> 1) & ~low)) >>> 0;
}

/** Rows of a whole level, all senders in one piece, and each sender's part of them. */
export function wholeLevel(n: number, round: number): { all: Rows; parts: Rows[] } {
  const one = emptyRows(n, round);
  const rows = rowCount(n, round);
  const all = one instanceof Uint16Array ? new Uint16Array((n - 1) * rows) : new Uint32Array((n - 1) * rows);
  return {
    all,
    parts: Array.from({ length: n - 1 }, (_, rank) => all.subarray(rank * rows, (rank + 1) * rows)),
  };
}
