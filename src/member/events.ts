/** What a member tells its program while it agrees. Times are of the monotonic clock, milliseconds. */
import type { JsonValue } from "../config/contents.js";
import type { Fault } from "../core/fault.js";
import type { NodeId, Order } from "../core/group.js";
import type { NodeEvent, RoundSummary, StampedEvent } from "../node/events.js";
import type { AgreementRecord } from "../node/telling.js";
import type { Traffic } from "../recording/result.js";

export type EventOf<Kind extends NodeEvent["kind"]> = Omit<Extract<StampedEvent, { kind: Kind }>, "kind"> & {
  readonly instance: number;
};

/** The events of a member, by name, as `on` and `once` take them. */
export interface MemberEvents {
  /** not started yet, and these peers have not been heard */
  waiting: [EventOf<"waiting">];
  start: [EventOf<"start">];
  /** a round has closed */
  round: [EventOf<"close">];
  fault: [EventOf<"fault">];
  /** a report came this long after its round had closed */
  late: [EventOf<"late">];
  /** this process stood still for so long that it cannot tell who else was late */
  slow: [EventOf<"slow">];
  /** the general signed two orders */
  evidence: [EventOf<"evidence">];
  decision: [EventOf<"decide">];
  /** with `record`: what this member saw of an agreement, once that is over */
  record: [AgreementRecord];
  /** this member takes part in `instance` next, and so many went by without it; a new process counts all before it */
  behind: [{ readonly instance: number; readonly missed: number; readonly atMs: number }];
  /** too few members are left that came to `from`: with the others this one takes part in `instance` next, again */
  back: [{ readonly instance: number; readonly from: number; readonly atMs: number }];
}

/** All of them. */
export const MEMBER_EVENTS = Object.keys({
  waiting: 0,
  start: 0,
  round: 0,
  fault: 0,
  late: 0,
  slow: 0,
  evidence: 0,
  decision: 0,
  record: 0,
  behind: 0,
  back: 0,
} satisfies Record<keyof MemberEvents, 0>);

/** By which name a program hears of what a node tells. */
export function eventName(kind: Exclude<NodeEvent["kind"], "up">) {
  if (kind === "close") return "round";
  return kind === "decide" ? "decision" : kind;
}

/** What an agreement came to at this member. */
export interface AgreementResult {
  readonly instance: number;
  readonly general: NodeId;
  /** with `orders: any` a digest, see `value` */
  readonly decision: Order;
  /** with `orders: any`: what was decided; bytes as `{base64}` */
  readonly value?: JsonValue;
  /** with `vector`: one entry a node; with `orders: any` the values */
  readonly vector?: Readonly<Record<NodeId, JsonValue>>;
  /** whom this member heard in it, and in time; its own id included */
  readonly participants: readonly NodeId[];
  /** as far as this member can tell: enough members, at most m of them traitors, absent or late, and this one in time */
  readonly guaranteed: boolean;
  /** n−m members, this one included, say that they had all of its reports in time */
  readonly inTime: boolean;
  readonly rounds: readonly RoundSummary[];
  /** of each peer, kind and round ten different ones, then the hundredth, the thousandth … */
  readonly faults: readonly Fault[];
  /** what this member sent */
  readonly traffic: Traffic;
}

/** Why a member could not join, or could not agree. The message is a sentence that names cause and fix. */
export class GroupError extends Error {
  override readonly name = "GroupError";
  readonly reason:
    | "usage"
    | "notStarted"
    | "behind"
    | "late"
    | "tooManyFaults"
    | "stopped"
    | "closed"
    | "crashed";

  constructor(reason: GroupError["reason"], cause: string, fix: string) {
    super(`${cause}\n  fix: ${fix}`);
    this.reason = reason;
  }
}
