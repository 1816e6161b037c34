/** Worlds that tell typical mistakes with signed messages apart: chains that come too late, unsealed, or twice. */
import type { NodeId, Order } from "../../../core/group.js";
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
/** Behind them so many in which most chains are unsound. The seed gives their ids alone, so that each shows the same for all. */
const RUDE_WORLDS = 12;
/** The orders that a world can have. */
const WORDS_HERE = WORDS.slice(0, 4);

export function sealedWorlds(seed: number): ScriptedWorld[] {
  return [
    ...Array.from({ length: WORLDS }, (_, number) => drawn(new Dice(seed, number), number)),
    ...Array.from({ length: RUDE_WORLDS }, (_, number) => rude(new Dice(seed, WORLDS + number), number)),
  ];
}

function drawn(dice: Dice, number: number): ScriptedWorld {
  const { n, m } = SIZES[number % SIZES.length] as (typeof SIZES)[number];
  const words = at(WORDS_HERE, Math.floor(number / SIZES.length) % WORDS_HERE.length);
  const nodes = dice.some(idsUpTo(ID_MAX), n);
  const [general, id] = dice.shuffled(nodes, 2) as [NodeId, NodeId];
  const start: Start = { id, nodes, general, m, ...words, order: null };
  return { start, heard: heardBy(dice, start, 3, chain) };
}

function rude(ids: Dice, number: number): ScriptedWorld {
  const dice = new Dice(number);
  const { n, m } = dice.pick(SIZES);
  const nodes = ids.some(idsUpTo(ID_MAX), n);
  const [general, id] = dice.shuffled(nodes, 2) as [NodeId, NodeId];
  const start: Start = { id, nodes, general, m, ...dice.pick(WORDS_HERE), order: null };
  return { start, heard: heardBy(dice, start, 8, unsound) };
}

/** By round up to so many, of the general one: of one sender in any order, and senders by id. */
function heardBy(dice: Dice, start: Start, most: number, make: typeof chain): SealedHeard[][] {
  return Array.from({ length: start.m + 1 }, (_, round) => {
    const count = dice.below(round === 0 ? 2 : most + 1);
    const told = Array.from({ length: count }, () => make(dice, round, start));
    return told.toSorted((a, b) => a.from - b.from);
  });
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

/** A sound chain, or one that is wrong in one thing. */
function unsound(dice: Dice, round: number, { id, nodes, general, orders }: Start): SealedHeard {
  const lieutenants = nodes.filter((one) => one !== general && one !== id);
  const others = dice.shuffled(lieutenants, Math.min(round + 1, lieutenants.length));
  const path = [general, ...others.slice(0, round)];
  const before = path.slice(0, -1);
  const sound = sealed(path, dice.pick(orders));
  if (dice.chance(0.5)) return sound;
  return dice.pick([
    { ...sound, order: sound.order.toUpperCase() },
    { ...sound, from: dice.pick(nodes.filter((one) => one !== sound.from && one !== id)) },
    { ...sound, seals: path.toSpliced(dice.below(path.length), 1) },
    sealed(others, sound.order),
    ...(round > 0 ? [sealed([...before, at(before, -1)], sound.order)] : []),
  ]);
}

function sealed(path: readonly NodeId[], order: Order): SealedHeard {
  return { from: at(path, -1), path, order, seals: path };
}
