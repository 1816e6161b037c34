/** A map of few things: it does what a Map does, but for keeping what has left it. */
import { Session } from "node:inspector";
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

it("keeps nothing of what has left it, and no more places than it needs", () => {
  const few = new Few<number, object>();
  for (let key = 0; key < CAME; key++) {
    few.set(key, {});
    few.delete(key - IN_FLIGHT);
  }
  const lists = listsOf(few);
  expect(lists.map((list) => list.filter(Boolean).length)).toEqual([IN_FLIGHT, IN_FLIGHT]);
  for (const { length } of lists) expect(length).toBeLessThanOrEqual(2 * IN_FLIGHT + 1);
  for (const key of few.keys()) few.delete(key);
  expect(listsOf(few).flat().filter(Boolean)).toEqual([]);
});

const IN_FLIGHT = 64;
const CAME = 1000;

/** The lists that a map has to itself, as a debugger sees them: whether there is something in each place. */
function listsOf(few: Few<number, object>): boolean[][] {
  const debug = new Session();
  debug.connect();
  // calls in the same thread are answered at once
  const ask = (method: string, how: object): unknown => {
    let answer: unknown;
    debug.post(method, how, (_, given) => (answer = given));
    return answer;
  };
  try {
    Object.assign(globalThis, { fewOfTest: few });
    const { result } = ask("Runtime.evaluate", { expression: "fewOfTest" }) as Evaluated;
    const { privateProperties } = ask("Runtime.getProperties", result) as Inspected;
    const lists = privateProperties.map(({ value }) => value).filter(({ subtype }) => subtype === "array");
    return lists.map(({ objectId }) => {
      const functionDeclaration = "function () { return this.map((one) => one !== undefined); }";
      const how = { objectId, functionDeclaration, returnByValue: true };
      return (ask("Runtime.callFunctionOn", how) as Called).result.value;
    });
  } finally {
    Reflect.deleteProperty(globalThis, "fewOfTest");
    debug.disconnect();
  }
}

interface Held {
  readonly objectId: string;
  readonly subtype?: string;
}
type Evaluated = { readonly result: Held };
type Inspected = { readonly privateProperties: readonly { readonly value: Held }[] };
type Called = { readonly result: { readonly value: boolean[] } };
