/**
 * A battery of worlds, and what catches a protocol in it: IC1, IC2, or a loyal decision other than the oracle's
 * (test/oracle/eig.ts). Worlds of n = 4 and 7 are within the bound, those of n = 3 and 6 are not: there IC1 and
 * IC2 may fail by right, so only the oracle counts.
 */

import { groupOf } from "../../../src/check/lieutenants.js";
import { type Lies, type NodeFactory, play } from "../../../src/check/play.js";
import { traitorSetsOf } from "../../../src/check/slots.js";
import { ABOVE_3M } from "../../../src/core/bound.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../../src/core/group.js";
import { relaysOf, reportOf } from "../../../src/protocols/om/report.js";
import { liar } from "../../core/arbitrary.js";
import { naiveTree, type Tell } from "../../oracle/eig.js";

export type Catch = "IC1" | "IC2" | "oracle";

export interface World {
  readonly group: Group;
  readonly order: Order;
  readonly traitors: readonly NodeId[];
  readonly tell: Tell;
}

const other = (group: Group, order: Order) =>
  group.orders[(group.orders.indexOf(order) + 1) % group.orders.length] as Order;

/** Lies that are the same for every seed. */
const FIXED: readonly ((group: Group, order: Order) => Tell)[] = [
  (group) => (_path, honest) => other(group, honest),
  (group, order) => () => other(group, order),
  (group) => (_path, honest, to) => (to % 2 === 1 ? honest : other(group, honest)),
  (group) => () => group.defaultOrder,
  (group, order) => (_path, _honest, to) => (to <= group.ids.length / 2 + 1 ? order : other(group, order)),
];

const SEEDS = 6;

/** Every set of exactly m traitors and none, with fixed and with random lies; two or three orders. */
export function* worldsOfSize(n: number, m: number, orders: readonly Order[]): Generator<World> {
  const group = { ...groupOf(n, m), orders };
  const sets = [
    [],
    ...traitorSetsOf(group, "loyal", m),
    ...(m > 0 ? traitorSetsOf(group, "traitor", m) : []),
  ];
  for (const traitors of sets) {
    for (const order of orders) {
      const honestly =
        (tell: Tell): Tell =>
        (path, honest, to) =>
          traitors.includes(path.at(-1) as NodeId) ? tell(path, honest, to) : honest;
      const tells = FIXED.map((make) => honestly(make(group, order)));
      for (let seed = 1; seed <= SEEDS; seed++) tells.push(liar(group, traitors, seed * 7919));
      for (const tell of tells) yield { group, order, traitors, tell };
    }
  }
}

export const TWO = ["retreat", "attack"];
export const THREE = ["retreat", "attack", "wait"];

/** What catches these nodes, by the number of nodes in the group. */
export function caughtBy(nodeOf: NodeFactory | undefined, n: 3 | 4 | 6 | 7, orders = TWO): Catch[] {
  const found = new Set<Catch>();
  const m = n < 6 ? 1 : 2;
  for (const world of worldsOfSize(n, m, orders)) {
    const { group, order, traitors } = world;
    const { decisions, verdict } = play(group, order, liesOf(world), nodeOf);
    if (ABOVE_3M.tolerates(n, m)) {
      if (verdict.ic1 === "violated") found.add("IC1");
      if (verdict.ic2 === "violated") found.add("IC2");
    }
    for (const id of lieutenantsOf(group)) {
      if (traitors.includes(id) || found.has("oracle")) continue;
      if (decisions.get(id) !== naiveTree(group, order, world.tell, id).decision) found.add("oracle");
    }
  }
  return [...found].sort();
}

export function liesOf({ group, traitors, tell }: World): Map<NodeId, Lies> {
  const lies: Lies = {
    lie: (honest, round, to) => {
      const relays = relaysOf(group, honest).map(({ path, order }) => ({
        path,
        order: tell(path, order, to),
      }));
      const isSilence = relays.every(({ order }) => order === group.defaultOrder);
      return isSilence ? null : reportOf(group, round, honest.from, relays);
    },
  };
  return new Map(traitors.map((id) => [id, lies]));
}
