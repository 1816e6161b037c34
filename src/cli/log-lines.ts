/** The committed commands of a served log, as its members tell them: those that there are, or as they come. */
import { setTimeout } from "node:timers/promises";
import type { LogEntry } from "../member/log/events.js";
import { ask, keyed, membersOf, refusalOf, strange, textOf, type WhereSettings } from "./log-client.js";

export interface Line {
  readonly text: string;
  readonly entry: LogEntry;
}

/** Commands that are asked for at one time. */
const PAGE_LINES = 1000;
/** An answer that is shorter, and has fewer commands than were asked for, comes to the log's end: a member cuts none below that. */
const PAGE_CHARS = 1_000_000;

/** From a height on, page by page, as many as were asked for, or up to the log's end. */
export async function* committed(where: WhereSettings, first: number, limit: number): AsyncGenerator<Line> {
  let left = limit;
  let from = String(first);
  for (let isEnd = false; !isEnd; ) {
    const asked = Math.min(left, PAGE_LINES);
    const response = await ask(membersOf(where), `/v1/log?from=${from}&limit=${asked}`);
    if (!response.ok) throw await refusalOf(response);
    const lines = (await textOf(response)).split("\n").filter((line) => line !== "");
    for (const line of lines) yield lineOf(line, response);
    left -= lines.length;
    const chars = lines.reduce((sum, { length }) => sum + length, 0);
    isEnd = left <= 0 || (lines.length < asked && chars < PAGE_CHARS);
    from = (response.headers.get("strategos-next") ?? "").replace(".", "&index=");
  }
}

/** After which another member is asked, or the same one again. */
const AGAIN_MS = 100;

/**
 * As it grows, until Ctrl-C, or as many as were asked for. A member that is started again, or lets go of who was too slow, breaks
 * off: then behind what was read at whoever answers.
 */
export async function* followed(where: WhereSettings, from: number, limit: number): AsyncGenerator<Line> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const { signal } = stop;
  let left = limit;
  let last: Readonly<Record<string, string>> = {};
  for (; ; await setTimeout(AGAIN_MS, undefined, { signal })) {
    const headers = { accept: "text/event-stream", ...last };
    const response = await ask(membersOf(where), `/v1/log?from=${from}`, { headers, signal });
    if (!response.ok) throw await refusalOf(response);
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) strange(response);
    let isGone = false;
    for await (const text of linesOf(response, signal)) {
      if (text.startsWith("event:")) isGone = text.endsWith("gone");
      if (!text.startsWith("data:")) continue; // an event's name, its place, or a beat
      const data = text.slice("data:".length).trim();
      if (isGone) throw await refusalOf(new Response(data, { status: 410 }));
      const line = lineOf(data, response);
      yield line;
      last = { "last-event-id": `${line.entry.height}.${line.entry.index}` };
      left -= 1;
      if (left <= 0) return; // the answer is let go of with its loop
    }
  }
}

function lineOf(text: string, response: Response): Line {
  return { text, entry: keyed<LogEntry>(text, "height") ?? strange(response) };
}

/** As far as they come whole. */
async function* linesOf({ body }: Response, signal: AbortSignal): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    if (signal.aborted) throw error;
  }
}
