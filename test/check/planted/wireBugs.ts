/** Bugs of the door: a check that a report must pass is missing. Each with the forgery that goes through. */
import { lieutenantsOf, type NodeId, type Order } from "../../../src/core/group.js";
import { pathFault, pathsOf } from "../../../src/core/path.js";
import type { World } from "./battery.js";
import { type Checks, type Forge, type Message, SHIPPED } from "./relayNode.js";

const otherOf = ({ group }: World, order: Order) => group.orders.find((it) => it !== order) as Order;

/** The pathFault without one of its clauses. */
const without =
  (clause: RegExp): typeof pathFault =>
  (group, round, sender, path) => {
    const why = pathFault(group, round, sender, path);
    return why !== null && clause.test(why) ? null : why;
  };

export interface WireBug {
  readonly checks: Checks;
  readonly forge: Forge;
}

const lie = (world: World, honest: Message): Message => ({
  ...honest,
  relays: honest.relays.map(({ path, order }) => ({ path, order: otherOf(world, order) })),
});

/** A loyal lieutenant's every path, told as if it had said the other order. */
function wordsOf(world: World, round: number, victim: NodeId) {
  const paths = [...pathsOf(world.group, round, victim)];
  return paths.map((path) => ({ path, order: otherOf(world, world.order) }));
}

const loyalOf = ({ group, traitors }: World) => lieutenantsOf(group).filter((id) => !traitors.includes(id));

export const WIRE_BUGS: Readonly<Record<string, WireBug>> = {
  "no check of the last hop": {
    checks: { ...SHIPPED, pathFault: without(/does not end at/) },
    forge: (world, round, honest) => {
      if (round === 0) return [lie(world, honest)];
      const victims = loyalOf(world).flatMap((id) => wordsOf(world, round, id));
      return [{ ...honest, relays: [...lie(world, honest).relays, ...victims] }];
    },
  },
  "no check of repeated ids": {
    checks: { ...SHIPPED, pathFault: without(/twice/) },
    forge: (world, round, honest) => {
      const { from, to } = honest;
      const relays = honest.relays.map(({ path, order }) => ({ path, order: world.tell(path, order, to) }));
      const again = { path: [world.group.general, from, from], order: world.group.defaultOrder };
      return [{ ...honest, relays: round === 2 && to % 2 === 0 ? [...relays, again] : relays }];
    },
  },
  "no check of the general": {
    checks: { ...SHIPPED, pathFault: without(/does not start at/) },
    forge: (world, round, honest) => {
      if (round > 0) return [lie(world, honest)];
      return [{ ...honest, relays: [{ path: [honest.from], order: otherOf(world, world.order) }] }];
    },
  },
  "own id allowed in what is relayed": {
    checks: { ...SHIPPED, relayed: pathsWithOwn },
    forge: (world, _round, honest) => [lie(world, honest)],
  },
  "the sender field believed": {
    checks: { ...SHIPPED, senderOf: ({ from }) => from },
    forge: (world, round, honest) => {
      if (round === 0) return [lie(world, honest)];
      const forged = loyalOf(world).map((id) => ({ ...honest, from: id, relays: wordsOf(world, round, id) }));
      return [lie(world, honest), ...forged];
    },
  },
};

/** Every path of the level before with the own id behind, those that hold it already among them. */
function* pathsWithOwn(group: World["group"], round: number, self: NodeId) {
  const before =
    round === 1
      ? [[group.general]]
      : lieutenantsOf(group).flatMap((id) => [...pathsOf(group, round - 1, id)]);
  for (const path of before) yield [...path, self];
}
