/** A map of few things: it does what a Map does, but for keeping what has left it. */
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, it } from "vitest";
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

it("keeps nothing of what has left it, and a Map much until all of the heap is collected", () => {
  setFlagsFromString("--expose-gc");
  const collectAll = runInNewContext("gc") as () => void;
  // in a heap that other tests have filled the collector has its own mind now and then: what stays does so each time
  const times = <T>(make: () => T) => Array.from({ length: 3 }, make);
  const [few, map] = [times(() => new Few<number, object>()), times(() => new Map<number, object>())];
  expect(Math.min(...few.map((one) => grownMB(one, collectAll)))).toBeLessThan(5);
  // where this fails, a Map will do
  expect(Math.max(...map.map((one) => grownMB(one, collectAll)))).toBeGreaterThan(8);
});

const IN_FLIGHT = 64;
const CAME = 8000;

/** How much the old generation grows at the most, while things of 3 KB come and go. */
function grownMB(
  among: { set(key: number, value: object): void; delete(key: number): void },
  collectAll: () => void,
): number {
  let [before, most] = [0, 0];
  for (let key = 0; key < CAME; key++) {
    among.set(
      key,
      Array.from({ length: 100 }, (_, at) => ({ at })),
    );
    among.delete(key - IN_FLIGHT);
    if (key === 1000) {
      collectAll();
      before = oldMB();
    } else if (key > 1000 && key % 250 === 0) most = Math.max(most, oldMB() - before);
  }
  return most;
}

function oldMB(): number {
  const old = getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space");
  return (old?.space_used_size ?? Number.NaN) / 2 ** 20;
}
