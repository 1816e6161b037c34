/**
 * Draws random worlds. One number, the world's seed, decides everything, so that a failing world is replayed
 * from it alone.
 *
 * At most m nodes are `faulty`: traitors with any strategy, or nodes that are loyal but fail (draw-faults.ts).
 * All other nodes are good: their frames travel within one delivery, a round lasts at least three, and they come
 * up before half the start timeout has passed. That is all that the guarantee asks for (docs: time and rounds).
 */
import { maxTolerated } from "../core/bound.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { type ScriptedLie, STRATEGIES, type Strategy, type TraitorEntry } from "../core/traitor.js";
import { Dice } from "./dice.js";
import { drawFaults, drawSkew } from "./draw-faults.js";
import type { World } from "./world.js";

export interface DrawnWorld {
  readonly world: World;
  /** who fails in this world, traitors among them; at most m */
  readonly faulty: readonly NodeId[];
}

/** n and how often it is drawn: large groups cost most and teach least. */
const SIZES: readonly (readonly [n: number, weight: number])[] = [
  [4, 300],
  [5, 180],
  [6, 120],
  [7, 240],
  [8, 70],
  [9, 40],
  [10, 40],
  [11, 5],
  [12, 3],
  [13, 2],
];
/** n = 3m, where the guarantee ends. */
const SIZES_AT_BOUND: readonly (readonly [n: number, weight: number])[] = [
  [3, 400],
  [6, 450],
  [9, 145],
  [12, 5],
];
const ORDERS = ["retreat", "attack", "wait", "siege"];
const ID_MAX = 60;
const LIES_MAX = 12;
/** Those of oral messages. */
const DRAWN = STRATEGIES.filter((strategy) => strategy !== "release");

/** The world of this seed; with `atBound` one with n = 3m. */
export function drawWorld(seed: number, atBound = false): DrawnWorld {
  const dice = new Dice(seed);
  const group = drawGroup(dice, atBound);
  const order = dice.pick(group.orders);
  const faulty = drawFaulty(dice, group);
  const isTimed = dice.chance(0.5);
  // without faults of time every faulty node has to be a traitor
  const lying = isTimed ? faulty.filter(() => dice.chance(0.7)) : faulty;
  const one = dice.chance(0.4) ? dice.pick(DRAWN) : null;
  const traitors = lying.map((id) => drawTraitor(dice, group, id, one ?? dice.pick(DRAWN)));
  const delayMs = dice.between(1, 3);
  const jitterMs = dice.chance(0.5) ? dice.between(1, 4) : 0;
  const roundTimeoutMs = 3 * (delayMs + jitterMs) + (dice.chance(0.5) ? 0 : dice.between(1, 30));
  const startTimeoutMs = 10 * roundTimeoutMs;
  const times = { delayMs, jitterMs, roundTimeoutMs, startTimeoutMs };
  const skew = isTimed ? drawSkew(dice, group, faulty, times) : [];
  const faults = isTimed ? drawFaults(dice, group, faulty, lying, times) : [];
  const world = { group, order, traitors, seed: dice.below(2 ** 32), ...times, faults: [...skew, ...faults] };
  return { world, faulty };
}

function drawGroup(dice: Dice, atBound: boolean): Group {
  const n = dice.weighted(atBound ? SIZES_AT_BOUND : SIZES);
  const m = atBound ? n / 3 : dice.chance(0.9) ? maxTolerated(n) : dice.between(0, maxTolerated(n));
  const all = Array.from({ length: dice.chance(0.7) ? n : ID_MAX }, (_, index) => index + 1);
  const ids = dice.some(all, n);
  const orders = ORDERS.slice(0, dice.chance(0.8) ? 2 : dice.between(3, 4));
  return { protocol: "om", ids, general: dice.pick(ids), m, orders, defaultOrder: dice.pick(orders) };
}

/** Mostly as many as there may be; the general is among them in every other world. */
function drawFaulty(dice: Dice, { ids, general, m }: Group): NodeId[] {
  const count = dice.chance(0.85) ? m : dice.between(0, m);
  if (count === 0) return [];
  const others = ids.filter((id) => id !== general);
  if (dice.chance(0.5)) return dice.some(others, count);
  return [...dice.some(others, count - 1), general].sort((a, b) => a - b);
}

export function drawTraitor(dice: Dice, group: Group, id: NodeId, strategy: Strategy): TraitorEntry {
  switch (strategy) {
    case "always":
      return { id, strategy, order: dice.pick(group.orders) };
    case "crash":
      return { id, strategy, round: dice.between(0, group.m) };
    case "collude": {
      if (dice.chance(0.5)) return { id, strategy };
      const tell = group.ids.map((to): [NodeId, Order] => [to, dice.pick(group.orders)]);
      return { id, strategy, tell: Object.fromEntries(tell) };
    }
    case "script":
      return { id, strategy, lies: drawLies(dice, group, id) };
    default:
      return { id, strategy };
  }
}

/** A few single lies on paths that this node tells. */
function drawLies(dice: Dice, group: Group, id: NodeId): ScriptedLie[] {
  const lieutenants = lieutenantsOf(group).filter((it) => it !== id);
  const isGeneral = id === group.general;
  if (!isGeneral && group.m === 0) return [];
  return Array.from({ length: dice.between(1, LIES_MAX) }, () => {
    const round = isGeneral ? 0 : dice.between(1, group.m);
    const hops = isGeneral ? [] : [...dice.shuffled(lieutenants, round - 1), id];
    const order = dice.chance(0.1) ? null : dice.pick(group.orders);
    return { round, to: dice.pick(lieutenants), path: [group.general, ...hops], order };
  });
}
