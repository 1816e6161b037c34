/** What can be made of an honest report in each protocol: the pieces that all strategies are put together from. */
import type { Group, NodeId, Order, ProtocolName } from "../core/group.js";
import type { Told } from "../core/kind.js";
import type { Report } from "../core/report.js";
import type { SignedReport } from "../core/signed.js";
import type { Signer } from "../core/signer.js";
import { carriedLying } from "./carried-lies.js";
import { kingLying } from "./king-lies.js";
import { mapOrders, randomOrders, scripted } from "./lies.js";
import { mapChains, randomChains, released, scriptedChains } from "./signed.js";
import type { ReleasePlan, ScriptedLie } from "./traitor.js";
import { vectorLying } from "./vector-lies.js";

/** `signer` holds the traitor's keys, where messages are signed. */
export interface Lying<R extends Told> {
  /** Every order replaced by `replace(order)`. */
  map(group: Group, honest: R, replace: (order: Order) => Order, signer?: Signer): R;
  /** Orders drawn from seed, sender, round, receiver and path. */
  random(group: Group, honest: R, to: NodeId, seed: number, signer?: Signer): R;
  /** Honest, but for what the script says otherwise to this receiver in this round. */
  scripted(group: Group, honest: R, to: NodeId, lies: readonly ScriptedLie[], signer?: Signer): R;
  /** Honest, but for an order that was hidden so far; absent where nothing can be hidden. */
  released?(group: Group, honest: R, to: NodeId, plan: ReleasePlan | undefined, signer?: Signer): R;
}

const oral: Lying<Report> = { map: mapOrders, random: randomOrders, scripted };

const signed: Lying<SignedReport> = {
  map: mapChains,
  random: randomChains,
  scripted: scriptedChains,
  released,
};

const LYING: Readonly<Record<ProtocolName, Lying<Told>>> = {
  om: oral,
  sm: signed,
  king: kingLying,
  vector: vectorLying,
};

/** The same about digests of values: relays in the place of bits. */
const CARRIED: typeof LYING = {
  om: carriedLying(vectorLying),
  sm: carriedLying(signed),
  king: carriedLying(kingLying),
  vector: carriedLying(vectorLying),
};

export function lyingIn({ protocol, contents }: Group): Lying<Told> {
  return (contents ? CARRIED : LYING)[protocol];
}

/** The next of `orders` for every relay: with two orders the other one. For a value that is not among them the first. */
export function nextOrder(group: Group, honest: Told, signer?: Signer): Told {
  const { orders } = group;
  const next = (order: Order) => orders[(orders.indexOf(order) + 1) % orders.length] as Order;
  return lyingIn(group).map(group, honest, next, signer);
}
