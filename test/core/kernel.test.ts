/** The two kernels against each other and against the naive fold, up to the largest trees that can be spelled out. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { worstTree } from "../../src/check/worst-case.js";
import type { Group } from "../../src/core/group.js";
import { lieutenantsOf } from "../../src/core/group.js";
import { levelSize, type Path, pathsOf, rowBits } from "../../src/core/path.js";
import { BitTree } from "../../src/protocols/om/bit-tree.js";
import { type Folded, fold, foldedAt, foldLevel } from "../../src/protocols/om/fold.js";
import { foldBlock, type Kernel } from "../../src/protocols/om/kernel.js";
import { type Level, wholeLevel } from "../../src/protocols/om/levels.js";
import { fullRow, type Rows, reportOf } from "../../src/protocols/om/report.js";
import { simdKernel } from "../../src/protocols/om/simd.js";
import { naiveFold } from "../oracle/eig.js";

const ROOT = new URL("../../", import.meta.url);

const KERNELS: readonly [string, Kernel][] = [
  ["plain", foldBlock],
  ["SIMD", simdKernel() as Kernel],
];

function groupOf(n: number, m: number, orders = 2): Group {
  const all = Array.from({ length: orders }, (_, index) => `order${index}`);
  return {
    protocol: "om",
    ids: Array.from({ length: n }, (_, index) => index + 1),
    general: 1 + ((n * m) % n),
    m,
    orders: all,
    defaultOrder: all[(n + m) % orders] as string,
  };
}

function hashOf(path: Path, seed: number): number {
  let hash = seed | 0;
  for (const id of path) hash = Math.imul(hash ^ id, 0x9e3779b1) ^ (hash >>> 15);
  return hash >>> 4;
}

/** Told orders of which every subtree has a favourite, so that folds at all levels come to all orders, and to none. */
function toldBy(group: Group, seed: number): (path: Path) => string {
  const { orders } = group;
  return (path) => {
    const hash = hashOf(path, seed);
    const favourite = hashOf(path.slice(0, 1 + (hashOf(path.slice(0, 2), seed) % 3)), seed);
    return orders[(hash % 16 < 9 ? favourite : hash >>> 4) % orders.length] as string;
  };
}

function treeOf(group: Group, told: (path: Path) => string): BitTree {
  const tree = new BitTree(group);
  for (let round = 0; round <= group.m; round++) {
    for (const sender of round === 0 ? [group.general] : lieutenantsOf(group)) {
      const relays = pathsOf(group, round, sender).map((path) => ({ path, order: told(path) }));
      tree.store(reportOf(group, round, sender, relays));
    }
  }
  return tree;
}

/** Compares every path's order and fold; returns how many paths there were, and what each level folded to. */
function compare(group: Group, seed: number): { paths: number; folds: ReadonlySet<string> } {
  const told = toldBy(group, seed);
  const tree = treeOf(group, told);
  const folded = KERNELS.map(([, kernel]) => fold(tree, kernel));
  const wrong: string[] = [];
  const folds = new Set<string>();
  let paths = 0;
  const decision = naiveFold(group, told, (path, order) => {
    paths++;
    folds.add(`${path.length} ${order}`);
    if (tree.orderAt(path) !== told(path)) wrong.push(`told ${path.join(".")}`);
    for (const one of folded) if (foldedAt(group, one, path) !== order) wrong.push(`fold ${path.join(".")}`);
  });
  expect(wrong.slice(0, 5)).toEqual([]);
  for (const one of folded) expect(one.decision).toBe(decision);
  return { paths, folds };
}

function pathCount(n: number, m: number): number {
  return Array.from({ length: m + 1 }, (_, round) => levelSize(n, round)).reduce((a, b) => a + b);
}

describe("both kernels against the naive fold, at every path", () => {
  it("n=16, m=5: 396,076 paths; every level below the root folds to both orders somewhere", () => {
    const group = groupOf(16, 5);
    const { paths, folds } = compare(group, 1);
    expect(paths).toBe(1 + 15 + 210 + 2730 + 32_760 + 360_360);
    expect(folds.size).toBe(1 + 2 * group.m);
  });

  it("the largest group: n=33, whose rows take 32 bits at every level", () => {
    for (const m of [0, 1, 2, 3]) expect(compare(groupOf(33, m), m).paths).toBe(pathCount(33, m));
    expect(compare(groupOf(33, 2, 16), 7).paths).toBe(pathCount(33, 2));
  });

  it("n=20, m=4: rows of 16 bits fold to rows of 17", () => {
    expect(rowBits(20, 4)).toBe(16);
    expect(compare(groupOf(20, 4), 3).paths).toBe(pathCount(20, 4));
  });

  it("every n from 2 to 9 with every m up to n−2", () => {
    for (let n = 2; n <= 9; n++) {
      for (let m = 0; m <= n - 2; m++) {
        expect(compare(groupOf(n, m, 2 + ((n + m) % 3)), n * m).paths).toBe(pathCount(n, m));
      }
    }
  });

  it("any n from 10 to 33, small m, 2 to 16 orders", () => {
    const decided = new Set<string>();
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 33 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 2, max: 16 }),
        fc.nat(),
        (n, m, orders, seed) => {
          const group = groupOf(n, n > 20 && orders > 4 ? Math.min(m, 2) : m, orders);
          for (const folded of compare(group, seed).folds) if (folded.startsWith("1 ")) decided.add(folded);
        },
      ),
      { numRuns: 40 },
    );
    expect(decided.size).toBeGreaterThan(3);
  });
});

describe("a tree of 586,051,200 leaves", () => {
  it("n=22, m=7, seven liars under a loyal general: both kernels fold every level alike, to his order", () => {
    const group = groupOf(22, 7);
    const liars = lieutenantsOf(group).filter((_, rank) => rank % 3 === 1);
    expect(liars).toHaveLength(7);
    for (const order of group.orders) {
      const tree = worstTree(group, liars, order);
      const [plain, simd] = KERNELS.map(([, kernel]) => fold(tree, kernel)) as [Folded, Folded];
      expect([plain.decision, simd.decision]).toEqual([order, order]);
      expect(plain.levels.every((level, round) => isSame(level, simd.levels[round] as Level))).toBe(true);
    }
  });
});

function refuse(): never {
  throw new Error("this engine knows no v128");
}

describe("the SIMD kernel", () => {
  it("is there, and is what the compiler makes of kernel/", () => {
    const made = execFileSync(process.execPath, [fileURLToPath(new URL("kernel/make.js", ROOT)), "--print"]);
    expect(readFileSync(new URL("src/protocols/om/simd-module.ts", ROOT), "utf8")).toBe(made.toString());
    expect(simdKernel()).not.toBeNull();
  });

  it("is null where WebAssembly, or its SIMD, is missing, and then the plain one folds", async () => {
    const { level } = randomLevel(16, 5);
    const expected = foldLevel(groupOf(16, 5), 5, level);
    for (const missing of [undefined, { Module: refuse }]) {
      vi.resetModules();
      vi.stubGlobal("WebAssembly", missing);
      const simd = await import("../../src/protocols/om/simd.js");
      const again = await import("../../src/protocols/om/fold.js");
      expect(simd.simdKernel()).toBeNull();
      expect(isSame(again.foldLevel(groupOf(16, 5), 5, level), expected)).toBe(true);
      vi.unstubAllGlobals();
    }
  });

  it("folds as the plain one does: every n to 33, every m, up to 4 million leaves of one level", () => {
    let shapes = 0;
    for (let n = 5; n <= 33; n++) {
      for (let m = 3; m <= n - 2 && levelSize(n, m) <= 4_000_000; m++) {
        const { told, level } = randomLevel(n, m);
        const group = groupOf(n, m);
        const [plain, simd] = KERNELS.map(([, kernel]) => foldLevel(group, m, level, kernel)) as [
          Level,
          Level,
        ];
        expect(isSame(plain, simd), `n=${n}, m=${m}, ${told.length} rows`).toBe(true);
        shapes++;
      }
    }
    expect(shapes).toBe(91);
  });

  it("folds blocks that are larger than its memory part by part: rows of 13, 16 and 18 bits", () => {
    for (const [n, m] of [
      [20, 7],
      [22, 6],
      [24, 6],
    ] as const) {
      const { told, level } = randomLevel(n, m);
      expect(told.byteLength).toBeGreaterThan(4.5 * 2 ** 20);
      const group = groupOf(n, m);
      const [plain, simd] = KERNELS.map(([, kernel]) => foldLevel(group, m, level, kernel)) as [Level, Level];
      expect(isSame(plain, simd)).toBe(true);
    }
  });
});

function randomLevel(n: number, round: number): { told: Rows; level: Level } {
  const { all, parts } = wholeLevel(n, round);
  const full = fullRow(n, round);
  let word = n * 64 + round;
  for (let row = 0; row < all.length; row++) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
    all[row] = (word ^ (word >>> 15)) & full;
  }
  return { told: all, level: parts.map((rows) => [rows]) };
}

function isSame(a: Level, b: Level): boolean {
  return a.every((planes, sender) =>
    planes.every((rows, plane) => {
      const other = b[sender]?.[plane];
      return rows.length === other?.length && rows.every((bits, row) => bits === other[row]);
    }),
  );
}
