/**
 * Blame is the least set. A node that hears nobody was taken for the only loyal one, and all whom it did not hear for
 * traitors: lateness was charged to senders alone. Siblings looked for: nodes deaf in one round or to some; nodes that
 * are faulty anyway at the receiving end; links that fail both ways; stars of either kind at once; the verdicts of sim
 * and of campaigns (test/sim/blame.test.ts).
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Edge, leastCover } from "../../src/core/cover.js";
import type { NodeId } from "../../src/core/group.js";
import { wordsOf } from "../../src/core/random.js";
import { observedIn } from "../../src/recording/observed.js";
import { groupOf } from "../sim/worlds.js";

interface Missed {
  readonly from: NodeId;
  readonly at: NodeId;
  readonly round: number;
}

interface Case {
  readonly n: number;
  readonly missed: readonly Missed[];
  readonly traitors: readonly NodeId[];
  readonly slow: readonly NodeId[];
  readonly undecided: readonly NodeId[];
}

function observed({ n, missed, traitors = [], slow = [], undecided = [] }: Partial<Case> & { n: number }) {
  const group = groupOf(n);
  const decisions = new Map(group.ids.map((id) => [id, undecided.includes(id) ? null : "attack"]));
  const faults = (missed ?? []).map(
    ({ from, at, round }) => ({ kind: "late", from, node: at, round }) as const,
  );
  const stood = slow.map((id) => ({ id, why: "stood still for 9 ms" }));
  return observedIn({ group, traitors, decisions, gone: [], slow: stood, faults });
}

/** The definition, by trying every set of nodes. */
function byTrying({ n, missed, traitors, slow, undecided }: Case): NodeId[] {
  const anyway = new Set([...traitors, ...slow, ...undecided]);
  const left = missed.filter(({ from, at }) => !anyway.has(from) && !anyway.has(at));
  const all = Array.from({ length: n }, (_, index) => index + 1);
  const sets = Array.from({ length: 2 ** n }, (_, bits) => all.filter((id) => bits & (1 << (id - 1)))).filter(
    (ids) => left.every(({ from, at }) => ids.includes(from) || ids.includes(at)),
  );
  const charged = (ids: NodeId[]) => left.filter(({ from }) => ids.includes(from)).length;
  const sum = (ids: NodeId[]) => ids.reduce((total, id) => total + id, 0);
  const [least] = sets.sort((a, b) => a.length - b.length || charged(b) - charged(a) || sum(a) - sum(b));
  const ties = sets.filter(
    (ids) => ids.length === least!.length && charged(ids) === charged(least!) && sum(ids) === sum(least!),
  );
  return ties.length === 1 ? least! : [];
}

const cases: fc.Arbitrary<Case> = fc.integer({ min: 3, max: 9 }).chain((n) => {
  const id = fc.integer({ min: 1, max: n });
  const some = fc.uniqueArray(id, { maxLength: 2 });
  const miss = fc.record({ from: id, at: id, round: fc.integer({ min: 0, max: 2 }) });
  return fc.record({
    n: fc.constant(n),
    missed: fc
      .uniqueArray(miss, { maxLength: 20, selector: ({ from, at, round }) => `${from} ${at} ${round}` })
      .map((all) => all.filter(({ from, at }) => from !== at)),
    traitors: some,
    slow: some,
    undecided: some,
  });
});

describe("the least set that touches every missed report", () => {
  it("is what trying every set gives, ties broken by sender and then by lowest ids", () => {
    let unique = 0;
    fc.assert(
      fc.property(cases, (one) => {
        const tried = byTrying(one);
        const anyway = new Set([...one.traitors, ...one.slow, ...one.undecided]);
        const blamed = observed(one)
          .map(({ id }) => id)
          .filter((id) => !anyway.has(id));
        if (tried.length === 0) return;
        unique++;
        expect(blamed).toEqual(tried);
      }),
      { numRuns: 400 },
    );
    expect(unique).toBeGreaterThan(150);
  });

  it("has no node that could be left out, and touches all, in groups too large to try", () => {
    const edges = fc.integer({ min: 10, max: 33 }).chain((n) => {
      const id = fc.integer({ min: 1, max: n });
      return fc.array(fc.tuple(id, id), { maxLength: 200 }).map((all) => all.filter(([a, b]) => a !== b));
    });
    fc.assert(
      fc.property(edges, (all) => {
        const cover = leastCover(all, new Map());
        const touches = (ids: readonly NodeId[]) => all.every((edge) => edge.some((id) => ids.includes(id)));
        expect(touches(cover)).toBe(true);
        for (const id of cover) expect(touches(cover.filter((one) => one !== id))).toBe(false);
        // no cover is smaller than a matching
        expect(cover.length).toBeGreaterThanOrEqual(matching(all));
      }),
      { numRuns: 200 },
    );
  });

  // with two sides the least cover is as large as the largest matching (Kőnig, 1931)
  it("is the least in groups too large to try, whose misses are between two halves", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const words = wordsOf(seed);
      const pairs = Array.from({ length: 400 }, (_, at): Edge => [1 + (at % 20), 21 + Math.floor(at / 20)]);
      const missed = pairs.filter(() => words() % 20 < 3);
      expect(leastCover(missed, new Map())).toHaveLength(largestMatching(missed));
    }
  });

  it("is found in time for the largest groups, in any disorder", () => {
    const n = 256;
    const everyThird = Array.from({ length: n * n }, (_, index): [number, number] => [
      1 + (index % n),
      1 + Math.floor(index / n),
    ]).filter(([a, b]) => a !== b && (a * 7919 + b * 104_729) % 3 === 0);
    const startMs = performance.now();
    const cover = new Set(leastCover(everyThird, new Map()));
    expect(everyThird.every(([a, b]) => cover.has(a) || cover.has(b))).toBe(true);
    expect(performance.now() - startMs).toBeLessThan(20_000);
  });
});

/** Its size, by augmenting paths; each edge goes from one half to the other. */
function largestMatching(edges: readonly Edge[]): number {
  const matched = new Map<NodeId, NodeId>();
  const finds = (from: NodeId, seen: Set<NodeId>): boolean =>
    edges.some(([one, other]) => {
      if (one !== from || seen.has(other)) return false;
      seen.add(other);
      const before = matched.get(other);
      if (before !== undefined && !finds(before, seen)) return false;
      matched.set(other, from);
      return true;
    });
  return [...new Set(edges.map(([from]) => from))].filter((from) => finds(from, new Set())).length;
}

/** A maximal matching's size. */
function matching(edges: readonly (readonly [NodeId, NodeId])[]): number {
  const used = new Set<NodeId>();
  let size = 0;
  for (const [a, b] of edges) {
    if (used.has(a) || used.has(b)) continue;
    used.add(a).add(b);
    size++;
  }
  return size;
}

describe("what is said of a node that is blamed", () => {
  const deaf = (round: number, from: readonly number[]) => from.map((id) => ({ from: id, at: 7, round }));

  it("that hears nothing: one node, not six", () => {
    const missed = [...deaf(0, [1]), ...deaf(1, [2, 3, 4, 5, 6]), ...deaf(2, [2, 3, 4, 5, 6])];
    expect(observed({ n: 7, missed })).toEqual([{ id: 7, why: "heard nothing in round 0" }]);
    const later = missed.filter(({ round }) => round === 2);
    expect(observed({ n: 7, missed: later })).toEqual([{ id: 7, why: "heard nothing in round 2" }]);
  });

  it("that does not hear some, or hears a traitor alone", () => {
    const missed = deaf(1, [2, 3, 4]);
    expect(observed({ n: 7, missed })).toEqual([
      { id: 7, why: "heard nothing from nodes 2, 3, 4 in round 1" },
    ]);
    const butOne = deaf(1, [2, 3, 4, 5, 6]);
    expect(observed({ n: 7, missed: butOne, traitors: [2] })).toEqual([
      { id: 7, why: "heard nothing in round 1" },
    ]);
  });

  it("that is late at one, at several, or whose link is down both ways", () => {
    const one = [{ from: 5, at: 3, round: 1 }];
    expect(observed({ n: 7, missed: one })).toEqual([
      { id: 5, why: "late in round 1 at node 3, as node 3 alone says" },
    ]);
    const both = [...one, { from: 3, at: 5, round: 1 }];
    expect(observed({ n: 7, missed: both })).toEqual([{ id: 3, why: "late in round 1 at node 5" }]);
  });

  it("is nothing where a traitor, or one that stood still or ended undecided, is at either end", () => {
    const missed = deaf(1, [2, 3, 4]);
    expect(observed({ n: 7, missed, traitors: [7] })).toEqual([]);
    expect(observed({ n: 7, missed, traitors: [2, 3, 4] })).toEqual([]);
    expect(observed({ n: 7, missed, slow: [7] }).map(({ id }) => id)).toEqual([7]);
    expect(observed({ n: 7, missed, undecided: [7] })).toEqual([{ id: 7, why: "ended undecided" }]);
  });
});
