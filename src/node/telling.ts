/**
 * What a node tells whoever makes the recording of an agreement (cluster/gather.ts): a launched node its launcher, over their
 * channel, and a member of a group its program, when the agreement is over. Plain data: JSON carries it.
 */
import type { NodeId, Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import { protocolOf } from "../protocols/index.js";
import { RELAYS_SPELLED_OUT_MAX } from "../protocols/om/report.js";
import type { InputLine, ReportLine } from "../recording/recording.js";
import type { Traffic } from "../recording/result.js";
import type { Accepted, NodeOutcome, StampedEvent } from "./events.js";
import type { NodeOptions } from "./options.js";

/** Times are of the monotonic clock of the machine that the node runs on, ms. */
export type Telling =
  | { readonly type: "event"; readonly event: StampedEvent }
  | { readonly type: "report"; readonly report: ReportTold }
  | { readonly type: "input"; readonly input: InputLine }
  | { readonly type: "end"; readonly end: NodeOutcome["end"]; readonly traffic: Traffic };

export type ReportTold = Omit<ReportLine, "type">;

/** The events that a recording is made of; the rest is for whoever looks on. */
export const RECORDED_EVENTS = ["start", "fault", "slow", "decide"] as const;

export function isRecorded({ kind }: StampedEvent): boolean {
  return RECORDED_EVENTS.some((recorded) => recorded === kind);
}

/** What one member of a group saw of one agreement. */
export interface AgreementRecord {
  readonly instance: number;
  readonly general: NodeId;
  readonly node: NodeId;
  /** what this member gave; what a lieutenant gives is read only where every node has a value of its own */
  readonly order: Order;
  /** where orders are digests: the value that it gave, as JSON text */
  readonly contents?: Contents;
  readonly told: readonly Telling[];
}

/** What a node accepted, and what came in to it, once its agreement is over. `short`: large reports are counted. */
export function* tellingsOf(
  { accepted, inputs }: NodeOutcome,
  options: NodeOptions,
  reports: "short" | "all",
): Generator<Telling> {
  for (const one of accepted) yield { type: "report", report: reportTold(one, options, reports) };
  for (const input of inputs) yield { type: "input", input };
}

export function reportTold(
  one: Accepted,
  { self, group }: NodeOptions,
  reports: "short" | "all",
): ReportTold {
  const { atMs: at, round, from, report, relays: count } = one;
  const line = { at, round, from, to: self };
  if (report === null || (reports === "short" && count > RELAYS_SPELLED_OUT_MAX)) return { ...line, count };
  return { ...line, relays: protocolOf(group).relaysOf(group, report) };
}
