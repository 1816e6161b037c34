/** From a configuration to what each node is told: its own part, and of the others only where they are. */
import { completeEntry } from "../adversary/collude.js";
import { type Config, configHash, drivenGroupOf, valuesOf } from "../config/config.js";
import type { KeyPair } from "../config/keys.js";
import type { NodeId } from "../core/group.js";
import type { NodeOptions } from "../node/options.js";
import { wireOf } from "../plan/plan.js";

/** What only this node knows of itself. */
export interface Own {
  readonly keys?: KeyPair | undefined;
  /** this node's own, and those of its accomplices */
  readonly signingSecrets?: Readonly<Record<NodeId, string>> | undefined;
  /** where this node listens, if not on the address that its peers dial; they need not know of it */
  readonly listen?: string | undefined;
}

export function nodeOptionsOf(
  config: Config,
  self: NodeId,
  { keys, signingSecrets, listen }: Own = {},
): NodeOptions {
  const own = config.nodes.find(({ id }) => id === self);
  if (!own) throw new RangeError(`node ${self} is not in the configuration`);
  const { roundTimeoutMs, startTimeoutMs, seed, run } = config;
  const group = drivenGroupOf(config);
  const traitor = completeEntry(group, config.traitors, self, config.order);
  return {
    self,
    group,
    order: valuesOf(config)?.[self] ?? (self === config.general ? config.order : config.default),
    address: listen ?? own.address,
    peers: config.nodes.filter(({ id }) => id !== self),
    ...(keys && { keys: { publicKey: keys.publicKey, secretKey: keys.secretKey } }),
    ...(signingSecrets && { signing: { publicKeys: signingKeysOf(config), secretKeys: signingSecrets } }),
    hash: configHash(config),
    ...{ run, wire: wireOf(group, config.wire), roundTimeoutMs, startTimeoutMs, seed },
    ...(traitor && { traitor }),
  };
}

function signingKeysOf({ nodes }: Config): Record<NodeId, string> {
  return Object.fromEntries(nodes.flatMap(({ id, signingKey }) => (signingKey ? [[id, signingKey]] : [])));
}
