/** What a log's member tells its program, and how it refuses. */

import type { Fault } from "../../core/fault.js";
import type { NodeId } from "../../core/group.js";
import type { Json } from "../../log/command.js";
import type { Refusal } from "../../log/replica.js";
import type { Note } from "../../protocols/simplex/types.js";
import { StoreError, type StoreTrouble } from "../../store/failure.js";

/** A committed command. */
export interface LogEntry {
  readonly height: number;
  readonly index: number;
  readonly view: number;
  readonly client: string;
  readonly sequence: number;
  readonly command: Json;
  readonly result: Json;
}

export interface LogEvents {
  committed: [LogEntry];
  /** this member entered a view */
  view: [{ readonly view: number; readonly leader: NodeId; readonly through: string }];
  /** the links with this peer are up in both directions, at first or again */
  heard: [NodeId];
  fault: [Fault];
  /** a block is final that this member does not hold yet, and how far it has come; `null`: it has caught up */
  behind: [{ readonly height: number; readonly isBehind: boolean }];
  /** enough members signed the same state */
  snapshot: [{ readonly height: number; readonly state: string }];
  /** who the members are from this epoch on, or who learns to be one */
  members: [
    { readonly epoch: number; readonly members: readonly NodeId[]; readonly learners: readonly NodeId[] },
  ];
  /** all that the protocol tells, for recordings */
  note: [Note];
  /** nothing is recorded any more, since the recording cannot be written; the member goes on */
  unrecorded: [Error];
  /**
   * this member has ended, its folder and address are free: its disk failed, its machine is not deterministic, it was removed, or its
   * key signs elsewhere too
   */
  failed: [Error];
}

/** All of them. */
export const LOG_EVENTS = Object.keys({
  committed: 0,
  view: 0,
  heard: 0,
  fault: 0,
  behind: 0,
  snapshot: 0,
  members: 0,
  note: 0,
  unrecorded: 0,
  failed: 0,
} satisfies Record<keyof LogEvents, 0>);

/** What came of a command. */
export interface Submitted extends Pick<LogEntry, "height" | "index" | "result"> {
  /** it had been done before, there */
  readonly repeated: boolean;
}

export type LogReason =
  | "usage"
  | "closed"
  /** the pool has no room for this client; nothing was sent */
  | "busy"
  /** it was neither kept nor sent, or can be final no more */
  | "notDone"
  /** this was a member once, and is none any more */
  | "removed"
  /** another process signs with this member's key, or its folder is an old copy */
  | "copied"
  /** it may still come true */
  | "unknown"
  | Refusal;

export class LogError extends Error {
  override readonly name = "LogError";
  readonly reason: LogReason;
  /** of the command that was done in its place */
  readonly digest: string | undefined;

  constructor(reason: LogReason, cause: string, fix: string, digest?: string) {
    super(`${cause}\n  fix: ${fix}`);
    this.reason = reason;
    this.digest = digest;
  }
}

const FOR_GOOD: readonly (LogReason | StoreTrouble)[] = [
  "usage",
  "removed",
  "copied",
  "failed",
  "lost",
  "damaged",
  "other",
];

/**
 * Whether the same start would only meet this again: what it is given does not fit, or it has nothing to come back with, for it was
 * removed, its key signs elsewhere too, or what it signed is not there as it was.
 */
export function isForGood(error: unknown): error is Error {
  const why = error instanceof LogError ? error.reason : error instanceof StoreError ? error.trouble : null;
  return why !== null && FOR_GOOD.includes(why);
}
