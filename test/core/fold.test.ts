import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lieutenantsOf } from "../../src/core/group.js";
import { foldedAt } from "../../src/protocols/om/fold.js";
import { naiveTree } from "../oracle/eig.js";
import { recursiveOm } from "../oracle/om.js";
import { groups, liar, runCore } from "./arbitrary.js";

describe("the packed tree against the naive EIG tree", () => {
  it("tells and folds the same at every path, for any n, m, general, orders and number of traitors", () => {
    fc.assert(
      fc.property(
        groups(2, 7, () => 4),
        fc.nat(),
        fc.nat(),
        (group, seed, mask) => {
          const traitors = group.ids.filter((_, index) => (mask >> index) & 1);
          const order = group.orders[seed % group.orders.length] as string;
          const tell = liar(group, traitors, seed);
          const nodes = runCore(group, order, tell);
          for (const id of lieutenantsOf(group)) {
            const naive = naiveTree(group, order, tell, id);
            const node = nodes.get(id);
            for (const [name, told] of naive.told) {
              const path = name.split(".").map(Number);
              expect(node?.tree.orderAt(path)).toBe(told);
              expect(foldedAt(group, node?.folded() as never, path)).toBe(naive.folded.get(name));
            }
            expect(node?.decide()).toBe(naive.decision);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("decides as the paper's recursive OM(m) wherever n > 3m and at most m nodes lie, and IC1 and IC2 hold", () => {
    fc.assert(
      fc.property(
        groups(4, 8, (n) => Math.floor((n - 1) / 3)),
        fc.nat(),
        fc.infiniteStream(fc.nat(9)),
        (group, seed, picks) => {
          const traitors: number[] = [];
          for (const pick of picks) {
            if (traitors.length >= group.m) break;
            const id = group.ids[pick % group.ids.length] as number;
            if (!traitors.includes(id)) traitors.push(id);
          }
          const order = group.orders[seed % group.orders.length] as string;
          const tell = liar(group, traitors, seed);
          const nodes = runCore(group, order, tell);
          const paper = recursiveOm(group, order, tell);
          const loyal = lieutenantsOf(group).filter((id) => !traitors.includes(id));
          const decisions = loyal.map((id) => nodes.get(id)?.decide());
          expect(decisions).toEqual(loyal.map((id) => paper.get(id)));
          expect(new Set(decisions).size).toBe(1);
          expect(traitors.includes(group.general) || decisions[0] === order).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
