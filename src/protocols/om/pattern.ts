/**
 * Reports told by a pattern (docs/WIRE.md, "patterned"). Loyal nodes repeat what they hold, and most liars lie in a fixed way:
 * whatever h₃ says that h₂ says that x says comes to others as it is, the other way about, or as one order throughout.
 *
 * So a report of level r ≥ 5, of paths g.x.h₂.h₃ … hₖ.s, is told by its *pattern*, rows that its sender could tell at level 4,
 * one for each h₃ and h₂; and by a *code* for each *run*, the rows that differ in h₂ alone: how this run goes with those rows of
 * the pattern that h₃ begins, once the ids of h₄ … hₖ are taken out. A run that goes with them in no such way is told in full.
 *
 * Here is what a body means, and how rows are made of it in plain JavaScript, which the kernel (simd.ts) is compared with.
 */
import type { Group } from "../../core/group.js";
import { rowBits as bitsOf, rowCount } from "../../core/path.js";
import { squeeze } from "./levels.js";
import { type Rows, reportBytes } from "./report.js";
import { levelOf } from "./slices.js";
import { WORD_BYTES } from "./tight-size.js";

/** How a run goes with the pattern: no bit or all of them, as the pattern, the other way about, or not at all. */
export const CODE = { none: 0, all: 1, same: 2, other: 3, full: 4 } as const;

/** A plane's rows as runs. */
export interface Runs {
  readonly rows: number;
  readonly rowBits: number;
  readonly rowBytes: 2 | 4;
  /** for the hop before the sender */
  readonly choices: number;
  /** hops behind h₃ and before the sender */
  readonly hops: number;
  readonly count: number;
  /** rows of each */
  readonly length: number;
  readonly patternRows: number;
}

/** A body's three parts. */
export interface Told {
  readonly pattern: Uint32Array;
  /** the rows of runs that are told in full */
  readonly full: Rows;
  /** one a run */
  readonly codes: Uint8Array;
}

/** The least level at which a run has others beside it that go with the same rows of the pattern. */
const LEVEL_MIN = 5;

/** To find the pattern of a shorter report, and to make ready for that, costs more than its bytes. */
const BYTES_MIN = 256 * 1024;

/** The runs of a report of a driven round; null where it is never told by a pattern. */
export function runsOf(group: Group, round: number): Runs | null {
  const { group: of, level } = levelOf(group, round);
  const isLarge = level >= LEVEL_MIN && reportBytes(group, round) >= BYTES_MIN;
  return group.orders.length === 2 && isLarge ? runsAt(of.ids.length, level) : null;
}

/** Those of a report of a level of a tree of n nodes, which has rows of 32 bits at the most. */
export function runsAt(n: number, level: number): Runs {
  const rowBits = bitsOf(n, level);
  const rows = rowCount(n, level);
  const choices = n - 2;
  const length = choices - (level - 3);
  return {
    rows,
    rowBits,
    rowBytes: rowBits <= 16 ? 2 : 4,
    choices,
    hops: level - 4,
    count: rows / length,
    length,
    patternRows: choices * (choices - 1),
  };
}

/** Of a body in which so many runs are told in full. */
export function patternedBytes({ patternRows, count, length, rowBytes }: Runs, full: number): number {
  return patternRows * WORD_BYTES + full * length * rowBytes + count;
}

/** The parts of a body of one of those lengths, which begins at a multiple of four bytes. */
export function partsOf({ buffer, byteOffset, length }: Uint8Array, runs: Runs): Told {
  const { patternRows, count, rowBytes } = runs;
  const fullAt = byteOffset + patternRows * WORD_BYTES;
  const codesAt = byteOffset + length - count;
  const fullRows = Math.floor((codesAt - fullAt) / rowBytes);
  const Full = rowBytes === 2 ? Uint16Array : Uint32Array;
  return {
    pattern: new Uint32Array(buffer as ArrayBuffer, byteOffset, patternRows),
    full: new Full(buffer as ArrayBuffer, fullAt, fullRows),
    codes: new Uint8Array(buffer as ArrayBuffer, codesAt, count),
  };
}

/** Fills `rows` with what a body tells, in plain JavaScript. */
export function makePlainly({ pattern, full, codes }: Told, runs: Runs, rows: Rows): void {
  const { length, rowBits } = runs;
  const all = 2 ** rowBits - 1;
  let taken = 0;
  eachRun(runs, pattern, (lines, line, run) => {
    const start = run * length;
    const code = codes[run] as number;
    if (code === CODE.full) {
      rows.set(full.subarray(taken, (taken += length)), start);
      return;
    }
    const kept = code & CODE.same ? all : 0;
    const turned = code & CODE.all ? all : 0;
    for (let at = 0; at < length; at++) rows[start + at] = ((lines[line + at] as number) & kept) ^ turned;
  });
}

/** Visits all runs in their order, each with its own rows of the pattern: `length` of `lines` from `line` on. */
export function eachRun(
  { choices, hops }: Runs,
  pattern: Uint32Array,
  visit: (lines: Uint32Array, line: number, run: number) => void,
): void {
  const left = Array.from({ length: hops }, (_, depth) => new Uint32Array((choices - 1 - depth) ** 2));
  let run = 0;
  const choose = (lines: Uint32Array, depth: number): void => {
    const among = choices - depth;
    if (depth === hops) {
      for (let line = 0; line < among; line++) visit(lines, line * (among - 1), run++);
      return;
    }
    const fewer = left[depth] as Uint32Array;
    for (let hop = 0; hop < among; hop++) {
      takeOut(lines, among, hop, fewer);
      choose(fewer, depth + 1);
    }
  };
  choose(pattern, 0);
}

/** A pattern without one of its ids, a rank: neither lines nor rows of it, nor its bit in the others. */
function takeOut(lines: Uint32Array, among: number, hop: number, to: Uint32Array): void {
  const length = among - 1;
  let next = 0;
  for (let line = 0; line < among; line++) {
    if (line === hop) continue;
    const start = line * length;
    const place = line < hop ? hop - 1 : hop;
    next = squeeze(lines, start, place, place - 1, to, next);
    next = squeeze(lines, start + place + 1, length - place - 1, place, to, next);
  }
}
