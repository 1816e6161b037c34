/** A setup as a configuration file, and back. A file's own addresses and timeouts are not the page's business. */

import { entryOf, type Own } from "../../adversary/strategies.js";
import { DEFAULTS, generalOf } from "../../config/defaults.js";
import { COMBINES, type NodeId } from "../../core/group.js";
import type { Values } from "../../core/protocol.js";
import { STRATEGIES, type TraitorEntry } from "../../core/traitor.js";
import { protocolOf } from "../../protocols/index.js";
import { PROTOCOLS } from "../../protocols/names.js";
import { idsOf, isGuaranteed, mDefaultOf, mMaxOf, NODES_MAX, NODES_MIN, type Setup } from "./setup.js";
import { soundSetup } from "./sound.js";

const FIRST_PORT = 7100;

/** What `strategos run --config` takes; JSON is YAML too. */
export function configOf(setup: Setup): Record<string, unknown> {
  const { protocol, m, general, order, orders, values, combine, traitors, seed } = setup;
  const nodeOf = (id: NodeId) => ({
    ...{ id, address: `tcp://127.0.0.1:${FIRST_PORT + id}` },
    ...(values[id] !== undefined && { value: values[id] }),
  });
  return {
    version: 1,
    protocol,
    ...{ general, order, m, orders, default: setup.default, seed },
    ...(combine && { combine }),
    nodes: idsOf(setup).map(nodeOf),
    traitors,
    ...(isGuaranteed(setup) ? {} : { unsafe: true }),
  };
}

/** Throws an Error that names what the page cannot show. */
export function setupOfConfig(value: unknown): Setup {
  const config = recordOf(value);
  const named = config.protocol ?? DEFAULTS.protocol;
  const protocol = PROTOCOLS.find((one) => one === named);
  if (!protocol)
    throw new Error(`its protocol is ${JSON.stringify(named)}; there are ${PROTOCOLS.join(", ")}`);
  if (config.orders === "any" || config.contents !== undefined)
    throw new Error("its orders are digests of values of any kind; the page shows orders that are listed");
  const nodes = Array.isArray(config.nodes) ? config.nodes : [];
  const n = nodes.length;
  const ids = nodes.map((node) => recordOf(node).id);
  if (n < NODES_MIN || n > NODES_MAX)
    throw new Error(`${n} nodes; the page shows ${NODES_MIN} to ${NODES_MAX}`);
  if (ids.some((id, index) => id !== index + 1))
    throw new Error(`its nodes are ${ids.map(String).join(", ")}; the page simulates nodes 1 to ${n} only`);
  const m = typeof config.m === "number" ? config.m : mDefaultOf({ protocol, n });
  const mMax = mMaxOf({ protocol, n });
  if (m > mMax)
    throw new Error(
      `m is ${m}; the page plays ${protocolOf({ protocol }).title("m")} of ${n} nodes up to ${mMax}`,
    );
  const orders = Array.isArray(config.orders) ? config.orders.map(String) : DEFAULTS.orders;
  return soundSetup({
    protocol,
    n,
    m,
    general: numberOf(config.general, generalOf(ids.map(Number))),
    orders,
    default: typeof config.default === "string" ? config.default : DEFAULTS.default,
    order: typeof config.order === "string" ? config.order : "",
    values: valuesIn(nodes),
    combine: COMBINES.find((one) => one === config.combine) ?? null,
    traitors: Array.isArray(config.traitors) ? config.traitors.flatMap(traitorsIn) : [],
    seed: numberOf(config.seed, DEFAULTS.seed),
  });
}

function valuesIn(nodes: readonly unknown[]): Values {
  const given = nodes.map(recordOf).filter(({ value }) => typeof value === "string");
  return Object.fromEntries(given.map(({ id, value }) => [Number(id), String(value)]));
}

function traitorsIn(value: unknown): TraitorEntry[] {
  const entry = recordOf(value);
  const { id, strategy } = entry;
  if (typeof id !== "number") return [];
  const known = STRATEGIES.find((one) => one === strategy);
  if (!known) throw new Error(`node ${id} has the strategy ${String(strategy)}, which is not known`);
  return [entryOf(id, known, (key) => READERS[key](entry[key]))];
}

const READERS: Readonly<Record<Own["key"], (value: unknown) => unknown>> = {
  order: String,
  round: (value) => numberOf(value, 1),
  tell: (value) => (value === undefined ? undefined : tellIn(value)),
  lies: (value) => (Array.isArray(value) ? value.map(lieOf) : []),
};

function tellIn(value: unknown): Values {
  return Object.fromEntries(
    Object.entries(recordOf(value)).map(([to, order]) => [Number(to), String(order)]),
  );
}

function lieOf(value: unknown) {
  const { round, to, path, order } = recordOf(value);
  return {
    round: numberOf(round, 0),
    to: numberOf(to, 0),
    path: Array.isArray(path) ? path.map(Number) : [],
    order: typeof order === "string" ? order : null,
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Error("this is neither a recording nor a configuration");
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
