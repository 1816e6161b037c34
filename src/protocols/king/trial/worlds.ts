/**
 * Worlds that tell typical mistakes in the phase king apart. Votes are near to n − m, and proposals near to m and n − m. Two orders
 * are never both proposed by more than m, which n > 3m rules out among loyal nodes: of two such a right node may take either.
 */
import type { NodeId } from "../../../core/group.js";
import { at } from "../../../core/must.js";
import { Dice } from "../../../sim/dice.js";
import type { ScriptedWorld } from "../../../trial/diagnosis/lab.js";
import { ID_MAX, WORDS } from "../../../trial/diagnosis/worlds.js";
import { idsUpTo } from "../../../trial/levels/plan.js";
import type { Heard, Start } from "../../../trial/turn.js";

const SIZES = [
  { n: 4, m: 1 },
  { n: 7, m: 2 },
  { n: 5, m: 1 },
  { n: 7, m: 1 },
  { n: 10, m: 3 },
] as const;

const WORLDS = 60;
/** Behind them so many in which much is unsound or told twice. The seed gives their ids alone, so that each shows the same for all. */
const RUDE_WORLDS = 12;
const MISSING = 0.2;

/** The orders that a world can have. */
const WORDS_HERE = [0, 1, 2, 4].map((index) => at(WORDS, index));

export function kingWorlds(seed: number): ScriptedWorld[] {
  return [
    ...Array.from({ length: WORLDS }, (_, number) => drawn(new Dice(seed, number), number)),
    ...Array.from({ length: RUDE_WORLDS }, (_, number) => rude(new Dice(seed, WORLDS + number), number)),
  ];
}

function drawn(dice: Dice, number: number): ScriptedWorld {
  const { n, m } = SIZES[number % SIZES.length] as (typeof SIZES)[number];
  const words = at(WORDS_HERE, Math.floor(number / SIZES.length) % WORDS_HERE.length);
  // low ids, so that ids are places now and then, and others
  const nodes = dice.some(idsUpTo(number % 3 === 0 ? ID_MAX : n + 3), n);
  const general = dice.pick(nodes);
  const isGeneral = number % 6 === 0;
  const id = isGeneral ? general : dice.pick(nodes.filter((one) => one !== general));
  const start: Start = { id, nodes, general, m, ...words, order: isGeneral ? dice.pick(words.orders) : null };
  return { start, heard: heardBy(dice, start) };
}

/** By round. */
function heardBy(dice: Dice, start: Start): Heard[][] {
  const { id, nodes, general, m } = start;
  const others = nodes.filter((one) => one !== id);
  return Array.from({ length: 3 * (m + 1) + 1 }, (_, round) => {
    const told = round === 0 ? word(dice, general, start) : turn(dice, round, start, others);
    const all = told.filter(({ from }) => from !== id && !dice.chance(round === 0 ? MISSING : 0));
    return dice.shuffled(all, all.length);
  });
}

/** A small group, in which some of what counts elsewhere is in the place of, before or behind what does not. */
function rude(ids: Dice, number: number): ScriptedWorld {
  const dice = new Dice(number);
  const { n, m } = at(SIZES, number % 3);
  const nodes = ids.some(idsUpTo(ID_MAX), n);
  const [general, id] = dice.shuffled(nodes, 2) as [NodeId, NodeId];
  const words = at(WORDS_HERE, number % 2 === 0 ? 0 : 3);
  const start: Start = { id, nodes, general, m, ...words, order: null };
  const heard = heardBy(dice, start).map((told) => told.flatMap((one) => besides(dice, start, one)));
  return { start, heard };
}

/** What does not count, or comes second: alone, before the sound one or behind it. */
function besides(dice: Dice, { id, nodes, orders }: Start, sound: Heard): Heard[] {
  const { from, path } = sound;
  const order = dice.pick(orders);
  const stranger = idsUpTo(ID_MAX).findLast((one) => !nodes.includes(one)) as NodeId;
  const unsound = dice.pick<Heard>([
    { ...sound, order: order.toUpperCase() },
    { from, order, path: [from, from] },
    { from, order, path: [stranger] },
    { from, order, path: [dice.pick(nodes.filter((one) => one !== from && one !== id))] },
  ]);
  return dice.pick([[sound], [unsound], [unsound, sound], [sound, { from, path, order }]]);
}

function word(dice: Dice, from: NodeId, { orders }: Start): Heard[] {
  return [{ from, path: [from], order: dice.pick(orders) }];
}

function turn(dice: Dice, round: number, start: Start, others: readonly NodeId[]): Heard[] {
  const step = (round - 1) % 3;
  const king = start.nodes[Math.floor((round - 1) / 3)] as NodeId;
  if (step === 2) return kingsTurn(dice, king, start, others);
  const main = dice.pick(start.orders);
  const isFor = 0.5 + 0.1 * dice.below(6);
  let apart = 0;
  return others.flatMap((from): Heard[] => {
    if (dice.chance(MISSING)) return [];
    if (dice.chance(isFor)) return [{ from, path: [from], order: main }];
    const other = dice.pick(start.orders.filter((one) => one !== main));
    if (step === 0) return [{ from, path: [from], order: other }];
    return ++apart < start.m ? [{ from, path: [from], order: other }] : [];
  });
}

/** The king's word, or none; and somebody who is no king speaks too, which counts for nothing. */
function kingsTurn(dice: Dice, king: NodeId, start: Start, others: readonly NodeId[]): Heard[] {
  const spoken = dice.chance(MISSING) ? [] : word(dice, king, start);
  const strangers = others.filter((one) => one !== king && dice.chance(0.3));
  return [...spoken, ...strangers.flatMap((from) => word(dice, from, start))];
}
