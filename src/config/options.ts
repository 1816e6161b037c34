/** From a configuration to what each node is told: its own part, and of the others only where they are. */
import { completeEntry } from "../adversary/collude.js";
import type { NodeId } from "../core/group.js";
import type { NodeOptions } from "../node/options.js";
import { type Config, knownOf } from "./config.js";
import type { KeyPair } from "./keys.js";
import type { Run } from "./run.js";

/** What only this node knows of itself. */
export interface Own {
  readonly keys?: KeyPair | undefined;
  /** this node's own, and those of its accomplices */
  readonly signingSecrets?: Readonly<Record<NodeId, string>> | undefined;
  /** where this node listens, if not on the address that its peers dial; they need not know of it */
  readonly listen?: string | undefined;
  /** whether it keeps all that comes in, for a recording */
  readonly keepsInputs?: boolean | undefined;
}

export function nodeOptionsOf(
  { config, driven, values, hash, wire }: Run,
  self: NodeId,
  { keys, signingSecrets, listen, keepsInputs }: Own = {},
): NodeOptions {
  const { nodes, general, order, roundTimeoutMs, startTimeoutMs, seed, run } = config;
  const own = nodes.find(({ id }) => id === self);
  if (!own) throw new RangeError(`node ${self} is not in the configuration`);
  const traitor = completeEntry(driven, config.traitors, self, order);
  return {
    self,
    group: driven,
    order: values?.[self] ?? (self === general ? order : config.default),
    address: listen ?? own.address,
    peers: nodes.filter(({ id }) => id !== self).map(knownOf),
    ...(keys && { keys: { publicKey: keys.publicKey, secretKey: keys.secretKey } }),
    ...(signingSecrets && { signing: { publicKeys: signingKeysOf(config), secretKeys: signingSecrets } }),
    ...{ hash, run, wire, roundTimeoutMs, startTimeoutMs, seed },
    ...(keepsInputs && { keepsInputs }),
    ...(traitor && { traitor }),
  };
}

function signingKeysOf({ nodes }: Config): Record<NodeId, string> {
  return Object.fromEntries(nodes.flatMap(({ id, signingKey }) => (signingKey ? [[id, signingKey]] : [])));
}
