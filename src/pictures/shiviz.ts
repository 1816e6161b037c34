/**
 * For ShiViz: a log with vector clocks, which it reads by its default expression: an event's line first, then its host and clock. A
 * clock's own entry rises by one with each event, from 1; a host has no blanks in its name; and nobody's entry is above 0 who
 * logs nothing. What a node tells in a round is one event, and so is each report that it accepts.
 */
import type { NodeId } from "../core/group.js";
import { groupedBy } from "../core/grouped.js";
import { count } from "../explain/text.js";
import { orderName, type Sequence, tooMuch, wordsOf } from "./messages.js";

/** More are too many to be looked at, and slow to lay out. */
const EVENTS_MAX = 2000;

type Clock = Readonly<Record<string, number>>;

export function sequenceShiviz(sequence: Sequence): string {
  const { run, messages, decisions } = sequence;
  const clocks = new Map<NodeId, Clock>();
  const lines: string[] = [];
  const log = (id: NodeId, event: string, heard: Clock = {}): Clock => {
    const own = clocks.get(id) ?? {};
    const merged = Object.fromEntries(
      [...new Set([...Object.keys(own), ...Object.keys(heard)])].map((host) => [
        host,
        Math.max(own[host] ?? 0, heard[host] ?? 0),
      ]),
    );
    const clock = { ...merged, [hostOf(id)]: (own[hostOf(id)] ?? 0) + 1 };
    clocks.set(id, clock);
    lines.push(event, `${hostOf(id)} ${JSON.stringify(clock)}`);
    return clock;
  };
  const told = messages.filter(({ from, to, at }) => from !== to && at !== null);
  for (const [round, ofRound] of groupedBy(told, (message) => message.round)) {
    const sent = new Map<NodeId, Clock>();
    for (const from of new Set(ofRound.map((one) => one.from))) {
      const to = ofRound.filter((one) => one.from === from).length;
      sent.set(from, log(from, `round ${round}: tells ${count(to, "node")}`));
    }
    for (const message of ofRound) {
      const { from, to } = message;
      log(to, `round ${round}: node ${from} says ${wordsOf(message, run)}`, sent.get(from));
    }
  }
  for (const { node, order } of decisions) log(node, `decides ${orderName(order, run)}`);
  if (lines.length > 2 * EVENTS_MAX) {
    const what = `the log has ${lines.length / 2} events, and ${EVENTS_MAX} is the most that is drawn`;
    throw tooMuch(sequence, what);
  }
  return `${lines.join("\n")}\n`;
}

function hostOf(id: NodeId): string {
  return `node-${id}`;
}
