/**
 * A complete, checked configuration. Every value is present: what a file leaves out has its default here.
 *
 * It is plain data, so a launcher can hand it to a node as JSON; this module loads neither yaml nor zod.
 * Files and flags become a `Config` in `parse.ts`, and in a page without its server in `json.ts`, by the same checks.
 */

import type { Combine, Group, NodeId, Order, ProtocolName } from "../core/group.js";
import type { Contents } from "../core/party.js";
import type { TraitorEntry } from "../core/traitor.js";

export interface NodeEntry {
  readonly id: NodeId;
  /** `tcp://host:port`: dialled by the node's peers, and bound by itself unless it is told to listen elsewhere. */
  readonly address: string;
  /** CURVE public key, 40 characters of Z85. Either all nodes have one or none has. */
  readonly publicKey?: string;
  /** Ed25519 public key, 64 hexadecimal digits; needed where messages are signed. Either all nodes have one or none has. */
  readonly signingKey?: string;
  /** Its own value, where every node has one. Left out: `order`. Only the node itself reads it. */
  readonly value?: Order;
  /** The program of another that takes this node's part in `run`, word by word, with placeholders (command.ts). */
  readonly command?: readonly string[];
}

/** What the others know of a node. */
export function knownOf({ value: _, command: __, ...known }: NodeEntry): NodeEntry {
  return known;
}

/** Spelled out, packed, or by size: `auto` is json while no report holds over 1000 relays. */
export type WireChoice = "json" | "packed" | "auto";

export interface Config {
  readonly version: 1;
  readonly protocol: ProtocolName;
  /** Left out: the lowest id among the nodes. */
  readonly general: NodeId;
  /** What the general orders; where every node has a value, that of nodes without one. Left out: the first of `orders` that is not `default`. */
  readonly order: Order;
  /** Traitors to tolerate, 0 … n−2. Left out: floor((n−1)/3); n−2 for sm. */
  readonly m: number;
  /** Ascending by id; from 2 to as many as the protocol has room for. */
  readonly nodes: readonly NodeEntry[];
  /** 2 … 16 of them, `default` among them. Left out: retreat, attack. */
  readonly orders: readonly Order[];
  /** With `orders: any`: every order is the digest of a value, and these are those that the configuration names. */
  readonly contents?: Contents;
  /** The default order. Left out: retreat. */
  readonly default: Order;
  /** What a vector is combined to. Left out: the vector itself is the decision. */
  readonly combine?: Combine;
  /** Left out: 2000, and more where reports are large: `defaultRoundTimeoutMs` in plan/plan.ts. */
  readonly roundTimeoutMs: number;
  /** Left out: 60 000. */
  readonly startTimeoutMs: number;
  /** Seeds the `random` strategy; 0 … 2^32−1. Left out: 1. */
  readonly seed: number;
  /** Left out: auto. */
  readonly wire: WireChoice;
  /** Names this run in every message. Left out: "1". */
  readonly run: string;
  /** Ascending by id. Left out: none. */
  readonly traitors: readonly TraitorEntry[];
  /** Runs although n ≤ 3m or there are more traitors than m; nothing is guaranteed then. */
  readonly unsafe: boolean;
}

/** What the protocol needs to know of a configuration. */
export function groupOf(config: Config): Group {
  return {
    protocol: config.protocol,
    ids: config.nodes.map((node) => node.id),
    general: config.general,
    m: config.m,
    orders: config.orders,
    defaultOrder: config.default,
    ...(config.combine && { combine: config.combine }),
    ...(config.contents && { contents: config.contents }),
  };
}
