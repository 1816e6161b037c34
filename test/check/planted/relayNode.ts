/**
 * A lieutenant that takes reports as lists of relays, as they come over a link, checks each path and keeps a map from
 * path to order: the form in which a missing check can do harm. With every check in place it decides as the shipped
 * protocol does (asserted in planted.test.ts).
 */
import type { Group, NodeId, Order } from "../../../src/core/group.js";
import { childrenOf, type Path, pathFault, pathsOf } from "../../../src/core/path.js";
import type { Relay } from "../../../src/core/relay.js";
import { judge, type Verdict } from "../../../src/recording/verdict.js";
import type { World } from "./battery.js";

export interface Message {
  /** whose link it came over */
  readonly peer: NodeId;
  /** what its sender field says */
  readonly from: NodeId;
  readonly to: NodeId;
  readonly relays: readonly Relay[];
}

/** The checks, each of which a bug may leave out. */
export interface Checks {
  /** null for a path that may be told; a report with any other is void */
  readonly pathFault: typeof pathFault;
  /** who is taken for the sender, or null to drop the message */
  readonly senderOf: (message: Message) => NodeId | null;
  /** the paths of `round` that `self` relays */
  readonly relayed: (group: Group, round: number, self: NodeId) => Iterable<Path>;
}

export const SHIPPED: Checks = {
  pathFault,
  senderOf: ({ peer, from }) => (peer === from ? from : null),
  relayed: (group, round, self) => pathsOf(group, round, self),
};

/** What a traitor puts in the place of an honest message. */
export type Forge = (world: World, round: number, honest: Message) => Message[];

const keyOf = (path: Path) => path.slice(1).join(".");

class RelayNode {
  readonly told = new Map<string, Order>();

  constructor(
    readonly group: Group,
    readonly self: NodeId,
    readonly checks: Checks,
  ) {}

  send(round: number, order: Order): Relay[] {
    const { group, self } = this;
    if (round === 0) return self === group.general ? [{ path: [group.general], order }] : [];
    if (self === group.general) return [];
    return [...this.checks.relayed(group, round, self)].map((path) => ({
      path,
      order: this.#at(path.slice(0, -1)),
    }));
  }

  receive(round: number, message: Message): void {
    const sender = this.checks.senderOf(message);
    if (sender === null) return;
    const isVoid = message.relays.some(
      ({ path }) => this.checks.pathFault(this.group, round, sender, path) !== null,
    );
    if (isVoid) return;
    for (const { path, order } of message.relays) this.told.set(keyOf(path), order);
  }

  #at(path: Path): Order {
    return this.told.get(keyOf(path)) ?? this.group.defaultOrder;
  }

  /** Folds the children that belong there, and whatever else was let in below the path. */
  decide(path: Path = [this.group.general]): Order {
    const { group } = this;
    if (path.length > group.m) return this.#at(path);
    const owed = childrenOf(group, path);
    const votes = owed.map((child) => this.decide(child));
    for (const id of path.slice(1)) {
      const extra = this.told.get(keyOf([...path, id]));
      if (extra !== undefined) votes.push(extra);
    }
    const count = (order: Order) => votes.filter((vote) => vote === order).length;
    return group.orders.find((order) => count(order) * 2 > votes.length) ?? group.defaultOrder;
  }
}

/** One world in lockstep. Whatever traitors forge comes behind what loyal nodes tell. */
export function playRelays(
  world: World,
  forge: Forge,
  checks: Checks,
): { verdict: Verdict; decisions: Map<NodeId, Order> } {
  const { group, order, traitors } = world;
  const nodes = new Map(group.ids.map((id) => [id, new RelayNode(group, id, checks)]));
  for (let round = 0; round <= group.m; round++) {
    const messages = [...nodes].flatMap(([from, node]) => {
      const relays = node.send(round, order);
      const receivers = group.ids.filter((id) => id !== group.general);
      return receivers.map((to): Message => ({ peer: from, from, to, relays }));
    });
    const isLie = ({ from, to }: Message) => traitors.includes(from) && from !== to;
    const forged = messages.filter(isLie).flatMap((honest) => forge(world, round, honest));
    for (const message of [...messages.filter((it) => !isLie(it)), ...forged]) {
      if (message.relays.length > 0) nodes.get(message.to)?.receive(round, message);
    }
  }
  const decisions = new Map(
    [...nodes].map(([id, node]) => [id, id === group.general ? order : node.decide()]),
  );
  return { decisions, verdict: judge({ group, order, traitors, observed: [], decisions }) };
}
