/**
 * Reports told by a pattern, of which src/protocols/om/pattern.ts tells: rows made of one, or compared with it, several at once.
 *
 * The ids of the hops before h₃ are taken out of the pattern one after the other. Rows that lie before that of the id and those
 * behind it each lose the same bit, so that both are one loop; a loop's last vector may be written beyond its end, and what
 * comes next is written over it. The id that is taken out last is so on the way to the rows, without a pattern in between.
 */

const VECTOR: usize = 16;

/** The codes of runs, as in src/protocols/om/pattern.ts. */
const NONE: u8 = 0;
const ALL: u8 = 1;
const SAME: u8 = 2;
const OTHER: u8 = 3;
const FULL: u8 = 4;

/** Where things lie, and how long runs are: the next run's code, the next row that is told in full, one run's rows of the pattern. */
let code: usize = 0;
let full: usize = 0;
let one: usize = 0;
let length: i32 = 0;
/** a row of ones */
let all: v128 = i32x4.splat(0);

export function begin(codesAt: usize, fullAt: usize, oneAt: usize, runLength: i32): void {
  code = codesAt;
  full = fullAt;
  one = oneAt;
  length = runLength;
}

/** The rows whose hop before the sender is `hop`, by rank, of `choices`; the pattern is at `lines`, and behind `room` is room for others. */
export function makeRows16(lines: usize, room: usize, choices: i32, hops: i32, hop: i32, out: usize): void {
  all = i32x4.splat((1 << (length - 1)) - 1);
  choose<u16>(lines, room, choices, hops, hop, out, true);
}

export function makeRows32(lines: usize, room: usize, choices: i32, hops: i32, hop: i32, out: usize): void {
  all = i32x4.splat((1 << (length - 1)) - 1);
  choose<u32>(lines, room, choices, hops, hop, out, true);
}

/** The codes of such rows, which are at `rows`: at least a vector to a run. */
export function codeRows16(lines: usize, room: usize, choices: i32, hops: i32, hop: i32, rows: usize): void {
  const row: i32 = (1 << (length - 1)) - 1;
  all = i16x8.splat(<i16>row);
  choose<u16>(lines, room, choices, hops, hop, rows, false);
}

export function codeRows32(lines: usize, room: usize, choices: i32, hops: i32, hop: i32, rows: usize): void {
  all = i32x4.splat((1 << (length - 1)) - 1);
  choose<u32>(lines, room, choices, hops, hop, rows, false);
}

/** Returns where the rows end. */
function choose<Row>(
  lines: usize,
  room: usize,
  among: i32,
  hops: i32,
  hop: i32,
  rows: usize,
  isMade: bool,
): usize {
  if (hops == 1) return isMade ? make<Row>(lines, among, hop, rows) : compare<Row>(lines, among, hop, rows);
  const end = takeOut(lines, among, hop, room) + 2 * VECTOR;
  for (let next = 0; next < among - 1; next++) {
    rows = choose<Row>(room, end, among - 1, hops - 1, next, rows, isMade);
  }
  return rows;
}

/** The pattern without `hop`; returns where it ends. */
function takeOut(lines: usize, among: i32, hop: i32, out: usize): usize {
  const ones = i32x4.splat(-1);
  for (let line = 0; line < among; line++, lines += (<usize>(among - 1)) << 2) {
    if (line != hop) out = lineWithout<u32>(lines, among, hop, line, ones, i32x4.splat(0), out);
  }
  return out;
}

function make<Row>(lines: usize, among: i32, hop: i32, out: usize): usize {
  for (let line = 0; line < among; line++, lines += (<usize>(among - 1)) << 2) {
    if (line == hop) continue;
    const as = load<u8>(code++);
    const bytes = <usize>length * sizeof<Row>();
    if (as == FULL) {
      copy(full, bytes, out);
      full += bytes;
    } else {
      const kept = as & SAME ? all : i32x4.splat(0);
      lineWithout<Row>(lines, among, hop, line, kept, as & ALL ? all : i32x4.splat(0), out);
    }
    out += bytes;
  }
  return out;
}

function copy(from: usize, bytes: usize, to: usize): void {
  for (const end = to + bytes; to < end; to += VECTOR, from += VECTOR) v128.store(to, v128.load(from));
}

function compare<Row>(lines: usize, among: i32, hop: i32, rows: usize): usize {
  const ones = i32x4.splat(-1);
  const bytes = <usize>length * sizeof<Row>();
  for (let line = 0; line < among; line++, lines += (<usize>(among - 1)) << 2) {
    if (line == hop) continue;
    lineWithout<Row>(lines, among, hop, line, ones, i32x4.splat(0), one);
    store<u8>(code++, codeOf(rows, bytes));
    rows += bytes;
  }
  return rows;
}

/** How the run at `rows` goes with the one that is made; the last vector may begin within the one before. */
function codeOf(rows: usize, bytes: usize): u8 {
  let some = i32x4.splat(0);
  let every = all;
  let differing = i32x4.splat(0);
  let agreeing = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += VECTOR) {
    const from = min(at, bytes - VECTOR);
    const row = v128.load(rows + from);
    const difference = v128.xor(row, v128.load(one + from));
    some = v128.or(some, row);
    every = v128.and(every, row);
    differing = v128.or(differing, difference);
    agreeing = v128.or(agreeing, v128.andnot(all, difference));
  }
  if (!v128.any_true(some)) return NONE;
  if (!v128.any_true(v128.xor(every, all))) return ALL;
  if (!v128.any_true(differing)) return SAME;
  return v128.any_true(agreeing) ? FULL : OTHER;
}

/** One line's rows without that of `hop`, and without its bit; of these bits those of `kept`, and those of `turned` the other way about. */
function lineWithout<Row>(
  rows: usize,
  among: i32,
  hop: i32,
  line: i32,
  kept: v128,
  turned: v128,
  out: usize,
): usize {
  const place = line < hop ? hop - 1 : hop;
  out = squeeze<Row>(rows, place, place - 1, kept, turned, out);
  return squeeze<Row>(rows + ((<usize>(place + 1)) << 2), among - 2 - place, place, kept, turned, out);
}

function squeeze<Row>(from: usize, count: i32, place: i32, kept: v128, turned: v128, to: usize): usize {
  const high = i32x4.splat(-1 << place);
  const end = to + <usize>count * sizeof<Row>();
  while (to < end) {
    let rows = without(v128.load(from), high, kept, turned);
    from += VECTOR;
    if (sizeof<Row>() == 2) {
      rows = i16x8.narrow_i32x4_u(rows, without(v128.load(from), high, kept, turned));
      from += VECTOR;
    }
    v128.store(to, rows);
    to += VECTOR;
  }
  return end;
}

function without(rows: v128, high: v128, kept: v128, turned: v128): v128 {
  return v128.xor(v128.and(v128.bitselect(i32x4.shr_u(rows, 1), rows, high), kept), turned);
}
