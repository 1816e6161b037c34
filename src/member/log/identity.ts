/** Who a member of a log is, and who the others are: from a configuration and this member's secrets. */
import { createHash } from "node:crypto";
import type { Config } from "../../config/config.js";
import type { NodeId } from "../../core/group.js";
import type { Members } from "../../log/members.js";
import type { KeyOf } from "../../node/log-signatures.js";
import type { Crypto, Hash } from "../../protocols/simplex/types.js";

export interface LogIdentity {
  readonly id: NodeId;
  /** the members of the first configuration */
  readonly first: Members;
  readonly group: Hash;
  /** where this member listens */
  readonly address: string;
  readonly keys?: { readonly publicKey: string; readonly secretKey: string };
  /** this member's hand; `keyOf`: who signs with which key */
  readonly cryptoWith: (keyOf: KeyOf) => Crypto;
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
