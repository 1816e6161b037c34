/** Draws the campaign's cases: who lies and who is harmed, how and when. One seed and a number decide all of it. */

import type { Group, NodeId, Order } from "../../src/core/group.js";
import { STRATEGIES, type TraitorEntry } from "../../src/core/traitor.js";
import { Dice } from "../../src/sim/dice.js";
import { drawTraitor } from "../../src/sim/draw.js";

/** Nothing is signed in these runs, so there is nothing to release. */
const STRATEGIES_OF_OM = STRATEGIES.filter((strategy) => strategy !== "release");

export const HARMS = [
  "kill",
  "stopShort",
  "stopLong",
  "descriptors",
  "clock",
  "delay",
  "swallow",
  "drop",
  "cut",
  "reset",
  "cutOnce",
  "resetOnce",
] as const;

/** One node, loyal by the configuration, that something happens to. It counts as one of the m. */
export interface Harm {
  readonly id: NodeId;
  readonly kind: (typeof HARMS)[number];
  /** its process has just been started; all nodes are up; or the general's order has come */
  readonly when: "born" | "up" | "round0";
  /** how long, or how late, or how often; ms */
  readonly ms: number;
}

/** What befalls the launcher and not a node: the run ends with a sentence, and with this exit code. */
export const TROUBLES = {
  recordingFull: 69,
  outputFull: 69,
  portTaken: 69,
  fewDescriptors: 69,
} as const;
export type Trouble = keyof typeof TROUBLES;

export interface Case {
  readonly group: Group;
  readonly order: Order;
  readonly seed: number;
  readonly roundTimeoutMs: number;
  readonly startTimeoutMs: number;
  readonly traitors: readonly TraitorEntry[];
  readonly harms: readonly Harm[];
  readonly trouble: Trouble | null;
}

const ROUND_MS = 2000;
const START_MS = 4000;

/** Case number `index` of a campaign with this seed. */
export function drawCase(seed: number, index: number): Case {
  const dice = new Dice(seed, index);
  const n = dice.pick([4, 7]);
  const m = (n - 1) / 3;
  const ids = Array.from({ length: n }, (_, at) => at + 1);
  const orders = ["retreat", "attack"];
  const group = { protocol: "om" as const, ids, general: dice.pick(ids), m, orders, defaultOrder: "retreat" };
  const isTooMany = dice.chance(0.2);
  const count = isTooMany ? m + 1 : dice.chance(0.8) ? m : dice.between(0, m);
  const faulty = dice.shuffled(ids, count);
  const liars = dice.between(0, count);
  const traitors = faulty.slice(0, liars).map((id) => traitorOf(dice, group, id));
  const harms = faulty.slice(liars).map((id) => (isTooMany ? sureHarm(dice, id) : drawHarm(dice, id)));
  return {
    group,
    order: dice.pick(orders),
    seed: dice.below(2 ** 31),
    roundTimeoutMs: ROUND_MS,
    startTimeoutMs: START_MS,
    traitors,
    harms,
    trouble: !isTooMany && dice.chance(0.08) ? dice.pick(Object.keys(TROUBLES) as Trouble[]) : null,
  };
}

/** The same case on a machine that is `times` as slow: all that takes time takes longer. */
export function slowedBy(one: Case, times: number): Case {
  const harms = one.harms.map((harm) => (harm.kind === "clock" ? harm : { ...harm, ms: harm.ms * times }));
  return {
    ...one,
    roundTimeoutMs: one.roundTimeoutMs * times,
    startTimeoutMs: one.startTimeoutMs * times,
    harms,
  };
}

export function faultyIn({ traitors, harms }: Case): Set<NodeId> {
  return new Set([...traitors, ...harms].map(({ id }) => id));
}

/** As a configuration allows it: it crashes in a round in which it sends, and tells each lie once. */
function traitorOf(dice: Dice, group: Group, id: NodeId): TraitorEntry {
  const traitor = drawTraitor(dice, group, id, dice.pick(STRATEGIES_OF_OM));
  if (traitor.strategy === "crash")
    return { ...traitor, round: id === group.general ? 0 : Math.max(1, traitor.round) };
  if (traitor.strategy !== "script") return traitor;
  const once = new Map(traitor.lies.map((lie) => [`${lie.round} ${lie.to} ${lie.path.join(".")}`, lie]));
  return { ...traitor, lies: [...once.values()] };
}

function drawHarm(dice: Dice, id: NodeId): Harm {
  const kind = dice.pick(HARMS);
  const when = dice.pick(["born", "up", "round0"] as const);
  switch (kind) {
    case "stopShort":
      return { id, kind, when, ms: dice.between(20, ROUND_MS / 6) };
    case "stopLong":
      return { id, kind, when, ms: dice.between(1.2 * ROUND_MS, 2.5 * ROUND_MS) };
    case "delay":
      return { id, kind, when, ms: dice.pick([20, 100, 700, ROUND_MS, 2 * ROUND_MS]) };
    case "cut":
    case "reset":
      return { id, kind, when, ms: dice.pick([0, 10, 50, 200]) };
    case "descriptors":
    case "cutOnce":
    case "resetOnce":
      return { id, kind, when: dice.pick(["up", "round0"] as const), ms: 0 };
    case "clock":
      return { id, kind, when, ms: dice.pick([-3_600_000, -86_400_000, 3_600_000]) };
    case "kill":
    case "swallow":
    case "drop":
      return { id, kind, when, ms: 0 };
  }
}

/** Harm of which no node gets away: it never takes part. */
function sureHarm(dice: Dice, id: NodeId): Harm {
  return { id, kind: dice.pick(["kill", "swallow", "cut", "reset"] as const), when: "born", ms: 0 };
}
