/** Who a member of a log is, and who the others are: from a configuration and this member's secrets. */
import { createHash } from "node:crypto";
import type { Config } from "../../config/config.js";
import type { NodeId } from "../../core/group.js";
import type { Peer } from "../../net/links.js";
import type { Crypto, Hash } from "../../protocols/simplex/types.js";

export interface LogIdentity {
  readonly id: NodeId;
  /** all of them, ascending */
  readonly members: readonly NodeId[];
  readonly group: Hash;
  /** where this member listens */
  readonly address: string;
  readonly peers: readonly Peer[];
  readonly keys?: { readonly publicKey: string; readonly secretKey: string };
  readonly crypto: Crypto;
  /** whether the holder of a client's key signed this */
  readonly verifyClient: (publicKey: string, text: string, signature: string) => boolean;
}

export function digestOf(text: string): Hash {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** What all members must share, and what every signature names: who signs with which key, and the run's name. */
export function logGroup({ nodes, run }: Pick<Config, "nodes" | "run">): Hash {
  const members = nodes.map(({ id, signingKey }) => [id, signingKey]);
  return digestOf(JSON.stringify({ strategos: 1, log: { run, members } }));
}
