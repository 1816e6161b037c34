/** Reading a member's log: from a command's place on, as much as fits in an answer. */
import type { LogEntry } from "../member/log/events.js";
import type { LogMember } from "../member/log/log-member.js";

/** The place of a command, or where the next one would be. */
export interface Cursor {
  readonly height: number;
  readonly index: number;
}

export interface Read {
  readonly entries: readonly LogEntry[];
  /** where to read on */
  readonly next: Cursor;
  /** a sentence: what was asked for is not held any longer */
  readonly gone: string | null;
}

const CHARS_MAX = 4_000_000;

export function entriesFrom(
  member: Pick<LogMember, "status" | "entriesAt">,
  from: Cursor,
  limit: number,
): Read {
  const { firstHeight, lastHeight } = member.status;
  if (from.height < firstHeight) {
    const gone = `heights below ${firstHeight} are not held here any longer: a snapshot has taken their place`;
    return { entries: [], next: from, gone };
  }
  const entries: LogEntry[] = [];
  let chars = 0;
  for (let height = from.height; height <= lastHeight; height++) {
    for (const entry of member.entriesAt(height) ?? []) {
      if (height === from.height && entry.index < from.index) continue;
      chars += JSON.stringify(entry).length;
      if (entries.length === limit || (chars > CHARS_MAX && entries.length > 0))
        return { entries, next: { height, index: entry.index }, gone: null };
      entries.push(entry);
    }
  }
  return { entries, next: { height: Math.max(lastHeight + 1, from.height), index: 0 }, gone: null };
}
