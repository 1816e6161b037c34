/** Draws random sequences: one number, the seed, decides everything. */

import { type Group, type NodeId, type ProtocolName } from "../../../src/core/group.js";
import { STRATEGIES } from "../../../src/core/traitor.js";
import { protocolOf } from "../../../src/protocols/index.js";
import { Dice } from "../../../src/sim/dice.js";
import { drawTraitor } from "../../../src/sim/draw.js";
import {
  type Asking,
  dueAtMs,
  faultyIn,
  type Harm,
  overAfterMs,
  type SequenceWorld,
} from "../../../src/sim/sequence/world.js";

/** Protocols, with n and m, and how often each is drawn. */
const GROUPS: readonly (readonly [readonly [ProtocolName, n: number, m: number], weight: number])[] = [
  [["om", 4, 1], 40],
  [["om", 5, 1], 10],
  [["om", 7, 2], 20],
  [["king", 4, 1], 10],
  [["king", 5, 1], 5],
  [["sm", 4, 1], 10],
  [["sm", 7, 2], 5],
  [["vector", 4, 1], 10],
];
const ORDERS = ["retreat", "attack"];
/** A script's lies name paths of one general, and here generals change. */
const DRAWN = STRATEGIES.filter((strategy) => strategy !== "release" && strategy !== "script");

/** The sequence of this seed: `count` times the programs ask, each time for `inFlight` agreements at once. */
export function drawSequence(seed: number, times: number, inFlight = 1): SequenceWorld {
  const count = times * inFlight;
  const dice = new Dice(seed);
  const [protocol, n, m] = dice.weighted(GROUPS);
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const group: Group = { protocol, ids, general: 1, m, orders: ORDERS, defaultOrder: dice.pick(ORDERS) };
  const lying = dice.chance(0.5) ? dice.some(ids, dice.between(1, m)) : [];
  const { everyone } = protocolOf({ protocol });
  const strategies = DRAWN.filter((strategy) => strategy !== "always" || !everyone);
  const traitors = lying.map((id) => drawTraitor(dice, group, id, dice.pick(strategies)));
  const delayMs = dice.between(1, 3);
  const jitterMs = dice.chance(0.5) ? dice.between(1, 3) : 0;
  const roundTimeoutMs = 12 * (delayMs + jitterMs) + dice.between(0, 30);
  const rotates = dice.chance(0.4);
  const one = dice.pick(ids);
  const agreements = Array.from(
    { length: count },
    (_, at): Asking => ({ general: rotates ? ((one + at) % n) + 1 : one, order: dice.pick(ORDERS) }),
  );
  const everyMs = overAfterMs(group, roundTimeoutMs) + dice.between(0, 4 * roundTimeoutMs);
  const timing = { delayMs, jitterMs, roundTimeoutMs, startTimeoutMs: 10 * roundTimeoutMs, everyMs };
  const quiet: SequenceWorld = {
    ...{ group, agreements, traitors, lyingWords: dice.chance(0.5), seed: dice.below(2 ** 32), ...timing },
    ...(everyone && {
      values: Object.fromEntries(ids.map((id) => [id, dice.pick(ORDERS)])),
    }),
    ...(inFlight > 1 && { inFlight }),
    harms: [],
  };
  const skew = dice.chance(0.5) ? drawSkew(dice, quiet) : [];
  return { ...quiet, harms: [...skew, ...drawHarms(dice, quiet)] };
}

/** Nobody's programs ask at the same moment; within a third of a round all are in time. */
function drawSkew(dice: Dice, { group, agreements, roundTimeoutMs }: SequenceWorld): Harm[] {
  const latestMs = Math.floor(roundTimeoutMs / 3);
  const slow = dice.chance(0.5) ? dice.some(group.ids, 1) : group.ids;
  return slow.flatMap((node) =>
    agreements.map(
      (_, agreement): Harm => ({ kind: "late", node, agreement, ms: dice.between(0, latestMs) }),
    ),
  );
}

/** Mostly such that at most m fail at a time. */
function drawHarms(dice: Dice, world: SequenceWorld): Harm[] {
  const { group, agreements, traitors } = world;
  const loyal = group.ids.filter((id) => !traitors.some((traitor) => traitor.id === id));
  const mayBeMany = dice.chance(0.15);
  const harms: Harm[] = [];
  for (let count = dice.between(1, agreements.length); count > 0; count--) {
    const harm = drawHarm(dice, world, dice.pick(loyal));
    const harmed = { ...world, harms: [...harms, harm] };
    const isFew = agreements.every((_, at) => faultyIn(harmed, at).length <= group.m);
    if ((isFew || mayBeMany) && !overlaps(harms, harm)) harms.push(harm);
  }
  return harms;
}

function drawHarm(dice: Dice, world: SequenceWorld, node: NodeId): Harm {
  const { agreements, everyMs, roundTimeoutMs } = world;
  const agreement = dice.below(agreements.length);
  const kind = dice.pick(["miss", "late", "down", "down", "stall"] as const);
  if (kind === "miss") return { kind, node, agreement };
  if (kind === "late") {
    const ms = dice.chance(0.5)
      ? dice.between(0, Math.floor(roundTimeoutMs / 3))
      : dice.between(0, Math.min(4 * roundTimeoutMs, everyMs - 1));
    return { kind, node, agreement, ms };
  }
  const fromMs = dueAtMs(world, agreement) + dice.between(-roundTimeoutMs, everyMs);
  const forMs = dice.chance(0.5) ? dice.between(1, roundTimeoutMs) : dice.between(1, 2 * everyMs);
  return { kind, node, fromMs, toMs: fromMs + forMs };
}

/** Two processes of one member at a time. */
function overlaps(harms: readonly Harm[], harm: Harm): boolean {
  return harms.some(
    (one) =>
      one.node === harm.node &&
      "fromMs" in one &&
      "fromMs" in harm &&
      one.fromMs <= harm.toMs &&
      harm.fromMs <= one.toMs,
  );
}
