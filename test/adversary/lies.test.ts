/** Lies on packed reports, against the same lies relay by relay; and what several receivers share. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviationOf, flipped } from "../../src/adversary/deviation.js";
import { type Group, lieutenantsOf } from "../../src/core/group.js";
import { pathsOf } from "../../src/core/path.js";
import { ordersIn } from "../../src/core/protocol.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { mapOrders, randomOrders } from "../../src/protocols/om/lies.js";
import {
  hasBitBeyond,
  type OralReport,
  overlap,
  relaysOf,
  reportOf,
  shapeOf,
} from "../../src/protocols/om/report.js";
import { oralMessages } from "../../src/protocols/om/rules.js";

function groupOf(n: number, m: number, orders: number): Group {
  const names = Array.from({ length: orders }, (_, index) => `order${index}`);
  return {
    protocol: "om",
    ids: Array.from({ length: n }, (_, index) => index + 1),
    general: 1,
    m,
    orders: names,
    defaultOrder: names[n % orders] as string,
  };
}

function honestReport(group: Group, round: number, from: number, seed: number): OralReport {
  const relays = pathsOf(group, round, from).map((path, index) => ({
    path,
    order: group.orders[(Math.imul(index + 1, seed | 1) >>> 5) % group.orders.length] as string,
  }));
  return reportOf(group, round, from, relays);
}

function isWellFormed(group: Group, { round, planes }: OralReport): boolean {
  const { rows, bits } = shapeOf(group, round);
  const isEach = planes.every((plane) => plane.length === rows && !hasBitBeyond(plane, bits));
  return isEach && planes.length === group.orders.length - 1 && overlap(planes) === -1;
}

const worlds = fc.record({
  group: fc
    .tuple(fc.integer({ min: 5, max: 24 }), fc.integer({ min: 2, max: 16 }))
    .map(([n, orders]) => groupOf(n, 3, orders)),
  round: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
});

describe("lies on packed reports", () => {
  it("replace each relay's order and leave the honest report as it was", () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.nat(15), { minLength: 16, maxLength: 16 }), (world, targets) => {
        const { group, round, seed } = world;
        const replace = (order: string) =>
          group.orders[(targets[group.orders.indexOf(order)] as number) % group.orders.length] as string;
        const honest = honestReport(group, round, 2, seed);
        const before = relaysOf(group, honest);
        const lie = mapOrders(group, honest, replace);
        expect(relaysOf(group, lie)).toEqual(
          before.map(({ path, order }) => ({ path, order: replace(order) })),
        );
        expect(isWellFormed(group, lie)).toBe(true);
        expect(relaysOf(group, honest)).toEqual(before);
        expect(new Set([honest, flipped(group, honest)]).size).toBe(2);
      }),
      { numRuns: 100 },
    );
  });

  it("at random: well-formed, the same for the same seed and receiver, and about as many of each order", () => {
    for (const orders of [2, 3, 4, 7, 16]) {
      const group = groupOf(20, 3, orders);
      const honest = honestReport(group, 3, 2, 1);
      const lie = randomOrders(group, honest, 5, 7);
      expect(isWellFormed(group, lie)).toBe(true);
      expect(randomOrders(group, honest, 5, 7)).toEqual(lie);
      expect(randomOrders(group, honest, 6, 7)).not.toEqual(lie);
      expect(randomOrders(group, honest, 5, 8)).not.toEqual(lie);
      const counts = ordersIn(oralMessages, group, lie);
      const mean = counts.reduce((a, b) => a + b) / orders;
      for (const count of counts) expect(Math.abs(count - mean)).toBeLessThan(5 * Math.sqrt(mean));
    }
  });
});

describe("lies that receivers get alike are one report object", () => {
  const group = groupOf(10, 3, 3);
  const receivers = lieutenantsOf(group).filter((id) => id !== 4);
  const tell = Object.fromEntries(receivers.map((id) => [id, group.orders[id % 2] as string]));
  const cases: [TraitorEntry, number][] = [
    [{ id: 4, strategy: "flip" }, 1],
    [{ id: 4, strategy: "split" }, 2],
    [{ id: 4, strategy: "always", order: "order2" }, 1],
    [{ id: 4, strategy: "collude", tell }, 2],
    [{ id: 4, strategy: "script", lies: [{ round: 2, to: 6, path: [1, 3, 4], order: null }] }, 2],
    [{ id: 4, strategy: "random" }, receivers.length],
  ];

  it.each(cases)("$strategy: %#", (traitor, reports) => {
    const deviation = deviationOf(group, traitor, 1);
    const lied = (honest: OralReport) =>
      new Set(receivers.map((to) => deviation.lie(honest, honest.round, to)));
    const honest = honestReport(group, 2, 4, 3);
    const first = lied(honest);
    expect(first.size).toBe(reports);
    const next = lied(honestReport(group, 3, 4, 5));
    expect(next.size).toBeGreaterThan(0);
    expect([...next].every((report) => report?.round === 3)).toBe(true);
    expect([...first].every((report) => report?.round === 2)).toBe(true);
  });
});
