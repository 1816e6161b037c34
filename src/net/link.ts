/** What a node keeps of one of its links. */
import type { Dealer } from "zeromq";
import type { Batch } from "./batch.js";
import type { Dialling } from "./dialling.js";
import type { LinksOptions, Peer } from "./links-options.js";
import type { Owed } from "./owed.js";
import type { Allowance, Limits } from "./tally.js";
import type { Memory } from "./told.js";

export interface Link {
  readonly peer: Peer;
  readonly dealer: Dealer;
  readonly dialling: Dialling;
  readonly owed: Owed;
  /** where the peer listens to this node's listener; null until proved */
  routingId: Buffer | null;
  readonly allowance: Allowance;
  readonly batch: Batch;
  /** what it was told to remember */
  readonly memory: Memory;
  /** it is dialled anew, for something was lost on it */
  isRenewed: boolean;
  /** it has brought what may come in a second */
  isFull: boolean;
}

export function hangUp({ dealer, dialling }: Link): void {
  dialling.close();
  dealer.close();
}

export function limitsOf({ frameBytesMax, budget, perSecond, perAgreement }: LinksOptions): Limits {
  if (!perSecond) return { frameBytesMax, budget };
  return { frameBytesMax, budget: perSecond, ...(perAgreement && { perAgreement }) };
}
