/**
 * The recording of a log as the stage shows it: one moment after the other. What several members do alike at one time is one
 * moment, so that a view takes some ten of them. How far the log has come is told from the lines up to there alone.
 */
import type { NodeId } from "../../core/group.js";
import { type ToldLog, tellLog } from "../../explain/log/story.js";
import { leaderOf } from "../../protocols/simplex/rules.js";
import { isReal, joinedLog } from "../../recording/log-joined.js";
import { type LogLine, type LogRecording, readLogRecording } from "../../recording/log-lines.js";
import type { Beat } from "./moments.js";

/** Lines of one kind, on one thing, at one time. */
export type LogMoment = readonly [LogLine, ...LogLine[]];

export interface Log {
  readonly recording: LogRecording;
  readonly moments: readonly LogMoment[];
  /** for each moment, the highest view that any loyal member has entered by then; 0: none */
  readonly views: readonly number[];
  readonly notes: readonly string[];
  readonly text: string;
}

/** A log that somebody recorded, in a real group with what was heard of others in its place. Throws RecordingError. */
export function logFromText(text: string): Log {
  const { notes, ...read } = readLogRecording(text);
  const recording = isReal(read) ? joinedLog([read]) : read;
  const moments = momentsIn(recording.lines);
  let view = 0;
  const views = moments.map(([line]) => {
    if (line.type === "entered") view = Math.max(view, line.view);
    return view;
  });
  return { recording, moments, views, notes, text };
}

function momentsIn(lines: readonly LogLine[]): LogMoment[] {
  const moments: [LogLine, ...LogLine[]][] = [];
  let open = new Map<string, [LogLine, ...LogLine[]]>();
  let atMs = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    if (line.at !== atMs) open = new Map();
    atMs = line.at;
    const key = whatOf(line);
    const moment = open.get(key);
    if (moment) moment.push(line);
    else {
      const begun: [LogLine, ...LogLine[]] = [line];
      open.set(key, begun);
      moments.push(begun);
    }
  }
  return moments;
}

function whatOf(line: LogLine): string {
  if (line.type === "submitted") return `submitted ${line.command}`;
  const kind = "kind" in line ? line.kind : "";
  const hash = "hash" in line ? line.hash : "";
  const of = line.type === "evidence" ? `${line.of} ${line.misdeed}` : "";
  return `${line.type} ${line.view} ${kind} ${hash} ${of} ${hearerOf(line) ?? ""}`;
}

/** Who heard of it, where the one that did it wrote nothing down. */
export function hearerOf(line: LogLine): NodeId | undefined {
  return "heardBy" in line ? line.heardBy : undefined;
}

/** Where a step stops, going on from `at`: a moment, or until the next view begins. */
export function onInLog({ views, moments }: Log, at: number, beat: Beat): number {
  if (beat === "message") return Math.min(at + 1, moments.length);
  const view = views[at] ?? 0;
  const next = views.findIndex((one, index) => index > at && one > view);
  return next < 0 ? moments.length : next;
}

export function backInLog({ views }: Log, at: number, beat: Beat): number {
  if (beat === "message") return Math.max(at - 1, 0);
  for (let stop = Math.min(at, views.length) - 1; stop > 0; stop--)
    if ((views[stop] ?? 0) > (views[stop - 1] ?? 0)) return stop;
  return 0;
}

/** The recording as if it ended here, and what it then comes to. */
export function logSoFar({ recording, moments }: Log, at: number): { seen: LogRecording; told: ToldLog } {
  const isWhole = at >= moments.length;
  const seen = isWhole ? recording : { ...recording, lines: moments.slice(0, at).flat(), end: null };
  return { seen, told: tellLog(seen) };
}

/** The view that the log is in after so many moments; 0 before the first. */
export function viewAt({ views }: Log, at: number): number {
  return views[at - 1] ?? 0;
}

/** The first view that begins in it; 0: none. */
export function firstView({ views }: Log): number {
  return views.find((view) => view > 0) ?? 0;
}

/** What one member is seen to do in a moment. */
export interface Doing {
  readonly words: string;
  /** to whom it goes */
  readonly to: readonly NodeId[];
}

/** Who does what, by member; of a received block it is its sender. */
export function doingsOf({ head }: LogRecording, moment: LogMoment): ReadonlyMap<NodeId, Doing> {
  const [first] = moment;
  const ids = moment.map(({ node }) => node);
  if (first.type === "received") {
    const leader = leaderOf(head.members, first.view);
    return new Map([[leader, { words: "its block", to: ids.filter((id) => id !== leader) }]]);
  }
  const hearer = hearerOf(first);
  const heard = (id: NodeId) => {
    if (hearer !== undefined) return [hearer];
    return first.type === "voted" ? head.members.filter((one) => one !== id) : [];
  };
  return new Map(ids.map((id) => [id, { words: wordsOn(first), to: heard(id) }]));
}

type Lines = { readonly [T in Exclude<LogLine["type"], "received">]: Extract<LogLine, { type: T }> };

function wordsOn<T extends keyof Lines>(line: Lines[T] & { readonly type: T }): string {
  return DOING[line.type](line);
}

const DOING: { readonly [T in keyof Lines]: (line: Lines[T]) => string } = {
  submitted: ({ command }) => `command ${command}`,
  entered: ({ view }) => `in view ${view}`,
  block: () => "proposes",
  voted: ({ kind }) => kind,
  certified: ({ kind, by }) => `${by.length} × ${kind}`,
  evidence: ({ of }) => `proof on ${of}`,
  committed: ({ height }) => `log: ${height}`,
};
