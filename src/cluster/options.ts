/** From a configuration to what each node is told: its own part, and of the others only where they are. */
import { type Config, configHash, groupOf } from "../config/config.js";
import type { KeyPair } from "../config/keys.js";
import type { NodeId } from "../core/group.js";
import { relayCount } from "../core/path.js";
import { RELAYS_SPELLED_OUT_MAX } from "../core/report.js";
import type { NodeOptions } from "../node/options.js";

export function nodeOptionsOf(config: Config, self: NodeId, keys?: KeyPair): NodeOptions {
  const own = config.nodes.find(({ id }) => id === self);
  if (!own) throw new RangeError(`node ${self} is not in the configuration`);
  const traitor = config.traitors.find(({ id }) => id === self);
  const { roundTimeoutMs, startTimeoutMs, seed, run } = config;
  return {
    self,
    group: groupOf(config),
    order: self === config.general ? config.order : config.default,
    address: own.address,
    peers: config.nodes.filter(({ id }) => id !== self),
    ...(keys && { keys }),
    hash: configHash(config),
    ...{ run, wire: wireOf(config), roundTimeoutMs, startTimeoutMs, seed },
    ...(traitor && { traitor }),
  };
}

function wireOf({ wire, nodes, m }: Config): "json" | "packed" {
  if (wire !== "auto") return wire;
  return relayCount(nodes.length, m) > RELAYS_SPELLED_OUT_MAX ? "packed" : "json";
}
