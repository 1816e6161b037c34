/** What can be made of an honest report in each protocol: the pieces that all strategies are put together from. */
import type { Group, NodeId, Order, ProtocolName } from "../core/group.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import { kingLying } from "../protocols/king/lies.js";
import { mapOrders, randomOrders, scripted } from "../protocols/om/lies.js";
import type { OralReport } from "../protocols/om/report.js";
import { mapChains, randomChains, released, scriptedChains } from "../protocols/sm/lies.js";
import type { SignedReport } from "../protocols/sm/rules.js";
import { carriedLying } from "../protocols/values/lies.js";
import { vectorLying } from "../protocols/vector/lies.js";
import type { ReleasePlan, ScriptedLie } from "./traitor.js";

/** `signer` holds the traitor's keys, where messages are signed. */
export interface Lying<R extends Report> {
  /** Every order replaced by `replace(order)`. */
  map(group: Group, honest: R, replace: (order: Order) => Order, signer?: Signer): R;
  /** Orders drawn from seed, sender, round, receiver and path. */
  random(group: Group, honest: R, to: NodeId, seed: number, signer?: Signer): R;
  /** Honest, but for what the script says otherwise to this receiver in this round. */
  scripted(group: Group, honest: R, to: NodeId, lies: readonly ScriptedLie[], signer?: Signer): R;
  /** Honest, but for an order that was hidden so far; absent where nothing can be hidden. */
  released?(group: Group, honest: R, to: NodeId, plan: ReleasePlan | undefined, signer?: Signer): R;
}

const oral: Lying<OralReport> = { map: mapOrders, random: randomOrders, scripted };

const signed: Lying<SignedReport> = {
  map: mapChains,
  random: randomChains,
  scripted: scriptedChains,
  released,
};

const LYING: Readonly<Record<ProtocolName, Lying<Report>>> = {
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

export function lyingIn({ protocol, contents }: Group): Lying<Report> {
  return (contents ? CARRIED : LYING)[protocol];
}

/** The next of `orders` for every relay: with two orders the other one. For a value that is not among them the first. */
export function nextOrder(group: Group, honest: Report, signer?: Signer): Report {
  const { orders } = group;
  const next = (order: Order) => orders[(orders.indexOf(order) + 1) % orders.length] as Order;
  return lyingIn(group).map(group, honest, next, signer);
}
