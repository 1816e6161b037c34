/** What all nodes of a run must have read alike, as one hash. */

import { createHash } from "node:crypto";
import { type Config, knownOf } from "./config.js";

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
