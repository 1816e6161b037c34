/**
 * The two inner loops of a node: folding the last level, and building the last report. Each is measured in turn with
 * a copy of the bytes it reads, and the fold beside the naive recursion where that can run at all.
 */

import { maxTolerated } from "../src/core/bound.js";
import { type Group } from "../src/core/group.js";
import { levelSize } from "../src/core/path.js";
import { BitTree } from "../src/protocols/om/bit-tree.js";
import { foldLevel } from "../src/protocols/om/fold.js";
import { foldBlock, type Kernel } from "../src/protocols/om/kernel.js";
import { type Level, wholeLevel } from "../src/protocols/om/levels.js";
import { fullRow, type Rows } from "../src/protocols/om/report.js";
import { simdKernel } from "../src/protocols/om/simd.js";
import { naiveFold } from "../test/oracle/eig.js";
import { groupOf, inTurn, median } from "./measure.js";

/** With more leaves than this, the naive recursion takes minutes. */
const NAIVE_LEAVES_MAX = 1_000_000;

/** One loop: how long, leaves a second, and how many times as long as a copy of the bytes it reads. */
export interface Loop {
  readonly ms: number;
  readonly leavesPerSecond: number;
  readonly timesCopy: number;
}

export interface KernelFigures {
  readonly n: number;
  readonly m: number;
  readonly leaves: number;
  readonly bytes: number;
  readonly copyMs: number;
  /** null where WebAssembly SIMD is missing */
  readonly simd: Loop | null;
  readonly plain: Loop;
  /** building one node's last report */
  readonly relay: Loop;
  /** the naive recursion's leaves a second; null where it was not run */
  readonly naiveLeavesPerSecond: number | null;
}

export async function benchKernel(n: number, pairs: number, m = maxTolerated(n)): Promise<KernelFigures> {
  const group = groupOf(n, m);
  const { all, level } = randomLevel(n, m);
  const leaves = levelSize(n, m);
  const folding = (kernel: Kernel) => loop(pairs, all, leaves, () => foldLevel(group, m, level, kernel));
  const simd = simdKernel();
  const folds = { simd: simd && (await folding(simd)), plain: await folding(foldBlock) };
  const relay = await benchRelay(group, pairs);
  return {
    n,
    m,
    leaves,
    bytes: all.byteLength,
    copyMs: folds.plain.copyMs,
    simd: folds.simd,
    plain: folds.plain,
    relay,
    naiveLeavesPerSecond: leaves <= NAIVE_LEAVES_MAX ? await benchNaive(group) : null,
  };
}

async function benchRelay(group: Group, pairs: number): Promise<Loop> {
  const { ids, m } = group;
  const tree = new BitTree(group);
  const { all, level } = randomLevel(ids.length, m - 1);
  level.forEach((planes, rank) => {
    tree.store({ round: m - 1, from: ids[rank + 1] as number, planes });
  });
  return loop(pairs, all, levelSize(ids.length, m) / (ids.length - 1), () => tree.relay(2, m));
}

async function loop(pairs: number, read: Rows, leaves: number, action: () => unknown) {
  const target = read.slice();
  const times = repetitionsFor(action);
  const repeated = (what: () => unknown) => () => {
    for (let time = 0; time < times; time++) what();
  };
  const { a, b, ratios } = await inTurn(
    pairs,
    repeated(action),
    repeated(() => target.set(read)),
  );
  const ms = median(a) / times;
  return {
    ms,
    leavesPerSecond: (leaves / ms) * 1000,
    timesCopy: median(ratios),
    copyMs: median(b) / times,
  };
}

/** So many that one measurement takes some milliseconds. Warms up, too. */
function repetitionsFor(action: () => unknown): number {
  for (let times = 1; ; times *= 4) {
    const start = performance.now();
    for (let time = 0; time < times; time++) action();
    if (performance.now() - start > 20) return times;
  }
}

const told = (path: readonly number[]) => ((path[1] as number) % 3 === 0 ? "attack" : "retreat");

async function benchNaive(group: Group): Promise<number> {
  const leaves = levelSize(group.ids.length, group.m);
  const run = () => naiveFold(group, told, () => {});
  const { a } = await inTurn(3, run, () => {});
  return (leaves / median(a)) * 1000;
}

export function randomLevel(n: number, round: number): { all: Rows; level: Level } {
  const { all, parts } = wholeLevel(n, round);
  const full = fullRow(n, round);
  let word = n;
  for (let row = 0; row < all.length; row++) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
    all[row] = (word ^ (word >>> 15)) & full;
  }
  return { all, level: parts.map((rows) => [rows]) };
}

export const KERNEL_HEAD = [
  ...["n", "m", "leaves", "copy ms", "fold ms", "G leaves/s", "× copy", "plain × copy", "naive ×"],
  ...["report ms", "G leaves/s"],
];

const giga = (perSecond: number) => (perSecond / 1e9).toFixed(2);

/** A line of the table: the fold by the faster kernel, the plain one, the naive recursion, and the last report. */
export function kernelRow(figures: KernelFigures): string[] {
  const { n, m, leaves, copyMs, simd, plain, relay, naiveLeavesPerSecond } = figures;
  const best = simd && simd.ms < plain.ms ? simd : plain;
  const times =
    naiveLeavesPerSecond === null ? null : Math.round(best.leavesPerSecond / naiveLeavesPerSecond);
  return [
    ...[`${n}`, `${m}`, leaves.toLocaleString("en-US")],
    ...[copyMs.toPrecision(3), best.ms.toPrecision(3), giga(best.leavesPerSecond)],
    ...[best.timesCopy.toFixed(1), plain.timesCopy.toFixed(1), times?.toLocaleString("en-US") ?? "–"],
    ...[relay.ms.toPrecision(3), giga(relay.leavesPerSecond)],
  ];
}
