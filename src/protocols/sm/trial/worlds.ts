/** Worlds that tell typical mistakes with signed messages apart: chains that come too late, unsealed, or twice. */
import type { NodeId } from "../../../core/group.js";
import { at } from "../../../core/must.js";
import { Dice } from "../../../sim/dice.js";
import type { ScriptedWorld } from "../../../trial/diagnosis/lab.js";
import { ID_MAX, WORDS } from "../../../trial/diagnosis/worlds.js";
import { idsUpTo } from "../../../trial/levels/plan.js";
import type { Start } from "../../../trial/turn.js";
import type { SealedHeard } from "./rules.js";

const SIZES = [
  { n: 4, m: 2 },
  { n: 4, m: 1 },
  { n: 5, m: 2 },
  { n: 7, m: 3 },
] as const;

const WORLDS = 60;
/** The orders that a world can have. */
const WORDS_HERE = WORDS.slice(0, 4);

export function sealedWorlds(seed: number): ScriptedWorld[] {
  return Array.from({ length: WORLDS }, (_, number) => drawn(new Dice(seed, number), number));
}

function drawn(dice: Dice, number: number): ScriptedWorld {
  const { n, m } = SIZES[number % SIZES.length] as (typeof SIZES)[number];
  const words = at(WORDS_HERE, Math.floor(number / SIZES.length) % WORDS_HERE.length);
  const nodes = dice.some(idsUpTo(ID_MAX), n);
  const [general, id] = dice.shuffled(nodes, 2) as [NodeId, NodeId];
  const start: Start = { id, nodes, general, m, ...words, order: null };
  const heard = Array.from({ length: m + 1 }, (_, round) => {
    const told = Array.from({ length: dice.below(round === 0 ? 2 : 4) }, () => chain(dice, round, start));
    // of one sender in any order, and senders by id
    return told.toSorted((a, b) => a.from - b.from);
  });
  return { start, heard };
}

/** Most are sound; of the others each is wrong in one thing. */
function chain(dice: Dice, round: number, { id, nodes, general, orders }: Start): SealedHeard {
  const others = nodes.filter((one) => one !== general && one !== id);
  const wrong = dice.weighted([
    ["nothing", 6],
    ["length", 1],
    ["seals", 1],
  ] as const);
  const hops = wrong === "length" ? dice.below(others.length + 1) : Math.min(round, others.length);
  const path = [general, ...dice.shuffled(others, hops)];
  const from = path.at(-1) as NodeId;
  const seals = wrong === "seals" ? path.filter(() => dice.chance(0.5)) : path;
  return { from, path, order: dice.pick(orders), seals };
}
