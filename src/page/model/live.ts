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
