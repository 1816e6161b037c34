/**
 * Worlds that tell typical mistakes apart: one node, and all that it is told, round by round.
 *
 * What is told is drawn by itself at every path: more than m seem to lie, so that votes are close at every level. Only the one node
 * is judged there, by the fold of what it was told. What it tells itself is delivered to it besides.
 *
 * A decision is one word, so most worlds say little; which draws are played was chosen, out of thousands, such that any two models
 * with different names, and any node with two of their mistakes, answer differently in some world (`npm run worlds` chooses, a
 * test holds it). The seed of a trial gives the ids.
 */
import type { NodeId } from "../../core/group.js";
import { Dice } from "../../sim/dice.js";
import { idsUpTo } from "../levels/plan.js";
import type { Heard, Start } from "../turn.js";
import type { ScriptedWorld } from "./lab.js";
import { type Place, placesOf } from "./places.js";

/** What is not as it should be, beside values: nothing, relays that are missing, or what is to be ignored. */
export type Trouble = "none" | "missing" | "forged" | "early" | "unsound";

/** A kind of world, and which of its draws are played. */
export interface Scene {
  readonly n: number;
  readonly m: number;
  readonly trouble: Trouble;
  readonly asGeneral?: true;
  readonly draws: readonly number[];
}

/**
 * n and m such that levels have an even and an odd number of votes, and m is 1 to 3, and not always the most that n allows. Small
 * ones stand first: where a node is unlike a model in one world, the others are not played.
 */
export const SCENES: readonly Scene[] = [
  { n: 4, m: 1, trouble: "missing", draws: [1, 3, 5, 9] },
  { n: 7, m: 2, trouble: "unsound", draws: [0, 7, 9, 34, 37] },
  { n: 7, m: 1, trouble: "missing", draws: [11, 17, 18, 22, 31, 39] },
  { n: 7, m: 2, trouble: "missing", draws: [52] },
  { n: 7, m: 2, trouble: "none", draws: [21, 36, 37] },
  { n: 7, m: 2, trouble: "forged", draws: [0, 11, 24, 53, 58] },
  { n: 7, m: 2, trouble: "early", draws: [9, 21, 27, 32, 56] },
  { n: 8, m: 2, trouble: "missing", draws: [14, 17, 48] },
  { n: 8, m: 2, trouble: "none", draws: [12, 19, 21, 23, 25, 29, 40, 44, 47, 48, 51, 55, 59] },
  { n: 4, m: 1, trouble: "none", asGeneral: true, draws: [0] },
  { n: 10, m: 2, trouble: "missing", draws: [6] },
  { n: 10, m: 3, trouble: "none", draws: [0, 1, 2] },
  { n: 10, m: 3, trouble: "missing", draws: [1] },
];

/** Two orders and three, any of them the default, listed by the alphabet and not: each draw has one of these. */
export const WORDS: readonly Pick<Start, "orders" | "default">[] = [
  { orders: ["retreat", "attack"], default: "retreat" },
  { orders: ["retreat", "wait", "attack"], default: "wait" },
  { orders: ["attack", "retreat"], default: "retreat" },
  { orders: ["abide", "attack", "retreat"], default: "attack" },
  { orders: ["retreat", "attack"], default: "attack" },
  { orders: ["attack", "abide", "retreat"], default: "retreat" },
  { orders: ["attack", "retreat"], default: "attack" },
  { orders: ["wait", "attack", "retreat"], default: "attack" },
];

/** Of a node on trial. */
export const ID_MAX = 63;

/** Those of the scenes that fit, or of all; each is what its seed says, whichever are left out. */
export function diagnosisWorlds(seed: number, fits: (scene: Scene) => boolean = () => true): ScriptedWorld[] {
  const dice = new Dice(seed);
  return SCENES.flatMap((scene) => {
    const groups = scene.draws.map((draw) => ({ draw, nodes: dice.some(idsUpTo(ID_MAX), scene.n) }));
    return fits(scene) ? groups.map(({ draw, nodes }) => drawnWorld(scene, draw, nodes)) : [];
  });
}

/** The same world for the same draw, but for its ids. */
export function drawnWorld(scene: Scene, draw: number, nodes: readonly NodeId[]): ScriptedWorld {
  const { m, trouble, asGeneral } = scene;
  const dice = new Dice(draw, nodes.length, m);
  const words = WORDS[draw % WORDS.length] as (typeof WORDS)[number];
  const [general, lieutenant] = dice.shuffled(nodes, 2) as [NodeId, NodeId];
  const order = asGeneral ? dice.pick(words.orders) : null;
  const start: Start = { id: asGeneral ? general : lieutenant, nodes, general, m, ...words, order };
  return { start, heard: drawnHeard(dice, start, trouble) };
}

/** All that a node is told in one run of OM(m), by round. */
export function drawnHeard(dice: Dice, start: Start, trouble: Trouble): Heard[][] {
  const heard = placesOf(start).levels.map((level) => {
    const told = level.filter(({ last }) => last !== start.id);
    const all = told.flatMap((place) => tellings(dice, start, place, trouble));
    return dice.shuffled(all, all.length);
  });
  if (trouble === "early") hurry(dice, start, heard);
  return heard;
}

const MISSING = 0.25;

/** What is told along one path in its round. */
function tellings(dice: Dice, start: Start, { path, last }: Place, trouble: Trouble): Heard[] {
  const one: Heard = { from: last, path, order: dice.pick(start.orders) };
  if (trouble === "missing") return dice.chance(MISSING) ? [] : [one];
  if (trouble === "forged" && dice.chance(MISSING)) return [{ ...one, from: other(dice, start, last) }];
  if (trouble === "unsound") return dice.chance(MISSING) ? unsound(dice, start, one) : [one];
  return [one];
}

/** Some that are to be ignored, or two of one path, of which the first stands; and the sound one, or not. */
function unsound(dice: Dice, { orders, nodes }: Start, sound: Heard): Heard[] {
  const { from, path } = sound;
  const ways: Heard[] = [
    { ...sound, order: sound.order.toUpperCase() },
    { ...sound, order: dice.pick(orders) },
  ];
  if (path.length > 1) ways.push({ ...sound, path: [...path.slice(0, -2), from, from] });
  if (path.length > 2) ways.push({ ...sound, path: [...path.slice(0, -2), nobodyIn(nodes), from] });
  return [dice.pick(ways), ...(dice.chance(0.5) ? [sound] : [])];
}

/** The largest id that a node may have and none has. */
function nobodyIn(nodes: readonly NodeId[]): NodeId {
  let id = ID_MAX;
  while (nodes.includes(id)) id--;
  return id;
}

/** Moves some relays into the round before theirs, and says some of them again, or otherwise, in their own. */
function hurry(dice: Dice, start: Start, heard: Heard[][]): void {
  for (let round = 1; round < heard.length; round++) {
    const own = heard[round] as Heard[];
    const early = own.filter(({ path }) => !path.includes(start.id) && dice.chance(MISSING));
    heard[round - 1]?.push(...early);
    heard[round] = own
      .filter((one) => !early.includes(one) || dice.chance(0.5))
      .map((one) => (early.includes(one) ? { ...one, order: dice.pick(start.orders) } : one));
  }
}

function other(dice: Dice, { nodes, id, general }: Start, not: NodeId): NodeId {
  return dice.pick(nodes.filter((one) => one !== not && one !== id && one !== general));
}
