/** The steps that docs/PROOFS.md rests on, each on the shipped code and on random worlds. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupOf, Lieutenants, type Tells, uniformReport } from "../../src/check/lieutenants.js";
import { type Lies, play } from "../../src/check/play.js";
import { subsets } from "../../src/check/sets.js";
import { slotsOf, toldIn } from "../../src/check/slots.js";
import { worstCase, worstTree } from "../../src/check/worst-case.js";
import { lieutenantsOf, type NodeId, type Order } from "../../src/core/group.js";
import { cellOf, childrenOf, pathsOf } from "../../src/core/path.js";
import { wordsOf } from "../../src/core/random.js";
import { BitTree } from "../../src/protocols/om/bit-tree.js";
import { fold, foldLevel } from "../../src/protocols/om/fold.js";
import { type Level, orderIn } from "../../src/protocols/om/levels.js";
import type { Rows } from "../../src/protocols/om/report.js";
import { decideWorld } from "./sample.js";

const SIZES = [
  [4, 1],
  [5, 2],
  [6, 2],
  [7, 2],
  [7, 3],
  [9, 3],
  [10, 3],
] as const;

/** A random world: a size, traitors, an order and seeds for its bits. */
const worlds = fc
  .record({ size: fc.constantFrom(...SIZES), mask: fc.nat(), isAttack: fc.boolean(), seed: fc.nat() })
  .map(({ size: [n, m], mask, isAttack, seed }) => {
    const group = groupOf(n, m);
    const words = wordsOf(mask);
    const traitors = group.ids.filter(() => words() % 3 === 0).slice(0, n - 2);
    const loyal = lieutenantsOf(group).filter((id) => !traitors.includes(id));
    const { slots } = slotsOf(group, traitors, loyal, [0, m]);
    return { group, traitors, loyal, slots, seed, order: isAttack ? "attack" : "retreat" };
  });

const random = (seed: number) => (offset: number, count: number) =>
  wordsOf(seed, offset)() & (2 ** count - 1);
const isAttack = (order: Order | undefined) => order === "attack";

describe("a decision is a monotone function of what traitors tell", () => {
  it("no lieutenant goes back to the default order when relays go to the other one", () => {
    let attacked = 0;
    fc.assert(
      fc.property(worlds, fc.nat(), ({ group, traitors, slots, seed, order }, more) => {
        const low = random(seed);
        const high = (offset: number, count: number) => low(offset, count) | random(more)(offset, count);
        const before = decideWorld(group, traitors, order, toldIn(group, slots, low));
        const after = decideWorld(group, traitors, order, toldIn(group, slots, high));
        const attacking = [...before.keys()].filter((id) => isAttack(before.get(id)));
        expect(attacking.every((id) => isAttack(after.get(id)))).toBe(true);
        if (attacking.length > 0) attacked++;
      }),
      { numRuns: 400 },
    );
    expect(attacked).toBeGreaterThan(100);
  });
});

describe("the last round is seen by its receiver alone", () => {
  it("other lieutenants decide the same whatever one is told in it", () => {
    fc.assert(
      fc.property(worlds, fc.nat(), ({ group, traitors, loyal, slots, seed, order }, other) => {
        const [one] = loyal as [NodeId];
        const told = toldIn(group, slots, random(seed));
        const changed = toldIn(group, slots, random(other));
        const mixed: Tells = (round, from, to) =>
          (round === group.m && to === one ? changed : told)(round, from, to);
        const before = decideWorld(group, traitors, order, told);
        const after = decideWorld(group, traitors, order, mixed);
        for (const id of loyal.slice(1)) expect(after.get(id)).toBe(before.get(id));
      }),
      { numRuns: 200 },
    );
  });
});

describe("nodes are interchangeable", () => {
  it("exchanging two lieutenants in every path, as traitors and as receivers exchanges their decisions", () => {
    fc.assert(
      fc.property(worlds, fc.nat(), fc.nat(), ({ group, traitors, loyal, slots, seed, order }, a, b) => {
        const lieutenants = lieutenantsOf(group);
        const one = lieutenants[a % lieutenants.length] as NodeId;
        const two = lieutenants[b % lieutenants.length] as NodeId;
        const swap = (id: NodeId) => (id === one ? two : id === two ? one : id);
        const told = toldIn(group, slots, random(seed));
        const renamed: Tells = (round, from, to) => {
          const source = treeWith(group, told(round, swap(from), swap(to)));
          const target = new BitTree(group);
          const report = target.levels[round]?.[0]?.map((rows) => rows.slice()) as Rows[];
          for (const path of pathsOf(group, round, from))
            setAt(group, report, path, source.orderAt(path.map(swap)));
          return { round, from, planes: report };
        };
        const before = decideWorld(group, traitors, order, told);
        const after = decideWorld(group, traitors.map(swap), order, renamed);
        for (const id of loyal) expect(after.get(swap(id))).toBe(before.get(id));
      }),
      { numRuns: 200 },
    );
  });
});

describe("the worst world", () => {
  it.each([
    [4, 1, 1],
    [5, 2, 2],
    [6, 2, 2],
    [7, 2, 2],
    [7, 3, 2],
    [8, 3, 3],
  ] as const)(
    "n=%i, m=%i, %i liars: every loyal lieutenant holds the one tree that stands for them all",
    (n, m, liars) => {
      const group = groupOf(n, m);
      for (const set of subsets(lieutenantsOf(group), liars)) {
        for (const order of group.orders) {
          const other = order === "attack" ? "retreat" : "attack";
          const tree = worstTree(group, set, order);
          const lies: Lies = { lie: ({ from }, round) => uniformReport(group, round, from, other) };
          const { decisions } = play(group, order, new Map(set.map((id) => [id, lies])));
          const lieutenants = new Lieutenants(group, set);
          lieutenants.spread(order, (round, from) => uniformReport(group, round, from, other), m);
          for (const id of lieutenants.loyal) {
            expect(lieutenants.treeOf(id).levels).toEqual(tree.levels);
            expect(decisions.get(id)).toBe(fold(tree).decision);
          }
        }
      }
    },
  );

  it("no random world of as many liars folds any honestly told path further from its order", () => {
    const group = groupOf(7, 2);
    const kept = [0, 1, 2].map((liars) => worstCase(7, 2, liars).kept);
    expect(kept).toEqual([
      [true, true, true],
      [true, true, true],
      [true, true, true],
    ]);
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...subsets(lieutenantsOf(group), 2)), (seed, set) => {
        const lieutenants = new Lieutenants(group, set);
        const { slots } = slotsOf(group, set, lieutenants.loyal, [0, 2]);
        lieutenants.spread("attack", toldIn(group, slots, random(seed)), 2);
        for (const id of lieutenants.loyal) {
          const { levels } = fold(lieutenants.treeOf(id));
          for (const from of lieutenants.loyal) expect(orderIn(group, levels, [1, from])).toBe("attack");
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is kept just when n > 2k + m, which is the bound of Lemma 1 (Lamport et al. 1982), at every level below too", () => {
    for (let n = 3; n <= 10; n++) {
      for (let m = 1; m <= Math.min(n - 2, 4); m++) {
        for (let liars = 1; liars <= m; liars++) {
          const { kept, paths, worlds: folded } = worstCase(n, m, liars);
          // Beyond level n − 1 − k there is no path without a liar, and nothing to keep.
          const bound = kept.map((_, level) => level === m || level > n - 1 - liars || n > 2 * liars + m);
          expect({ n, m, liars, kept }).toEqual({ n, m, liars, kept: bound });
          const closed = paths.map((_, level) => fallingProduct(n - 1 - liars, level));
          expect(paths).toEqual(closed);
          expect(folded).toBeGreaterThan(1n);
        }
      }
    }
  });
});

describe("a subtree folds by what lies in it", () => {
  it("orders elsewhere in the tree do not change it", () => {
    const group = groupOf(7, 3);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, other) => {
        const [one, two] = [seed, other].map((number) => randomLevel(group.ids.length, number)) as [
          Level,
          Level,
        ];
        const path = [1, 3];
        const mixed = one.map((planes) => planes.map((rows) => rows.slice())) as Rows[][];
        for (const from of lieutenantsOf(group)) {
          for (const leaf of pathsOf(group, 3, from)) {
            if (leaf[1] !== 3)
              setAt(group, mixed[from - 2] as Rows[], leaf, orderIn(group, [[], [], [], two], leaf));
          }
        }
        const folded = [one, mixed].map((level) => {
          const levels: Level[] = [[], foldLevel(group, 2, foldLevel(group, 3, level))];
          return orderIn(group, levels, path);
        });
        expect(folded[0]).toBe(folded[1]);
        expect(childrenOf(group, path)).toHaveLength(5);
      }),
      { numRuns: 100 },
    );
  });
});

function fallingProduct(from: number, factors: number): bigint {
  let product = 1n;
  for (let k = 0; k < factors; k++) product *= BigInt(Math.max(0, from - k));
  return product;
}

function randomLevel(n: number, seed: number): Level {
  const words = wordsOf(seed);
  return Array.from({ length: n - 1 }, () => [
    Uint16Array.from({ length: n - 2 }, () => words() % 2 ** (n - 3)),
  ]);
}

function treeWith(group: ReturnType<typeof groupOf>, report: Parameters<BitTree["store"]>[0]): BitTree {
  const tree = new BitTree(group);
  tree.store(report);
  return tree;
}

function setAt(
  group: ReturnType<typeof groupOf>,
  planes: Rows[],
  path: readonly NodeId[],
  order: Order,
): void {
  const [rows] = planes as [Rows];
  const { row, bit } = cellOf(group, path);
  const without = (rows[row] as number) & ~(1 << bit);
  rows[row] = order === "attack" ? without | (1 << bit) : without;
}
