/** Random worlds decided by the naive recursion (test/oracle/eig.ts): what the check's speed is measured against. */

import type { Cast } from "../../src/check/worlds.js";
import { wordsOf } from "../../src/core/random.js";
import { naiveTree } from "../oracle/eig.js";

export function naiveWorlds({ n, m, general, traitors }: Cast, count: number, seed: number): number {
  const words = wordsOf(seed);
  const group = { ids: Array.from({ length: n }, (_, k) => k + 1), general: 1, m, defaultOrder: "retreat" };
  const liars = group.ids.slice(general === "traitor" ? 0 : 1).slice(0, traitors);
  const loyal = group.ids.filter((id) => id !== 1 && !liars.includes(id));
  let split = 0;
  for (let world = 0; world < count; world++) {
    const tell = (path: readonly number[], honest: string) => {
      if (!liars.includes(path.at(-1) as number)) return honest;
      return words() % 2 === 0 ? "retreat" : "attack";
    };
    const decisions = loyal.map((id) => naiveTree(group, "attack", tell, id).decision);
    if (new Set(decisions).size > 1) split++;
  }
  return split;
}
