/** What a node sees peers do wrong, by kinds. */
import type { NodeId } from "./group.js";

/**
 * What went wrong with one report, seen by the node that was to receive it.
 * A fault is data: a peer's misbehaviour is never an exception.
 */
export const FAULT_KINDS = [
  /** nothing acceptable had arrived when the round closed; every relay owed is the default order */
  "late",
  /** not a canonical message of this protocol; the whole report is void */
  "malformed",
  /** a path this sender cannot tell in this round; the whole report is void */
  "badPath",
  /** a path that was owed is absent; the default order stands for it (no proposal, among those of the phase king) */
  "missingPath",
  /** an order that is not among `orders`; it counts as absent */
  "badOrder",
  /**
   * a digest without its value, which counts as the default order; a value without its digest; or a text that is no
   * value's, for which the whole report is void
   */
  "badValue",
  /** a signature that is not its signer's, or one too few; the whole report, or the READY, is void */
  "badSignature",
  /** a member of a log signed two statements that no loyal one makes both; they are kept as evidence */
  "equivocation",
  /** a block under its leader's signature that is none, or does not fit behind its parent; its view is given up */
  "badBlock",
  /** a certificate with too few votes, or votes that are not what it says; dropped */
  "badCertificate",
  /** the general signed two orders; both signatures are kept as evidence */
  "twoOrders",
  /** a second, different report for one round; the first stands */
  "duplicate",
  /** a report for a round that had already closed; dropped */
  "closedRound",
  /** a round that does not exist, or in which this sender owes nothing; dropped */
  "badRound",
  /** the sender field is not the link's peer; its link is closed */
  "badSender",
  /** another version or another config hash; its link is closed */
  "otherConfig",
  /** a message of another run; dropped */
  "otherRun",
  /** more messages or bytes than a peer may send; its link is closed */
  "flood",
  /** of a log: signed another state after the same blocks than another member */
  "otherState",
  /** a link that claimed this id without its key, or a peer that could not be authenticated */
  "badLink",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  /** null when the liar cannot be known */
  readonly from: NodeId | null;
  /** null when what came could not be read that far */
  readonly round: number | null;
  readonly kind: FaultKind;
  /** One clear clause, without times, so that equal runs give equal faults. */
  readonly detail: string;
}

/** The fault of a report that was not there when its round closed. */
export function lateFault(round: number, from: NodeId): Fault {
  return { from, round, kind: "late", detail: `no report of round ${round} when it closed` };
}
