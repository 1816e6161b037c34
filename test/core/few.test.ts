/** A map of few things: it does what a Map does, but for keeping what has left it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Few } from "../../src/core/few.js";

it("has what a Map has, in its order", () => {
  const doing = fc.record({ isSet: fc.boolean(), key: fc.nat(5), value: fc.nat() });
  fc.assert(
    fc.property(fc.array(doing), (all) => {
      const [few, map] = [new Few<number, number>(), new Map<number, number>()];
      for (const { isSet, key, value } of all)
        for (const one of [few, map]) {
          if (isSet) one.set(key, value);
          else one.delete(key);
        }
      expect([few.size, few.keys(), few.values()]).toEqual([map.size, [...map.keys()], [...map.values()]]);
      for (let key = 0; key <= 5; key++)
        expect([few.has(key), few.get(key)]).toEqual([map.has(key), map.get(key)]);
    }),
  );
});

it("has what a Map has after many have come and mostly left in their order", () => {
  const [few, map] = [new Few<number | string, number>(), new Map<number | string, number>()];
  const both = [few, map];
  for (let key = 10; key < 300; key++) {
    for (const one of both) one.set(key % 7 === 0 ? `${key}` : key, key);
    // a few stay for longer
    const leaves = key % 97 === 0 ? key - 40 : key - 9;
    for (const one of both) {
      one.delete(leaves);
      one.delete(`${leaves}`);
    }
    expect([few.size, few.keys(), few.values()]).toEqual([map.size, [...map.keys()], [...map.values()]]);
    for (const asked of [-1, 0, key - 9, key - 8, key, key + 1, `${key}`])
      expect([few.has(asked), few.get(asked)]).toEqual([map.has(asked), map.get(asked)]);
  }
});

describe("what has left it", () => {
  setFlagsFromString("--expose-gc");
  const collectAll = runInNewContext("gc") as () => void;
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it("is not kept by it, from whatever place it left", async () => {
    const few = new Few<number, object>();
    const left = Array.from({ length: 40 }, (_, key) => {
      const value = { key };
      few.set(key, value);
      return new WeakRef(value);
    });
    for (const key of [20, 39, 0, 1, 2]) few.delete(key);
    await turn();
    collectAll();
    const gone = left.flatMap((value, key) => (value.deref() ? [] : [key]));
    expect(gone).toEqual([0, 1, 2, 20, 39]);
    expect(few.size).toBe(35);
  });

  it("takes no room", () => {
    const few = new Few<number, null>();
    const usedMB = () => {
      collectAll();
      return process.memoryUsage().heapUsed / 2 ** 20;
    };
    const before = usedMB();
    for (let key = 0; key < 2_000_000; key++) {
      few.set(key, null);
      few.delete(key - 64);
    }
    expect(few.size).toBe(64);
    expect(usedMB() - before).toBeLessThan(8);
  });
});
