/** Trees of text against trees of bits, vectors against their naive twin, and what vectors are combined to. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { formatPath, pathsOf } from "../../src/core/path.js";
import { relaysOf } from "../../src/protocols/om/report.js";
import { type TextReport, TextTree } from "../../src/protocols/om/text-tree.js";
import {
  combined,
  InteractiveConsistency,
  interactiveConsistency,
  vectorPathsOf,
  vectorText,
} from "../../src/protocols/vector/rules.js";
import { judge } from "../../src/recording/verdict.js";
import { groups, liar, runCore } from "../core/arbitrary.js";
import { naiveTree } from "../oracle/eig.js";
import { naiveMajority, naiveMedian, naiveVector } from "../oracle/vector.js";
import { compareProjections } from "./projections.js";
import { runVector, vectorWorlds } from "./vector-worlds.js";

describe("the tree of text", () => {
  it("holds, relays and folds as the tree of bits does, and as the naive one", () => {
    const worlds = fc.tuple(
      groups(3, 7, () => 3),
      fc.integer(),
      fc.array(fc.nat(6), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(worlds, ([group, seed, liars]) => {
        const tell = liar(
          group,
          liars.map((index) => group.ids[index % group.ids.length] as number),
          seed,
        );
        const order = group.orders[1] as string;
        for (const [id, node] of runCore(group, order, tell)) {
          if (id === group.general) continue;
          const text = new TextTree(group);
          for (let round = 0; round <= group.m; round++) {
            const senders = round === 0 ? [group.general] : group.ids.filter((one) => one !== group.general);
            for (const path of senders.flatMap((sender) => pathsOf(group, round, sender)))
              text.store({
                round,
                from: path.at(-1) as number,
                relays: [{ path, order: node.tree.orderAt(path) }],
              });
          }
          for (let round = 1; round <= group.m; round++)
            expect(text.relay(id, round).relays).toEqual(relaysOf(group, node.tree.relay(id, round)));
          const folded = text.fold();
          const naive = naiveTree(group, order, tell, id);
          expect(folded.decision).toBe(node.decide());
          expect(Object.fromEntries(folded.orders)).toEqual(Object.fromEntries(naive.folded));
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("vectors", () => {
  it("are those of the naive twin at every node, within the bound and beyond it", () => {
    fc.assert(
      fc.property(
        fc.boolean().chain((isWithin) => vectorWorlds(isWithin)),
        (world) => {
          const { group, values, tell } = world;
          for (const [id, node] of runVector(world)) {
            expect(node.vector()).toEqual(naiveVector(group, values, tell, id));
            expect(node.decide()).toBe(vectorText(node.vector()));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it("are the same at all loyal nodes, with each loyal node's own value, where n > 3m", () => {
    fc.assert(
      fc.property(vectorWorlds(true), (world) => {
        const { group, values, traitors } = world;
        const nodes = runVector(world);
        const vectors = new Map([...nodes].map(([id, node]) => [id, node.vector()]));
        const decisions = new Map([...nodes].map(([id, node]) => [id, node.decide()]));
        const outcome = { group, order: "attack", traitors, observed: [], decisions, values, vectors };
        expect(judge(outcome)).toEqual({ ic1: "holds", ic2: "holds", guaranteed: true });
      }),
      { numRuns: 400 },
    );
  });

  it("can differ beyond the bound: the judge sees both conditions broken", () => {
    const verdicts = fc.sample(vectorWorlds(false), { numRuns: 400, seed: 1 }).map((world) => {
      const nodes = runVector(world);
      const vectors = new Map([...nodes].map(([id, node]) => [id, node.vector()]));
      const decisions = new Map([...nodes].map(([id, node]) => [id, node.decide()]));
      const { group, values, traitors } = world;
      return judge({ group, order: "attack", traitors, observed: [], decisions, values, vectors });
    });
    for (const condition of ["ic1", "ic2"] as const)
      expect(verdicts.some((verdict) => verdict[condition] === "violated")).toBe(true);
    expect(verdicts.some(({ guaranteed, ic1 }) => guaranteed && ic1 !== "holds")).toBe(false);
  });

  it("have instances that are runs of OM(m), whatever is told in the others", () => {
    for (const [n, m] of [
      [3, 1],
      [4, 1],
      [5, 2],
      [7, 2],
    ] as const) {
      expect(compareProjections(n, m, 40)).toBe(40 * n * n);
    }
  });

  it("are told in reports of (n−1)(n−2)…(n−r) relays, by instance, then in canonical path order", () => {
    const group = {
      protocol: "vector",
      ids: [1, 2, 3, 4, 5],
      general: 1,
      m: 2,
      orders: ["a", "b"],
      defaultOrder: "a",
    } as const;
    const names = vectorPathsOf(group, 2, 3).map(formatPath);
    expect(names).toEqual([
      "1.2.3",
      "1.4.3",
      "1.5.3",
      "2.1.3",
      "2.4.3",
      "2.5.3",
      "4.1.3",
      "4.2.3",
      "4.5.3",
      "5.1.3",
      "5.2.3",
      "5.4.3",
    ]);
    expect([0, 1, 2].map((round) => interactiveConsistency.relaysEach(group, round))).toEqual([1, 4, 12]);
  });
});

/** Reads what is relayed in its own instance too, and holds what that folds to. */
class Believing extends InteractiveConsistency {
  readonly #own: TextTree;
  readonly #self: number;
  constructor(group: Group, self: number, order: string) {
    super({ group, self, order });
    this.#self = self;
    this.#own = new TextTree({ ...group, general: self });
  }
  override receive(round: number, from: number, report: TextReport) {
    this.#own.store({ ...report, relays: report.relays.filter(({ path }) => path[0] === this.#self) });
    return super.receive(round, from, report);
  }
  override vector() {
    return { ...super.vector(), [this.#self]: this.#own.fold().decision };
  }
}

describe("planted: its own entry taken from others", () => {
  it("is caught by the twin, for what others tell is told by traitors too", () => {
    const isTwin = (planted: boolean) =>
      fc.property(vectorWorlds(false), (world) => {
        const { group, values, tell } = world;
        const make = planted
          ? (self: number) => new Believing(group, self, values[self] as string)
          : undefined;
        return [...runVector(world, make)].every(([id, node]) =>
          isDeepStrictEqual(node.vector(), naiveVector(group, values, tell, id)),
        );
      });
    expect(fc.check(isTwin(true), { numRuns: 400, seed: 1 }).failed).toBe(true);
    expect(fc.check(isTwin(false), { numRuns: 400, seed: 1 }).failed).toBe(false);
  });
});

describe("judging vectors", () => {
  const group = {
    protocol: "vector",
    ids: [1, 2, 3, 4],
    general: 1,
    m: 1,
    orders: ["a", "b"],
    defaultOrder: "a",
  } as const;
  const values = { 1: "a", 2: "b", 3: "a", 4: "b" };
  const outcome = (
    vectors: Record<number, Record<number, string>>,
    traitors: number[],
    observed: number[] = [],
  ) => {
    const held = new Map(Object.entries(vectors).map(([id, vector]) => [Number(id), vector]));
    const decisions = new Map([...held].map(([id, vector]) => [id, vectorText(vector)]));
    return judge({ group, order: "a", traitors, observed, decisions, values, vectors: held });
  };
  const lied = { ...values, 2: "a" };

  it("asks the lowest id like all others, and each loyal node's entry", () => {
    expect(outcome({ 1: lied, 2: values, 3: values, 4: values }, [4])).toMatchObject({
      ic1: "violated",
      ic2: "violated",
    });
    expect(outcome({ 1: lied, 2: values, 3: lied, 4: lied }, [2])).toMatchObject({
      ic1: "holds",
      ic2: "holds",
    });
    expect(outcome({ 1: lied, 3: lied, 4: lied }, [], [2])).toMatchObject({
      ic1: "holds",
      ic2: "holds",
      guaranteed: true,
    });
  });

  it("knows nothing where a loyal node did not decide, and says nothing without loyal nodes", () => {
    expect(outcome({ 1: values, 2: values }, [4])).toMatchObject({ ic1: "unknown", ic2: "unknown" });
    expect(outcome({}, [1, 2, 3, 4])).toEqual({ ic1: "vacuous", ic2: "vacuous", guaranteed: false });
  });
});

describe("combining", () => {
  const entries = fc.array(
    fc.oneof(fc.integer({ min: -9, max: 9 }).map(String), fc.constantFrom("none", "0x10", "x", "Infinity")),
    { minLength: 1, maxLength: 9 },
  );

  it("is what the naive twins say, whatever the order of entries", () => {
    fc.assert(
      fc.property(entries, fc.boolean(), (all, isReversed) => {
        const given = isReversed ? all.toReversed() : all;
        expect(combined("majority", given, "none")).toBe(naiveMajority(all, "none"));
        expect(combined("median", given, "none")).toBe(String(naiveMedian(all) ?? "none"));
      }),
      { numRuns: 500 },
    );
  });

  it("takes the lower of two middle numbers, as it was written, and leaves out what is no number", () => {
    expect(combined("median", ["4", "1", "3", "2"], "none")).toBe("2");
    expect(combined("median", ["none", "1e1", "noon"], "none")).toBe("1e1");
    expect(combined("median", ["7.0", "7"], "none")).toBe(combined("median", ["7", "7.0"], "none"));
    expect(combined("majority", ["a", "a", "b", "b"], "c")).toBe("c");
  });

  it("gives a median between the loyal values, if these are numbers and n > 3m", () => {
    fc.assert(
      fc.property(vectorWorlds(true, ["1", "2", "3", "55", "-4", "none"]), (world) => {
        const values = Object.fromEntries(world.group.ids.map((id, index) => [id, String(10 + index)]));
        const { group, traitors } = world;
        const loyal = group.ids.filter((id) => !traitors.includes(id)).map((id) => Number(values[id]));
        for (const [id, node] of runVector({ ...world, values, group: { ...group, combine: "median" } })) {
          if (traitors.includes(id)) continue;
          const median = Number(node.decide());
          expect(median).toBeGreaterThanOrEqual(Math.min(...loyal));
          expect(median).toBeLessThanOrEqual(Math.max(...loyal));
        }
      }),
      { numRuns: 300 },
    );
  });
});
