/**
 * The fold of a block of reports with WebAssembly SIMD: what `foldBlock` of src/protocols/om/kernel.ts does, several rows at
 * once. AssemblyScript; `npm run kernel` compiles it into src/protocols/om/simd-module.ts. Read src/protocols/om/kernel.ts first.
 *
 * One vector holds the rows of `lanes` neighbouring choices q of the hop before the sender. Sender k's rows lie
 * one after the other, but for q = k, which it cannot tell of:
 *
 *     q          0 1 2 3 4 …          the rows of lanes with q < k lie at q itself, and k's place is k − 1 in them;
 *     k's rows   0 1 · 2 3 …  k = 2   the rows of lanes with q > k lie one before, and k's place is k in them.
 *
 * So a vector whose lanes all have q > k, or all q < k, takes one load; the one in which q = k falls takes both,
 * each masked to its lanes. A zero goes into each row at k's place by x + (x & high): the bits from there move up.
 * `In` and `Out` are the types of a row before and after the fold: a result has one bit more.
 */

/** Bytes of a vector, and the most senders there are: 32, and one more of zeros, rounded up to whole vectors. */
const VECTOR: usize = 16;
const PLACES: usize = 36;

/** Where things lie in memory. Masks: one vector for each place of a sender. */
const MASKS: usize = PLACES * VECTOR;
/** the bits from k on, in every lane */
const HIGH: usize = 1024;
/** where q = k falls into a vector: the lanes with q < k, those with q > k, and the bits from k's place on */
const BELOW: usize = MASKS;
const ABOVE: usize = 2 * MASKS;
const MIXED: usize = 3 * MASKS;
/** rows that tell nothing: beside an odd sender */
const ZEROS: usize = HIGH + 4 * MASKS;
/** one table for each hop: the address of every sender's rows */
const TABLES: usize = ZEROS + 256;
const TABLE: usize = PLACES * 4;
/** The caller puts the senders' rows here, one sender's after the other's. */
export const ROWS: usize = TABLES + 32 * TABLE;

/** Folds rows of 16 bits to rows of 16 bits; `rows` are those of each sender, `out` is a multiple of 16. */
export function fold16(senders: i32, hops: i32, rows: i32, out: usize): void {
  fold<u16, u16>(senders, hops, rows, out);
}

/** Rows of 16 bits, results of 17 in 32. */
export function fold16to32(senders: i32, hops: i32, rows: i32, out: usize): void {
  fold<u16, u32>(senders, hops, rows, out);
}

export function fold32(senders: i32, hops: i32, rows: i32, out: usize): void {
  fold<u32, u32>(senders, hops, rows, out);
}

function fold<In, Out>(senders: i32, hops: i32, rows: i32, out: usize): void {
  makeMasks<Out>();
  for (let k = 0; k < senders; k++) {
    store<u32>(TABLES + ((<usize>k) << 2), <u32>(ROWS + <usize>(k * rows) * sizeof<In>()));
  }
  choose<In, Out>(TABLES, senders, hops, rows, out);
}

function makeMasks<Out>(): void {
  const lanes = <i32>(VECTOR / sizeof<Out>());
  for (let k = 0; k < <i32>PLACES; k++) {
    const own = k % lanes;
    for (let lane = 0; lane < lanes; lane++) {
      const at = HIGH + ((<usize>k) << 4) + <usize>lane * sizeof<Out>();
      store<Out>(at, <Out>(-1 << k));
      store<Out>(at + BELOW, lane < own ? <Out>-1 : 0);
      store<Out>(at + ABOVE, lane > own ? <Out>-1 : 0);
      store<Out>(at + MIXED, <Out>(-1 << (lane < own ? k - 1 : k)));
    }
  }
}

/** Chooses one hop after the other, the last first; below them a run is left. Returns where the results end. */
function choose<In, Out>(table: usize, senders: i32, hops: i32, rows: i32, out: usize): usize {
  if (hops == 0) return foldRun<In, Out>(table, senders, out);
  const rowsLeft = rows / (senders - 1);
  const step = rowsLeft * <i32>sizeof<In>();
  const next = table + TABLE;
  for (let hop = 0; hop < senders; hop++) {
    move(table, next, hop, (hop - 1) * step);
    move(table + ((<usize>(hop + 1)) << 2), next + ((<usize>hop) << 2), senders - hop - 1, hop * step);
    out = choose<In, Out>(next, senders - 1, hops - 1, rowsLeft, out);
  }
  return out;
}

/** Copies `count` addresses, or up to three more, moved on by `bytes`. */
function move(from: usize, to: usize, count: i32, bytes: i32): void {
  const added = i32x4.splat(bytes);
  for (const end = from + ((<usize>count) << 2); from < end; from += VECTOR, to += VECTOR) {
    v128.store(to, i32x4.add(v128.load(from), added));
  }
}

function foldRun<In, Out>(table: usize, senders: i32, out: usize): usize {
  store<u32>(table + ((<usize>senders) << 2), <u32>ZEROS);
  for (let q = 0; q < senders; q += <i32>(VECTOR / sizeof<Out>())) {
    v128.store(out + <usize>q * sizeof<Out>(), majorities<In, Out>(table, senders, q));
  }
  return out + <usize>senders * sizeof<Out>();
}

/**
 * The strict majorities of the lanes from q on. c0 … c3 count bit by bit, all lanes and all bits of a row at once;
 * they start so high that the carry out of c3 is the strict majority. Two senders are added at a time.
 */
function majorities<In, Out>(table: usize, senders: i32, q: i32): v128 {
  const preset = 15 - ((senders - 2) >> 1);
  let c0 = i32x4.splat(-(preset & 1));
  let c1 = i32x4.splat(-((preset >> 1) & 1));
  let c2 = i32x4.splat(-((preset >> 2) & 1));
  let c3 = i32x4.splat(-((preset >> 3) & 1));
  let majority = i32x4.splat(0);
  let k = table;
  let mask = HIGH;
  let at = <usize>(q - 1) * sizeof<In>();
  let end = table + ((<usize>q) << 2);
  const mixedEnd = table + ((<usize>min(q + <i32>(VECTOR / sizeof<Out>()), senders)) << 2);
  while (true) {
    for (; k < end; k += 8, mask += 2 * VECTOR) {
      const a = withHole<Out>(rowsAt<In, Out>(<usize>load<u32>(k) + at), v128.load(mask));
      const b = withHole<Out>(rowsAt<In, Out>(<usize>load<u32>(k, 4) + at), v128.load(mask, 16));
      const twos = carry(c0, a, b);
      c0 = sum(c0, a, b);
      const fours = v128.and(c1, twos);
      c1 = v128.xor(c1, twos);
      const eights = v128.and(c2, fours);
      c2 = v128.xor(c2, fours);
      majority = v128.or(majority, v128.and(c3, eights));
      c3 = v128.xor(c3, eights);
    }
    if (k >= mixedEnd) return majority;
    for (; k < mixedEnd; k += 8, mask += 2 * VECTOR) {
      const a = mixedRows<In, Out>(<usize>load<u32>(k) + at, mask);
      const b = mixedRows<In, Out>(<usize>load<u32>(k, 4) + at, mask + VECTOR);
      const twos = carry(c0, a, b);
      c0 = sum(c0, a, b);
      const fours = v128.and(c1, twos);
      c1 = v128.xor(c1, twos);
      const eights = v128.and(c2, fours);
      c2 = v128.xor(c2, fours);
      majority = v128.or(majority, v128.and(c3, eights));
      c3 = v128.xor(c3, eights);
    }
    mask -= VECTOR;
    at += sizeof<In>();
    end = table + ((<usize>senders) << 2);
  }
}

/** Rows with k's place in them, in the vector in which q = k falls; that lane is left empty. */
function mixedRows<In, Out>(before: usize, mask: usize): v128 {
  const above = v128.and(rowsAt<In, Out>(before), v128.load(mask, ABOVE));
  const below = v128.and(rowsAt<In, Out>(before + sizeof<In>()), v128.load(mask, BELOW));
  return withHole<Out>(v128.or(above, below), v128.load(mask, MIXED));
}

function withHole<T>(rows: v128, high: v128): v128 {
  return v128.add<T>(rows, v128.and(rows, high));
}

/** As many rows as `Out` has lanes. */
function rowsAt<In, Out>(at: usize): v128 {
  return sizeof<In>() == sizeof<Out>() ? v128.load(at) : v128.load_ext<u16>(at);
}

function sum(a: v128, b: v128, c: v128): v128 {
  return v128.xor(a, v128.xor(b, c));
}

function carry(a: v128, b: v128, c: v128): v128 {
  return v128.or(v128.and(b, c), v128.and(a, v128.xor(b, c)));
}
