/**
 * For Perfetto and chrome://tracing: trace events. A node is a process with two threads, what it tells and what it accepts; an
 * arrow (a flow) joins the two ends of a report. Times are microseconds; the two ends of a flow have the same category and
 * name, and a number for an id, since text is read as hexadecimal and what is none drops the arrow.
 */
import type { NodeId } from "../core/group.js";
import { type Message, nodeName, orderName, type Sequence, wordsOf } from "./messages.js";

const TELLS = 1;
const ACCEPTS = 2;
const FLOW = { cat: "report", name: "report" } as const;
/** A slice is as long as this, or until the next one of its thread begins. */
const SLICE_US_MAX = 1000;

interface Slice {
  readonly name: string;
  readonly cat: string;
  readonly pid: NodeId;
  readonly tid: number;
  readonly ts: number;
  readonly args: object;
}

export function sequencePerfetto({ run, title, nodes, messages, decisions }: Sequence): string {
  const told = messages.filter(({ from, to, at }) => from !== to && at !== null);
  const clock = new Clock();
  const events: object[] = [];
  const slices: Slice[] = [];
  const sent = new Map<string, Slice>();
  for (const message of told.toSorted((a, b) => (a.at as number) - (b.at as number))) {
    const { round, from, to } = message;
    const key = `${round}.${from}`;
    // when a report left is not recorded: at the latest when the first of them came
    const tells = sent.get(key) ?? sliceOf(from, TELLS, `tells round ${round}`, message, {});
    sent.set(key, tells);
    const args = { relays: message.count, lies: message.lies.length };
    const said = `round ${round} of ${from}: ${wordsOf(message, run)}`;
    const accepts = sliceOf(to, ACCEPTS, said, message, args);
    const id = events.length + 1;
    events.push(
      { ph: "s", ...FLOW, id, pid: tells.pid, tid: tells.tid, ts: tells.ts },
      { ph: "f", bp: "e", ...FLOW, id, pid: accepts.pid, tid: accepts.tid, ts: accepts.ts },
    );
  }
  for (const { node, order, at } of decisions) {
    const name = `decides ${orderName(order, run)}`;
    const ts = clock.at(node, ACCEPTS, at);
    events.push({ ph: "i", s: "p", cat: "decision", name, pid: node, tid: ACCEPTS, ts });
  }
  const metadata = nodes.flatMap((id) => [
    { ph: "M", name: "process_name", pid: id, args: { name: `node ${nodeName(id, run)}` } },
    { ph: "M", name: "thread_name", pid: id, tid: TELLS, args: { name: "tells" } },
    { ph: "M", name: "thread_name", pid: id, tid: ACCEPTS, args: { name: "accepts" } },
  ]);
  const traceEvents = [...metadata, ...withDurations(slices), ...events];
  return `${JSON.stringify({ displayTimeUnit: "ms", otherData: { title }, traceEvents })}\n`;

  function sliceOf(pid: NodeId, tid: number, name: string, { at }: Message, args: object): Slice {
    const slice = { name, cat: "report", pid, tid, ts: clock.at(pid, tid, at as number), args };
    slices.push(slice);
    return slice;
  }
}

/** Microseconds; in one thread each moment is later than the one before, so that no slice lies on another. */
class Clock {
  readonly #last = new Map<string, number>();

  at(pid: NodeId, tid: number, ms: number): number {
    const key = `${pid}.${tid}`;
    const ts = Math.max(Math.round(ms * 1000), (this.#last.get(key) ?? Number.NEGATIVE_INFINITY) + 2);
    this.#last.set(key, ts);
    return ts;
  }
}

function withDurations(slices: readonly Slice[]): object[] {
  const next = new Map<string, number>();
  return slices
    .toReversed()
    .map((slice) => {
      const key = `${slice.pid}.${slice.tid}`;
      const dur = Math.min(SLICE_US_MAX, (next.get(key) ?? Number.POSITIVE_INFINITY) - slice.ts - 1);
      next.set(key, slice.ts);
      return { ph: "X", ...slice, dur };
    })
    .toReversed();
}
