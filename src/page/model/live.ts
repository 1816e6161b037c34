/** A run of real processes as far as its events have come. */
import type { LiveEvent } from "../../recording/live.js";
import type { ReportLine } from "../../recording/recording.js";
import { openRun, type Run } from "./runs.js";

export type Begin = Extract<LiveEvent, { type: "begin" }>;

/** What came first of each; null before anything has come. */
export function runSoFar(begin: Begin, events: readonly LiveEvent[]): Run | null {
  const first = new Map<string, ReportLine>();
  for (const event of events) {
    if (event.type !== "report" || !event.report.relays) continue;
    const { round, from, to } = event.report;
    const key = `${round} ${from} ${to}`;
    if (!first.has(key)) first.set(key, event.report);
  }
  const reports = [...first.values()];
  if (reports.length === 0) return null;
  const decisions = events.flatMap((event) =>
    event.type === "node" && event.order !== null
      ? [{ type: "decision", at: 0, node: event.node, order: event.order } as const]
      : [],
  );
  return openRun({ run: begin.run, reports, faults: [], decisions });
}

/** The round that has begun last. */
export function roundOf(events: readonly LiveEvent[]): number {
  return Math.max(-1, ...events.map((event) => (event.type === "report" ? event.report.round : -1)));
}

/** One node as its events tell it. */
export interface NodeLine {
  readonly phase: string;
  /** what is said of each round, by round */
  readonly rounds: readonly string[];
  readonly decided: string | null;
  readonly notes: readonly string[];
}

/** Of more notes the last ones. */
const NOTES_MAX = 4;

export function lineOf(node: number, events: readonly LiveEvent[]): NodeLine {
  const own = events.filter((event) => event.type === "node").filter((event) => event.node === node);
  const rounds: string[] = [];
  const notes: string[] = [];
  let phase = "starting";
  let decided: string | null = null;
  for (const { kind, text, round, order } of own) {
    if (kind === "close" && round !== null) rounds[round] = text;
    else if (kind === "decide") decided = order;
    else if (kind === "up" || kind === "waiting" || kind === "start" || kind === "end") phase = text;
    else notes.push(text);
  }
  return { phase, rounds, decided, notes: notes.slice(-NOTES_MAX) };
}
