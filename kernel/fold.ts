const LANES_BYTES: usize = 16;
const PLACES: usize = 32;
const HIGH: usize = 1024;
const BEFORE: usize = HIGH + PLACES * LANES_BYTES;
const AFTER: usize = BEFORE + PLACES * LANES_BYTES;
const MIXED: usize = AFTER + PLACES * LANES_BYTES;
const LINED: usize = MIXED + PLACES * LANES_BYTES;
const COUNT: i32 = 16;
const TABLES: usize = LINED + 10 * 512;
const TABLE_BYTES: usize = PLACES * 4;
export const ROWS: usize = TABLES + PLACES * TABLE_BYTES + 64;

export function fold16(senders: i32, hops: i32, rows: i32, out: usize): void {
  fold<u16, u16>(senders, hops, rows, out);
}
export function fold16to32(senders: i32, hops: i32, rows: i32, out: usize): void {
  fold<u16, u32>(senders, hops, rows, out);
}
export function fold32(senders: i32, hops: i32, rows: i32, out: usize): void {
  fold<u32, u32>(senders, hops, rows, out);
}

function fold<In, Out>(senders: i32, hops: i32, rows: i32, out: usize): void {
  makeMasks<Out>();
  for (let k = 0; k < senders; k++) {
    store<u32>(TABLES + (<usize>k << 2), <u32>(ROWS + <usize>(k * rows) * sizeof<In>()));
  }
  below<In, Out>(TABLES, senders, hops, rows, out);
}

function makeMasks<Out>(): void {
  const lanes = <i32>(LANES_BYTES / sizeof<Out>());
  for (let k = 0; k < <i32>PLACES; k++) {
    for (let lane = 0; lane < lanes; lane++) {
      const at = (<usize>k << 4) + <usize>lane * sizeof<Out>();
      const own = k % lanes;
      store<Out>(HIGH + at, <Out>(-1 << k));
      store<Out>(BEFORE + at, lane < own ? <Out>-1 : <Out>0);
      store<Out>(AFTER + at, lane > own ? <Out>-1 : <Out>0);
      store<Out>(MIXED + at, <Out>(-1 << (lane < own ? k - 1 : k)));
    }
  }
}

function below<In, Out>(table: usize, senders: i32, hops: i32, rows: i32, out: usize): usize {
  if (hops == 0) return run<In, Out>(table, senders, out);
  const rowsLeft = rows / (senders - 1);
  const step = <u32>rowsLeft * <u32>sizeof<In>();
  const next = table + TABLE_BYTES;
  for (let hop = 0; hop < senders; hop++) {
    let to = next;
    for (let k = 0; k < senders; k++) {
      if (k == hop) continue;
      const rank = hop < k ? hop : hop - 1;
      store<u32>(to, load<u32>(table + (<usize>k << 2)) + <u32>rank * step);
      to += 4;
    }
    out = below<In, Out>(next, senders - 1, hops - 1, rowsLeft, out);
  }
  return out;
}

function run<In, Out>(table: usize, senders: i32, out: usize): usize {
  lineUp<In, Out>(table, senders);
  const need = ((senders - 2) >> 1) + 1;
  for (let q = 0; q < senders; q += <i32>(LANES_BYTES / sizeof<Out>())) {
    const lined = LINED + (<usize>q * sizeof<Out>() << 5);
    v128.store(out + <usize>q * sizeof<Out>(), majority(lined, senders, need));
  }
  return out + <usize>senders * sizeof<Out>();
}

function lineUp<In, Out>(table: usize, senders: i32): void {
  const lanes = <i32>(LANES_BYTES / sizeof<Out>());
  const hop = <usize>lanes * sizeof<In>();
  for (let k = 0; k < senders; k++) {
    let at = <usize>load<u32>(table + (<usize>k << 2));
    const mask = <usize>k << 4;
    let to = LINED + mask;
    let q = lanes;
    const before = v128.load(HIGH - LANES_BYTES + mask);
    for (; q <= k; q += lanes) {
      v128.store(to, withHole<Out>(rowsAt<In, Out>(at), before));
      at += hop;
      to += 512;
    }
    const mixed = v128.or(
      v128.and(rowsAt<In, Out>(at), v128.load(BEFORE + mask)),
      v128.and(rowsAt<In, Out>(at - sizeof<In>()), v128.load(AFTER + mask)),
    );
    v128.store(to, withHole<Out>(mixed, v128.load(MIXED + mask)));
    const after = v128.load(HIGH + mask);
    for (; q < senders; q += lanes) {
      at += hop;
      to += 512;
      v128.store(to, withHole<Out>(rowsAt<In, Out>(at - sizeof<In>()), after));
    }
  }
}

function withHole<T>(rows: v128, high: v128): v128 {
  return v128.add<T>(rows, v128.and(rows, high));
}

function majority(lined: usize, senders: i32, need: i32): v128 {
  const preset = COUNT - need;
  let c0 = v128.splat<i32>(-(preset & 1));
  let c1 = v128.splat<i32>(-((preset >> 1) & 1));
  let c2 = v128.splat<i32>(-((preset >> 2) & 1));
  let c3 = v128.splat<i32>(-((preset >> 3) & 1));
  let majority = v128.splat<i32>(0);
  const end = lined + (<usize>senders << 4);
  v128.store(end, v128.splat<i32>(0));
  for (; lined < end; lined += 32) {
    const a = v128.load(lined);
    const b = v128.load(lined, 16);
    const ab = v128.xor(a, b);
    let carry = v128.or(v128.and(a, b), v128.and(ab, c0));
    c0 = v128.xor(c0, ab);
    let sum = v128.xor(c1, carry);
    carry = v128.and(c1, carry);
    c1 = sum;
    sum = v128.xor(c2, carry);
    carry = v128.and(c2, carry);
    c2 = sum;
    majority = v128.or(majority, v128.and(c3, carry));
    c3 = v128.xor(c3, carry);
  }
  return majority;
}

function rowsAt<In, Out>(at: usize): v128 {
  if (sizeof<In>() == sizeof<Out>()) return v128.load(at);
  return v128.load_ext<u16>(at);
}
