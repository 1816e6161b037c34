/** What a node tells its owner, a terminal or a launcher, while it runs. Times are of {@link monotonicMs}. */
import type { Attended } from "../core/attendance.js";
import type { Evidence } from "../core/evidence.js";
import type { Fault } from "../core/fault.js";
import type { NodeId, Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import type { Report, Vector } from "../core/protocol.js";
import type { LinksStats } from "../net/links.js";
import type { Note } from "../net/listening.js";
import type { InputLine } from "../recording/recording.js";
import type { Traffic } from "../recording/result.js";
import type { Unheard } from "./lookout.js";

/** One round of an agreement, as this node saw it. */
export interface RoundSummary {
  /** as driven: a part of the last one counts as one */
  readonly round: number;
  /** accepted from others */
  readonly reports: number;
  /** how many of their relays told each order, in the order of `orders`; null where they cannot be counted */
  readonly told: readonly number[] | null;
  readonly missing: readonly NodeId[];
}

export type NodeEvent =
  /** listening, and dialling its peers; `note`: what people should know of where it listens */
  | { readonly kind: "up"; readonly note: Note | null }
  /** not started yet, and these peers have not been heard; `why`: as far as it is known */
  | { readonly kind: "waiting"; readonly unheard: readonly NodeId[]; readonly why: readonly Unheard[] }
  | { readonly kind: "start" }
  | ({ readonly kind: "close" } & RoundSummary)
  | { readonly kind: "fault"; readonly fault: Fault }
  /** a report came this long after its round had closed */
  | { readonly kind: "late"; readonly from: NodeId; readonly round: number; readonly lateMs: number }
  /** this node itself stood still for so long that it cannot tell who else was late */
  | { readonly kind: "slow"; readonly stoodStillMs: number }
  /** the general signed two orders */
  | { readonly kind: "evidence"; readonly evidence: Evidence }
  | {
      readonly kind: "decide";
      readonly order: Order;
      readonly vector?: Vector;
      readonly contents?: Contents;
    };

export type StampedEvent = NodeEvent & { readonly atMs: number };

/** One report that was accepted; of one that came in parts only how many relays they told. */
export interface Accepted {
  readonly atMs: number;
  readonly round: number;
  readonly from: NodeId;
  readonly report: Report | null;
  readonly relays: number;
}

/** What a node has counted so far. */
export interface NodeCounters {
  /** peers that have not been heard yet */
  readonly unheard: readonly NodeId[];
  /** reports as sent */
  readonly traffic: Traffic;
  /** all that went over its links, READY, DONE and resends included */
  readonly links: LinksStats;
}

/** How a node's life ended. */
export type NodeOutcome = {
  readonly end:
    | { readonly kind: "decided"; readonly order: Order }
    | { readonly kind: "gaveUp"; readonly missing: readonly NodeId[]; readonly why: readonly Unheard[] }
    | { readonly kind: "crashed" }
    | { readonly kind: "stopped" };
  readonly accepted: readonly Accepted[];
  /** where they were to be kept; times are of {@link monotonicMs} */
  readonly inputs: readonly InputLine[];
  readonly traffic: Traffic;
  /** who took part in what was decided, as far as this node can tell */
  readonly attended: Attended;
};
