/**
 * Worlds that tell typical mistakes in interactive consistency apart: all that one node is told in n instances of OM(m), each drawn
 * as in worlds.ts. A decision is n entries, so a few worlds say as much as dozens do of one OM(m). The seed of a trial gives the ids.
 */
import { Dice } from "../../../sim/dice.js";
import type { ScriptedWorld } from "../../../trial/diagnosis/lab.js";
import { drawnHeard, ID_MAX, type Trouble, WORDS } from "../../../trial/diagnosis/worlds.js";
import { idsUpTo } from "../../../trial/levels/plan.js";
import type { Start } from "../../../trial/turn.js";

interface Scene {
  readonly n: number;
  readonly m: number;
  readonly trouble: Trouble;
  /** so many worlds of it, each with other orders */
  readonly worlds: number;
}

/** Small ones stand first: where a node is unlike a model in one world, the others are not played. */
const SCENES: readonly Scene[] = [
  { n: 4, m: 1, trouble: "missing", worlds: 8 },
  { n: 4, m: 1, trouble: "none", worlds: 2 },
  { n: 5, m: 1, trouble: "missing", worlds: 4 },
  { n: 6, m: 1, trouble: "none", worlds: 4 },
  { n: 7, m: 1, trouble: "missing", worlds: 4 },
  { n: 8, m: 1, trouble: "none", worlds: 4 },
  { n: 7, m: 2, trouble: "unsound", worlds: 2 },
  { n: 7, m: 2, trouble: "forged", worlds: 2 },
  { n: 7, m: 2, trouble: "early", worlds: 3 },
  { n: 7, m: 2, trouble: "missing", worlds: 2 },
  { n: 7, m: 2, trouble: "none", worlds: 2 },
  { n: 8, m: 2, trouble: "none", worlds: 3 },
];

export function vectorWorlds(seed: number): ScriptedWorld[] {
  const dice = new Dice(seed);
  let draw = 0;
  return SCENES.flatMap((scene) =>
    Array.from({ length: scene.worlds }, () => drawn(scene, draw++, dice.some(idsUpTo(ID_MAX), scene.n))),
  );
}

/** The same world for the same draw, but for its ids. */
function drawn({ n, m, trouble }: Scene, draw: number, nodes: readonly number[]): ScriptedWorld {
  const dice = new Dice(draw, n, m);
  const words = WORDS[draw % WORDS.length] as (typeof WORDS)[number];
  const start: Start = {
    ...{ id: dice.pick(nodes), nodes, general: nodes[0] as number, m },
    ...{ ...words, order: dice.pick(words.orders) },
  };
  const instances = nodes.map((general) => drawnHeard(dice, { ...start, general }, trouble));
  const heard = Array.from({ length: m + 1 }, (_, round) => {
    const all = instances.flatMap((told) => told[round] ?? []);
    return dice.shuffled(all, all.length);
  });
  return { start, heard };
}
