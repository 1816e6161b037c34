/** A setup as a configuration file, and back. A file's own addresses and timeouts are not the page's business. */
import type { TraitorEntry } from "../../adversary/traitor.js";
import { isWithinBound } from "../../core/group.js";
import { COURSE, idsOf, NODES_MAX, NODES_MIN, ROUNDS_MAX, type Setup, soundSetup } from "./setup.js";

const FIRST_PORT = 7100;

/** What `strategos run --config` takes; JSON is YAML too. */
export function configOf(setup: Setup): Record<string, unknown> {
  const { n, m, general, order, orders, traitors, seed } = setup;
  const isSafe = isWithinBound(n, m) && traitors.length <= m;
  return {
    version: 1,
    protocol: "om",
    ...{ general, order, m, orders, default: setup.default, seed },
    nodes: idsOf(setup).map((id) => ({ id, address: `tcp://127.0.0.1:${FIRST_PORT + id}` })),
    traitors,
    ...(isSafe ? {} : { unsafe: true }),
  };
}

/** Throws an Error that names what the page cannot show. */
export function setupOfConfig(value: unknown): Setup {
  const config = recordOf(value);
  const protocol = config.protocol ?? "om";
  if (protocol !== "om")
    throw new Error(`its protocol is ${JSON.stringify(protocol)}; the page shows protocol om only`);
  const nodes = Array.isArray(config.nodes) ? config.nodes : [];
  const n = nodes.length;
  const ids = nodes.map((node) => recordOf(node).id);
  if (n < NODES_MIN || n > NODES_MAX)
    throw new Error(`${n} nodes; the page shows ${NODES_MIN} to ${NODES_MAX}`);
  if (ids.some((id, index) => id !== index + 1))
    throw new Error(`its nodes are ${ids.map(String).join(", ")}; the page simulates nodes 1 to ${n} only`);
  const m = typeof config.m === "number" ? config.m : Math.floor((n - 1) / 3);
  if (m > ROUNDS_MAX) throw new Error(`m is ${m}; the page shows trees of m up to ${ROUNDS_MAX}`);
  const orders = Array.isArray(config.orders) ? config.orders.map(String) : COURSE.orders;
  return soundSetup({
    n,
    m,
    general: numberOf(config.general, 1),
    orders,
    default: typeof config.default === "string" ? config.default : COURSE.default,
    order: typeof config.order === "string" ? config.order : "",
    traitors: Array.isArray(config.traitors) ? config.traitors.flatMap(traitorsIn) : [],
    seed: numberOf(config.seed, 1),
  });
}

function traitorsIn(value: unknown): TraitorEntry[] {
  const entry = recordOf(value);
  const { id, strategy } = entry;
  if (typeof id !== "number") return [];
  switch (strategy) {
    case "always":
      return [{ id, strategy, order: String(entry.order) }];
    case "crash":
      return [{ id, strategy, round: numberOf(entry.round, 1) }];
    case "script":
      return [{ id, strategy, lies: Array.isArray(entry.lies) ? entry.lies.map(lieOf) : [] }];
    case "flip":
    case "split":
    case "random":
    case "silent":
    case "late":
      return [{ id, strategy }];
    case "collude":
      if (entry.tell === undefined) return [{ id, strategy }];
      throw new Error(`node ${id} colludes with a list "tell" of its own, which the page cannot show`);
    default:
      throw new Error(`node ${id} has the strategy ${String(strategy)}, which is not known`);
  }
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
