/**
 * Every shared world, and per lieutenant what the last round can still change.
 *
 * What a traitor tells one lieutenant in the last round is relayed by nobody: that lieutenant alone sees it. So in
 * one shared world (all that is told before) each lieutenant has a set of decisions within the traitors' reach, and
 * any choice of one from each set is some world. Each set is found by folding every last round bit by bit, or, as a
 * decision is a monotone function of the bits, from the two extremes alone.
 */

import type { Group, NodeId, Order } from "../core/group.js";
import { at } from "../core/must.js";
import { groupOf, Lieutenants, type Tells, uniformReport } from "./lieutenants.js";
import { type Proof, Violations } from "./proof.js";
import { bitsOf, slotsOf, toldIn, traitorSetsOf } from "./slots.js";
import { type Cast, lastBits, loyalLieutenants, ordersOf, sharedBits, traitorSets } from "./worlds.js";

export type LastRounds = "extremes" | "every bit";

/** What is told in one last round, by its number. */
type LastTold = (choice: number) => Tells;

/** Worlds and folds that {@link lastRound} takes. */
export function lastRoundCost(cast: Cast, which: LastRounds): { worlds: bigint; folds: bigint } {
  const choices = which === "extremes" ? 2n : 1n << lastBits(cast);
  const worlds = traitorSets(cast) * ordersOf(cast) * (1n << sharedBits(cast)) * choices;
  return { worlds, folds: worlds * BigInt(loyalLieutenants(cast)) };
}

export function lastRound(cast: Cast, which: LastRounds): Proof {
  const group = groupOf(cast.n, cast.m);
  const violations = new Violations();
  const orders = cast.general === "loyal" ? group.orders : [group.defaultOrder];
  let evaluated = 0;
  let folds = 0;
  for (const traitors of traitorSetsOf(group, cast.general, cast.traitors)) {
    for (const order of orders) {
      const setting = { group, traitors, order, isGeneralLoyal: cast.general === "loyal" };
      const done = checkSet(setting, which, violations);
      evaluated += done.worlds;
      folds += done.folds;
    }
  }
  return {
    argument: `last round, ${which}`,
    ...violations.judged(cast),
    evaluated: BigInt(evaluated),
    folds: BigInt(folds),
  };
}

interface Setting {
  readonly group: Group;
  readonly traitors: readonly NodeId[];
  readonly order: Order;
  readonly isGeneralLoyal: boolean;
}

function checkSet(
  setting: Setting,
  which: LastRounds,
  violations: Violations,
): { worlds: number; folds: number } {
  const { group, traitors, order } = setting;
  const lieutenants = new Lieutenants(group, traitors);
  const { slots, bits } = slotsOf(group, traitors, lieutenants.loyal, [0, group.m - 1]);
  const { choices, lastTold } = lastRoundsOf(group, traitors, which);
  let shared = 0;
  const told = toldIn(group, slots, (offset, count) => bitsOf(shared, offset, count));
  for (shared = 0; shared < 2 ** bits; shared++) {
    lieutenants.spread(order, told, group.m - 1);
    const reach = lieutenants.loyal.map((id) => reachOf(lieutenants, id, choices, lastTold));
    judgeReach(setting, reach, violations);
  }
  const worlds = 2 ** bits * choices;
  return { worlds, folds: worlds * lieutenants.loyal.length };
}

function lastRoundsOf(group: Group, traitors: readonly NodeId[], which: LastRounds) {
  if (which === "extremes") {
    const lastTold: LastTold = (choice) => (round, from) =>
      uniformReport(group, round, from, at(group.orders, choice));
    return { choices: 2, lastTold };
  }
  const anyone = group.ids.find((id) => id !== group.general && !traitors.includes(id)) ?? group.general;
  const { slots, bits } = slotsOf(group, traitors, [anyone], [group.m, group.m]);
  const lastTold: LastTold = (choice) => {
    const told = toldIn(group, slots, (offset, count) => bitsOf(choice, offset, count));
    return (round, from) => told(round, from, anyone);
  };
  return { choices: 2 ** bits, lastTold };
}

/** The decisions that traitors can bring lieutenant `id` to. */
function reachOf(
  lieutenants: Lieutenants,
  id: NodeId,
  choices: number,
  lastTold: LastTold,
): ReadonlySet<Order> {
  const reach = new Set<Order>();
  for (let choice = 0; choice < choices; choice++) {
    lieutenants.tell(id, lieutenants.group.m, lastTold(choice));
    reach.add(lieutenants.decision(id));
  }
  return reach;
}

/** Two lieutenants differ in some world just when not all that all of them can be brought to is one order. */
function judgeReach(
  { order, isGeneralLoyal }: Setting,
  reach: readonly ReadonlySet<Order>[],
  violations: Violations,
): void {
  const reached = new Set(reach.flatMap((decisions) => [...decisions]));
  if (isGeneralLoyal && [...reached].some((decision) => decision !== order)) violations.add("ic2");
  if (reach.length > 1 && reached.size > 1) violations.add("ic1");
}
