/**
 * The log for those who read on: as server-sent events, from a place on and then as it grows. A reader that stalls settles no
 * write and shows nowhere as gone, so each write has a limit, and the number of readers, too.
 */
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { LogMember } from "../member/log/log-member.js";
import { type Cursor, entriesFrom } from "./reading.js";

const FOLLOWERS_MAX = 32;
const WRITE_MS_MAX = 10_000;
/** So often something is said, so that a reader that is gone is noticed. */
const HEARTBEAT_MS = 15_000;
const ENTRIES_AT_ONCE = 100;

/** What is read of a member. */
export type Followed = Pick<LogMember, "status" | "entriesAt" | "on" | "off">;

export class Followers {
  readonly #open = new Set<AbortController>();

  /** `writeMsMax`: a reader that takes nothing for so long is let go. */
  constructor(
    private readonly member: Followed,
    private readonly writeMsMax = WRITE_MS_MAX,
  ) {}

  get size(): number {
    return this.#open.size;
  }

  follow(c: Context, from: Cursor): Response {
    if (this.#open.size >= FOLLOWERS_MAX)
      return c.json({ error: `${FOLLOWERS_MAX} readers follow this member already` }, 429, {
        "retry-after": "5",
      });
    const stop = new AbortController();
    this.#open.add(stop);
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => stop.abort());
      try {
        await this.#write(stream, from, stop.signal);
      } finally {
        this.#open.delete(stop);
        stream.abort();
      }
    });
  }

  close(): void {
    for (const stop of this.#open) stop.abort();
  }

  async #write(stream: SSEStreamingApi, from: Cursor, signal: AbortSignal): Promise<void> {
    let at = from;
    while (!signal.aborted && !stream.aborted) {
      const { entries, next, gone } = entriesFrom(this.member, at, ENTRIES_AT_ONCE);
      if (gone !== null) {
        const data = JSON.stringify({ error: gone, first: this.member.status.firstHeight });
        await this.#limited(stream.writeSSE({ event: "gone", data }));
        return;
      }
      for (const entry of entries) {
        const event = { id: `${entry.height}.${entry.index}`, data: JSON.stringify(entry) };
        if (!(await this.#limited(stream.writeSSE(event)))) return;
      }
      at = next;
      if (entries.length === 0 && !(await this.#next(stream, signal))) return;
    }
  }

  /** Until the log has grown, or somebody has to be told that it has not. */
  async #next(stream: SSEStreamingApi, signal: AbortSignal): Promise<boolean> {
    const hasGrown = await new Promise<boolean>((resolve) => {
      const done = (grown: boolean) => () => {
        clearTimeout(timer);
        this.member.off("committed", grew);
        signal.removeEventListener("abort", ended);
        resolve(grown);
      };
      const grew = done(true);
      const ended = done(false);
      const timer = setTimeout(ended, HEARTBEAT_MS);
      this.member.on("committed", grew);
      signal.addEventListener("abort", ended, { once: true });
      if (signal.aborted) ended();
    });
    return hasGrown || (!signal.aborted && (await this.#limited(stream.write(": still here\n\n"))));
  }

  async #limited(write: Promise<unknown>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), this.writeMsMax);
    });
    try {
      return await Promise.race([write.then(() => true), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
