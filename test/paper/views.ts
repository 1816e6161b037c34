/** What the tests of papers and slides look at: what nodes say and are told. */

import type { Group, NodeId, Order } from "../../src/core/group.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { simulate } from "../../src/sim/network.js";
import type { World } from "../../src/sim/world.js";

/** Nodes 1 … n, general 1; any orders, the first one the default. */
export function groupOf(n: number, m: number, orders: readonly Order[] = ["retreat", "attack"]): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { protocol: "om", ids, general: 1, m, orders, defaultOrder: orders[0] as Order };
}

export function worldOf(group: Group, order: Order, traitors: readonly TraitorEntry[]): World {
  return { group, order, traitors, seed: 1, roundTimeoutMs: 2000, startTimeoutMs: 10_000 };
}

/** What `from` tells `to` in `round`, as the slides write it: `{0,132} {0,142}`. */
export function said(world: World, round: number, from: NodeId, to: NodeId): string {
  const line = simulate(world).recording.reports.find(
    (one) => one.round === round && one.from === from && one.to === to,
  );
  const relays = (line?.relays ?? []).toSorted((a, b) => (a.path.join() < b.path.join() ? -1 : 1));
  return relays.map(({ path, order }) => `{${order},${path.join("")}}`).join(" ");
}

/** The orders at the leaves of a lieutenant's tree, counted. */
export function leavesOf(world: World, id: NodeId): Record<Order, number> {
  const counts: Record<Order, number> = {};
  for (const { to, round, relays } of simulate(world).recording.reports) {
    if (to !== id || round !== world.group.m) continue;
    for (const { order } of relays ?? []) counts[order] = (counts[order] ?? 0) + 1;
  }
  return counts;
}

/** Decisions of the loyal lieutenants. */
export function decided(world: World): Record<NodeId, Order | null> {
  const { decisions } = simulate(world).result;
  const loyal = decisions.filter((one) => one.loyal && one.role === "lieutenant");
  return Object.fromEntries(loyal.map(({ id, order }) => [id, order]));
}

/** A traitor general who tells each lieutenant what is listed. */
export function tells(told: Readonly<Record<NodeId, Order>>): TraitorEntry {
  return { id: 1, strategy: "collude", tell: told };
}
