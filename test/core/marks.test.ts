/** Marks of a group's nodes: they do what a Set of ids does. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Marks } from "../../src/core/marks.js";

it("marks what a Set has, ids on both sides of the bits of a number", () => {
  const id = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(30, 31, 32, 62, 63, 99_999));
  fc.assert(
    fc.property(fc.array(id), fc.uniqueArray(id), (added, asked) => {
      const [marks, set] = [new Marks(), new Set<number>()];
      for (const one of added) for (const all of [marks, set]) all.add(one);
      expect(marks.size).toBe(set.size);
      expect(asked.map((one) => marks.has(one))).toEqual(asked.map((one) => set.has(one)));
      expect(marks.of(asked)).toEqual(asked.filter((one) => set.has(one)));
    }),
  );
});
