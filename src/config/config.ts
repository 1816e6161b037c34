/**
 * A complete, checked configuration. Every value is present: what a file leaves out has its default here.
 *
 * It is plain data, so a launcher can hand it to a node as JSON; this module loads neither yaml nor zod.
 * Files and flags become a `Config` in `parse.ts` only.
 */

import { createHash } from "node:crypto";
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

/**
 * The 64 lower-case hex digits that all nodes of a run must share: SHA-256 over the UTF-8 bytes of
 *
 * `{"default":"retreat","general":1,"m":0,"nodes":[{"address":"tcp://127.0.0.1:7101","id":1},…],"orders":["retreat","attack"],"protocol":"om","roundTimeout":2000,"run":"1","wire":"auto"}`
 *
 * - Exactly these nine keys, and `combine` where it is given. `nodes` ascends by id, `orders` keeps the order of the configuration.
 * - A node has `address`, `id` and, only if it has them, `publicKey` and `signingKey`. Addresses are taken letter by letter.
 * - `roundTimeout` is a whole number of milliseconds; `wire` is the configured word, `auto` not resolved.
 * - Canonical JSON as in RFC 8785: keys sorted, no spaces, numbers in decimal. Strings hold no control
 *   characters, so `"` and `\` are the only characters that are escaped, each with one `\`.
 *
 * `order`, a node's `value`, its `command` and `traitors` are not part of it: only the general, that node, the launcher and the traitors
 * read them.
 */
export function configHash(config: Config): string {
  const { protocol, run, general, m, nodes, orders, default: defaultOrder, wire } = config;
  const roundTimeout = config.roundTimeoutMs;
  const shared = {
    protocol,
    run,
    general,
    m,
    nodes: nodes.map(knownOf),
    orders: config.contents ? "any" : orders,
    default: defaultOrder,
    roundTimeout,
    wire,
  };
  const hashed = { ...shared, combine: config.combine };
  return createHash("sha256").update(canonicalJson(hashed), "utf8").digest("hex");
}

/** JSON with sorted keys and no spaces; keys whose value is undefined are left out, as in JSON.stringify. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(byKey)) : inner,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}
