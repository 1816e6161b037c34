/** What is proved of vectors by way of OM(m), beside lies about vectors themselves, by the naive twin. */
import { describe, expect, it } from "vitest";
import { sizesOf } from "../../src/check/check.js";
import { prover } from "../../src/protocols/vector/check/prover.js";
import { Dice } from "../../src/sim/dice.js";
import { naiveVector } from "../oracle/vector.js";

const ORDERS = ["retreat", "attack"];

/** Whether all loyal nodes hold the same, and whether they hold what they gave, in so many worlds of drawn values and lies. */
function drawn(n: number, m: number, traitors: number, worlds: number): { ic1: string; ic2: string } {
  const dice = new Dice(7);
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const loyal = ids.slice(0, n - traitors);
  let [differ, untrue] = [false, false];
  for (let world = 0; world < worlds; world++) {
    const values = Object.fromEntries(ids.map((id) => [id, dice.pick(ORDERS)]));
    const lies = new Map<string, string>();
    const tell = (path: readonly number[], honest: string, to: number) => {
      if (loyal.includes(path.at(-1) as number)) return honest;
      const name = `${path.join(".")} ${to}`;
      const lie = lies.get(name) ?? dice.pick(ORDERS);
      lies.set(name, lie);
      return lie;
    };
    const vectors = loyal.map((id) => naiveVector({ ids, m, defaultOrder: "retreat" }, values, tell, id));
    differ ||= new Set(vectors.map((vector) => JSON.stringify(vector))).size > 1;
    untrue ||= vectors.some((vector) => loyal.some((id) => vector[id] !== values[id]));
  }
  return { ic1: differ ? "violated" : "holds", ic2: untrue ? "violated" : "holds" };
}

describe("check of vectors", () => {
  it.each([
    [2, 0, 0],
    [3, 1, 1],
    [3, 0, 1],
    [4, 1, 1],
    [4, 1, 2],
    [4, 2, 1],
    [5, 1, 1],
    [5, 1, 2],
    [6, 1, 2],
  ])("at n = %i, m = %i with %i traitors says what lies about vectors do", (nodes, m, traitors) => {
    const asked = { general: "both", isWritten: false, onCase: () => undefined } as const;
    const { conditions } = prover.prove(sizesOf({ nodes, m, traitors }), asked);
    expect(conditions).toEqual(drawn(nodes, m, traitors, 1000));
  });
});
