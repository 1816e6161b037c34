import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeEntry } from "../../src/adversary/collude.js";
import type { Group } from "../../src/core/group.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { groups } from "../core/arbitrary.js";

const SEVEN: Group = {
  protocol: "om",
  ids: [1, 2, 3, 4, 5, 6, 7],
  general: 1,
  m: 2,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};

describe("collude", () => {
  it("tells the lower half of the loyal nodes the first other order, everyone else the default order", () => {
    const traitors: TraitorEntry[] = [2, 6].map((id) => ({ id, strategy: "collude" }));
    const others = { 1: "attack", 3: "attack", 4: "retreat", 5: "retreat", 7: "retreat" };
    expect(completeEntry(SEVEN, traitors, 2)).toEqual({ ...traitors[0], tell: { ...others, 6: "retreat" } });
    expect(completeEntry(SEVEN, traitors, 6)).toEqual({ ...traitors[1], tell: { ...others, 2: "retreat" } });
  });

  it("leaves a written tell, other strategies and loyal nodes alone", () => {
    const traitors: TraitorEntry[] = [
      { id: 3, strategy: "collude", tell: { 4: "attack" } },
      { id: 5, strategy: "flip" },
    ];
    expect(completeEntry(SEVEN, traitors, 3)).toBe(traitors[0]);
    expect(completeEntry(SEVEN, traitors, 5)).toBe(traitors[1]);
    expect(completeEntry(SEVEN, traitors, 4)).toBeUndefined();
  });

  it("tells every loyal node alike, whichever of the traitors speaks", () => {
    fc.assert(
      fc.property(
        groups(3, 12, () => 4),
        fc.nat(),
        (group, mask) => {
          const traitors = group.ids
            .filter((_, index) => (mask >> index) & 1)
            .map((id): TraitorEntry => ({ id, strategy: "collude" }));
          const entries = traitors.map(({ id }) => completeEntry(group, traitors, id));
          for (const id of group.ids.filter((one) => !traitors.some((traitor) => traitor.id === one))) {
            const told = entries.map((entry) => entry?.strategy === "collude" && entry.tell?.[id]);
            expect(new Set(told).size).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});
