/**
 * The inner part of a fold, on rows of bits: a block of what the senders told, all at once, to what it comes to.
 *
 * A report's rows are ordered by its path's last hop before the sender, then the one before it, and so on (core/path.ts).
 * To fold is to choose these hops one after the other: whoever is chosen is a sender no longer, and of each other
 * sender's rows those below its rank are left. When one hop is left to choose, the rows in question are a *run*: for
 * each choice q of it one row of first lieutenants, and sender k's rows lie one after the other, but for q = k,
 * which it cannot tell of. In each of its rows k's own place among the first lieutenants is missing too, since no
 * path holds k twice; a zero there, and the rows of all senders can be added bit by bit.
 *
 * They are added in counters that are rows themselves: c0 holds the ones of all sums, c1 the twos, then the fours and
 * eights. The counters start so high that a carry out of the top one IS the strict majority. Nothing loops over leaves.
 *
 * Two kernels do the same: {@link foldBlock} here, in plain JavaScript, one row after the other, and the one of
 * simd.ts, eight rows of 16 bits or four of 32 at once.
 */
import type { Rows } from "./report.js";

export interface Block {
  /** the rows of every sender not yet chosen, by rank */
  readonly senders: readonly Rows[];
  /** where this block begins in each sender's rows */
  readonly starts: readonly number[];
  /** how many of each sender's rows it holds */
  readonly rows: number;
  /** hops to choose before the run's own */
  readonly hops: number;
}

/** Folds a block; its results lie one after the other in `out`, from `outStart` on. */
export type Kernel = (block: Block, out: Rows, outStart: number) => void;

/** Paths end one hop earlier above: a block of c senders comes to c rows for every c − 1 − hops of one sender's. */
export function resultRows({ senders, rows, hops }: Block): number {
  return (rows * senders.length) / (senders.length - 1 - hops);
}

/** The part of a block in which sender `hop` is chosen. */
export function partOf({ senders, starts, rows, hops }: Block, hop: number): Block {
  const rowsLeft = rows / (senders.length - 1);
  const left: Rows[] = [];
  const leftStarts: number[] = [];
  for (let k = 0; k < senders.length; k++) {
    if (k === hop) continue;
    left.push(senders[k] as Rows);
    leftStarts.push((starts[k] as number) + (hop < k ? hop : hop - 1) * rowsLeft);
  }
  return { senders: left, starts: leftStarts, rows: rowsLeft, hops: hops - 1 };
}

/** The kernel in plain JavaScript. */
export function foldBlock(block: Block, out: Rows, outStart: number): void {
  if (block.hops === 0) {
    foldRun(block, out, outStart);
    return;
  }
  const rowsOfPart = resultRows(block) / block.senders.length;
  for (let hop = 0; hop < block.senders.length; hop++) {
    foldBlock(partOf(block, hop), out, outStart + hop * rowsOfPart);
  }
}

/** The rows of one run, `PLACES` to a sender; words of 32 bits hold two rows of 16. */
const PLACES = 32;
const LINED_32 = new Uint32Array(PLACES * PLACES);
const LINED_16 = new Uint16Array(LINED_32.buffer);
const RESULTS_32 = new Uint32Array(PLACES);
const RESULTS_16 = new Uint16Array(RESULTS_32.buffer);

function foldRun({ senders, starts }: Block, out: Rows, outStart: number): void {
  const choices = senders.length;
  const isNarrow = out instanceof Uint16Array;
  const lined = isNarrow ? LINED_16 : LINED_32;
  for (let k = 0; k < choices; k++) {
    lineUp(senders[k] as Rows, starts[k] as number, k, choices, lined);
  }
  if (isNarrow) countUp(choices, (choices + 1) >> 1, PLACES / 2);
  else countUp(choices, choices, PLACES);
  const results = isNarrow ? RESULTS_16 : RESULTS_32;
  for (let q = 0; q < choices; q++) out[outStart + q] = results[q] as number;
}

/** Sender k's rows for each choice q, with a zero at its own place: k once q is taken away if q > k, else k − 1. */
function lineUp(rows: Rows, start: number, k: number, choices: number, lined: Rows): void {
  const own = k * PLACES;
  for (let q = 0; q < k; q++) lined[own + q] = withHole(rows[start + q] as number, -1 << (k - 1));
  lined[own + k] = 0;
  for (let q = k + 1; q < choices; q++) lined[own + q] = withHole(rows[start + q - 1] as number, -1 << k);
}

/** The bits of `high` move up by one: added to themselves they do. */
function withHole(row: number, high: number): number {
  return (row + (row & high)) | 0;
}

/** The strict majorities of a run's rows, for each word of them; senders lie `stride` words apart. */
function countUp(senders: number, words: number, stride: number): void {
  const preset = presetFor(senders - 2);
  for (let word = 0; word < words; word++) {
    let c0 = -(preset & 1);
    let c1 = -((preset >> 1) & 1);
    let c2 = -((preset >> 2) & 1);
    let c3 = -((preset >> 3) & 1);
    let majority = 0;
    for (let at = word; at < word + senders * stride; at += stride) {
      const ones = LINED_32[at] as number;
      const twos = c0 & ones;
      c0 ^= ones;
      const fours = c1 & twos;
      c1 ^= twos;
      const eights = c2 & fours;
      c2 ^= fours;
      majority |= c3 & eights;
      c3 ^= eights;
    }
    RESULTS_32[word] = majority;
  }
}

/** Where four counters start, so that they overflow at the strict majority of `votes` ≤ 31. */
function presetFor(votes: number): number {
  return 16 - (Math.floor(votes / 2) + 1);
}
