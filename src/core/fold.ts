/**
 * The fold: leaves stand for themselves, an inner node is the strict majority of its children, or else the
 * default order (Lamport et al. 1982, §3, `majority`; Lynch 1996, §6.2.3).
 *
 * It works upwards level by level, on whole rows: the relays of all children of one row of paths are added bit
 * by bit in counters that start so high that the carry out of the top one IS the strict majority. At most one
 * order has a strict majority, so each order's plane is folded by itself, and where none has, no bit is set.
 */
import type { Group, Order } from "./group.js";
import type { Path } from "./path.js";
import { countBits, type Rows } from "./report.js";
import { type Level, type MessageTree, orderIn, packFirstBits, wholeLevel } from "./tree.js";

/** A folded tree: at each path the order that its subtree comes to. */
export interface Folded {
  readonly levels: readonly Level[];
  readonly decision: Order;
}

export function fold(tree: MessageTree): Folded {
  const { group } = tree;
  const levels: Level[] = [];
  let level: Level = tree.levels[group.m] as Level;
  levels[group.m] = level;
  for (let round = group.m; round > 0; round--) {
    level = foldLevel(group, round, level);
    levels[round - 1] = level;
  }
  return { levels, decision: orderIn(group, levels, [group.general]) };
}

/** What the subtree below `path` comes to. */
export function foldedAt(group: Group, folded: Folded, path: Path): Order {
  return orderIn(group, folded.levels, path);
}

/** Level `round`, already folded, becomes level `round` − 1. */
export function foldLevel(group: Group, round: number, level: Level): Level {
  const planes = (level[0] as readonly Rows[]).map((_, plane) =>
    foldPlane(
      group.ids.length,
      round,
      level.map((planesOfOne) => planesOfOne[plane] as Rows),
    ),
  );
  return (planes[0] as Rows[]).map((_, sender) => planes.map((senders) => senders[sender] as Rows));
}

/** One plane of level `round`, `told[sender rank]`, folded to one entry a sender of level `round` − 1. */
function foldPlane(n: number, round: number, told: readonly Rows[]): Rows[] {
  if (round === 1) return [Uint16Array.of(countBits(packFirstBits(told)) > (n - 1) / 2 ? 1 : 0)];
  if (round === 2) {
    const row = foldOneRow(told);
    return told.map((_, rank) => Uint16Array.of((row >>> rank) & 1));
  }
  const { all, parts } = wholeLevel(n, round - 1);
  foldBelow(told, new Array<number>(n - 1).fill(0), round - 3, all, 0);
  return parts;
}

/**
 * Chooses the hops before the sender one after the other, down to the last but one. `senders` are those not yet
 * chosen; `bases[k]` is what their hops so far come to as an index into sender k's rows, `outBase` into `out`.
 */
function foldBelow(
  senders: readonly Rows[],
  bases: readonly number[],
  hops: number,
  out: Rows,
  outBase: number,
): void {
  const choices = senders.length;
  if (hops === 0) {
    const starts = bases.map((base) => base * (choices - 1));
    foldRun(senders, starts, out, outBase * choices);
    return;
  }
  for (let hop = 0; hop < choices; hop++) {
    const left: Rows[] = [];
    const leftBases: number[] = [];
    for (let k = 0; k < choices; k++) {
      if (k === hop) continue;
      left.push(senders[k] as Rows);
      leftBases.push((bases[k] as number) * (choices - 1) + (hop < k ? hop : hop - 1));
    }
    foldBelow(left, leftBases, hops - 1, out, outBase * choices + hop);
  }
}

/**
 * A run: one row of results for each choice q of the second hop. Sender k's rows lie one after the other, but
 * for q = k, which it cannot tell of; in each of them its own place among the first hops is a hole.
 */
function foldRun(senders: readonly Rows[], starts: readonly number[], out: Rows, outStart: number): void {
  const choices = senders.length;
  const preset = presetFor(choices - 2);
  for (let q = 0; q < choices; q++) {
    let c0 = -(preset & 1);
    let c1 = -((preset >> 1) & 1);
    let c2 = -((preset >> 2) & 1);
    let c3 = -((preset >> 3) & 1);
    let c4 = -((preset >> 4) & 1);
    let majority = 0;
    for (let k = 0; k < choices; k++) {
      if (k === q) continue;
      const row = (senders[k] as Rows)[(starts[k] as number) + (q < k ? q : q - 1)] as number;
      let carry = withHole(row, k < q ? k : k - 1);
      let sum = c0 ^ carry;
      carry &= c0;
      c0 = sum;
      sum = c1 ^ carry;
      carry &= c1;
      c1 = sum;
      sum = c2 ^ carry;
      carry &= c2;
      c2 = sum;
      sum = c3 ^ carry;
      carry &= c3;
      c3 = sum;
      majority |= c4 & carry;
      c4 ^= carry;
    }
    out[outStart + q] = majority;
  }
}

/** Level 2: one row a sender, one row of results. */
function foldOneRow(told: readonly Rows[]): number {
  let result = 0;
  for (let bit = 0; bit < told.length; bit++) {
    let ones = 0;
    told.forEach((rows, sender) => {
      if (sender !== bit) ones += ((rows[0] as number) >>> (bit < sender ? bit : bit - 1)) & 1;
    });
    if (ones > (told.length - 1) / 2) result |= 1 << bit;
  }
  return result;
}

/** Where five counter bits start, so that they overflow at the strict majority of `votes` ≤ 31. */
function presetFor(votes: number): number {
  return 32 - (Math.floor(votes / 2) + 1);
}

/** The row with a zero put in at `rank`; the bits from there on move up. */
function withHole(row: number, rank: number): number {
  const low = (1 << rank) - 1;
  return (row & low) | ((row & ~low) << 1);
}
