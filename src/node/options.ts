/** What one node must know to take part in a run: plain data, already checked, so that a launcher can hand it over in a file. */

import type { Group, NodeId, Order } from "../core/group.js";
import type { TraitorEntry } from "../core/traitor.js";
import type { SigningKeys } from "./ed25519.js";

export interface NodeOptions {
  readonly self: NodeId;
  readonly group: Group;
  /** What this node orders if it is the general, or its own value where everyone has one. */
  readonly order: Order;
  /** where this node listens */
  readonly address: string;
  readonly peers: readonly { readonly id: NodeId; readonly address: string; readonly publicKey?: string }[];
  /** Absent: links without keys, which authenticate nobody. */
  readonly keys?: { readonly publicKey: string; readonly secretKey: string };
  /** Where messages are signed. */
  readonly signing?: SigningKeys;
  /** the config hash, hex */
  readonly hash: string;
  readonly run: string;
  readonly wire: "json" | "packed";
  readonly roundTimeoutMs: number;
  readonly startTimeoutMs: number;
  readonly seed: number;
  /** How this node lies, if it does; what others do it is not told. */
  readonly traitor?: TraitorEntry;
}
