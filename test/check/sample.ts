/** Random worlds, decided as the check decides them: what `npm run bench` counts, and a test against the naive twin. */

import { groupOf, Lieutenants, type Tells } from "../../src/check/lieutenants.js";
import { type Cast, lyingLieutenants } from "../../src/check/worlds.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../src/core/group.js";
import { type Words, wordsOf } from "../../src/core/random.js";
import { emptyRows, fullRow } from "../../src/protocols/om/report.js";

export interface Sampled {
  readonly worlds: number;
  /** worlds in which two loyal lieutenants decided otherwise */
  readonly ic1Violated: number;
  /** worlds in which a loyal lieutenant did not decide a loyal general's order */
  readonly ic2Violated: number;
}

/** `count` random worlds of random sets of traitors; equal seeds give equal worlds. */
export function sampleWorlds(cast: Cast, count: number, seed: number): Sampled {
  const group = groupOf(cast.n, cast.m);
  const words = wordsOf(seed, cast.n, cast.m, cast.traitors);
  const known = new Map<string, Lieutenants>();
  let ic1Violated = 0;
  let ic2Violated = 0;
  for (let world = 0; world < count; world++) {
    const traitors = randomTraitors(group, cast, words);
    const order = group.orders[words() % 2] as Order;
    const name = traitors.toSorted((a, b) => a - b).join();
    const lieutenants = known.get(name) ?? new Lieutenants(group, traitors);
    known.set(name, lieutenants);
    lieutenants.spread(order, randomTold(group, words), group.m);
    const decisions = lieutenants.loyal.map((id) => lieutenants.decision(id));
    if (new Set(decisions).size > 1) ic1Violated++;
    if (cast.general === "loyal" && decisions.some((it) => it !== order)) ic2Violated++;
  }
  return { worlds: count, ic1Violated, ic2Violated };
}

/** What each loyal lieutenant decides in one world. `told` is asked once for each report. */
export function decideWorld(
  group: Group,
  traitors: readonly NodeId[],
  order: Order,
  told: Tells,
): ReadonlyMap<NodeId, Order> {
  const lieutenants = new Lieutenants(group, traitors);
  lieutenants.spread(order, told, group.m);
  return new Map(lieutenants.loyal.map((id) => [id, lieutenants.decision(id)]));
}

function randomTraitors(group: Group, cast: Cast, words: Words): NodeId[] {
  const left = [...lieutenantsOf(group)];
  const liars = Array.from(
    { length: lyingLieutenants(cast) },
    () => left.splice(words() % left.length, 1)[0] as NodeId,
  );
  return cast.general === "traitor" ? [group.general, ...liars] : liars;
}

function randomTold(group: Group, words: Words): Tells {
  const n = group.ids.length;
  return (round, from) => {
    const rows = emptyRows(n, round);
    const full = fullRow(n, round);
    for (let row = 0; row < rows.length; row++) rows[row] = words() & full;
    return { round, from, planes: [rows] };
  };
}
