/**
 * The argument by which OM(m)'s proofs cover interactive consistency, tried out on the shipped code: the instance of
 * general g in a run of protocol vector is a run of OM(m) under general g in which traitors tell the same lies. So each
 * node's entry for g must be what it decides there, whatever is told in the other instances.
 */

import { groupOf } from "../../src/check/lieutenants.js";
import type { Group, NodeId, Order } from "../../src/core/group.js";
import { playInStep } from "../../src/core/in-step.js";
import type { Party } from "../../src/core/party.js";
import type { Path } from "../../src/core/path.js";
import type { Report } from "../../src/core/protocol.js";
import { wordsOf } from "../../src/core/random.js";
import { protocolOf } from "../../src/protocols/index.js";

/** What a traitor, the last of `path`, tells `to`. */
type Lie = (path: Path, to: NodeId) => Order;

/** Plays so many random worlds of `n` nodes; throws where an instance is not the run it should be. */
export function compareProjections(n: number, m: number, worlds: number, traitors = m): number {
  let compared = 0;
  for (let world = 0; world < worlds; world++)
    compared += compareOne({ ...groupOf(n, m), protocol: "vector" }, traitors, world);
  return compared;
}

/** How many entries were compared. */
function compareOne(group: Group, traitorCount: number, world: number): number {
  const { ids, m, orders } = group;
  const words = wordsOf(world, ids.length, m);
  const draw = () => orders[words() % orders.length] as Order;
  const values = Object.fromEntries(ids.map((id) => [id, draw()]));
  const traitors = new Set(Array.from({ length: traitorCount }, () => ids[words() % ids.length] as NodeId));
  const lie: Lie = (path, to) => orders[wordsOf(world, to, ...path)() % orders.length] as Order;
  const nodes = play(group, values, traitors, lie);
  for (const general of ids) {
    const alone = play({ ...group, protocol: "om", general }, values, traitors, lie);
    for (const [id, node] of nodes) {
      const [entry, decision] = [node.vector?.()?.[general], alone.get(id)?.decide()];
      if (entry === decision) continue;
      throw new Error(
        `world ${world}: node ${id} has ${entry} for node ${general}, and decides ${decision} in OM(${m})`,
      );
    }
  }
  return ids.length * ids.length;
}

/** In lockstep, nothing lost. */
function play(
  group: Group,
  values: Readonly<Record<NodeId, Order>>,
  traitors: ReadonlySet<NodeId>,
  lie: Lie,
) {
  const kind = protocolOf(group);
  const nodes = new Map<NodeId, Party<Report>>(
    group.ids.map((self) => [self, kind.make({ group, self, order: values[self] as Order })]),
  );
  playInStep(kind, group, nodes, (honest, round, to) => {
    if (!traitors.has(honest.from)) return honest;
    const told = kind.relaysOf(group, honest).map(({ path }) => ({ path, order: lie(path, to) }));
    return kind.reportOf(group, round, honest.from, told);
  });
  return nodes;
}
