/**
 * A recording's line of a report, checked against the run it belongs to: what no node accepts is refused, or, in a recording
 * that another program wrote and that is to be judged, told and left out.
 */
import type { Group, NodeId, Order } from "../core/group.js";
import { formatPath, isBefore, type Path } from "../core/path.js";
import { tellingFault } from "../core/protocol.js";
import type { Relay } from "../core/relay.js";
import { protocolOf } from "../protocols/index.js";
import { type Fields, shown } from "./fields.js";
import { isFree, momentOf, PATH_IDS_MAX, type Reading, VECTOR_CHARS_MAX } from "./lines.js";
import { groupOfRun, type ReportLine, type RunLine } from "./recording.js";

/** Relays of the largest report that is spelled out. */
const RELAYS_MAX = 10_000_000;

/** Null for what is left out. */
export function reportLine(fields: Fields, reading: Reading): ReportLine | null {
  const { run, onVoid } = reading;
  const group = groupOfRun(run);
  const kind = protocolOf(run);
  const last = kind.lastRound(group);
  const round = fields.whole("round", 0, onVoid ? Number.MAX_SAFE_INTEGER : last);
  if (onVoid) {
    const from = fields.among("from", run.nodes, "among the nodes");
    const to = fields.among("to", run.nodes, "among the nodes");
    const why = notOwed(run, round, from, to);
    if (why !== null) {
      // with oral messages a general who hears of his own order hears nothing new, and some programs tell everybody
      if (to !== run.general || round === 0) onVoid(fields.line, { round, from, to, path: null, why });
      return null;
    }
  }
  const receivers = kind.receivers(group, round);
  const whom = receivers.includes(run.general) ? "a node that is told something" : "a lieutenant";
  const from = fields.among("from", kind.senders(group, round), senderText(run, round));
  const to = fields.among("to", receivers, whom);
  const line = { type: "report", at: momentOf(fields, round), round, from, to } as const;
  if (fields.has("relays")) return { ...line, relays: relaysIn(fields, reading, line) };
  if (fields.has("count")) return { ...line, count: fields.whole("count", 0, Number.MAX_SAFE_INTEGER) };
  return fields.fail(`the report has neither "relays" nor a "count" of them`);
}

/** Why no node accepts a report of this round from `from`, or null. */
function notOwed(run: RunLine, round: number, from: NodeId, to: NodeId): string | null {
  const group = groupOfRun(run);
  const kind = protocolOf(run);
  if (round > kind.lastRound(group)) return `the last round is ${kind.lastRound(group)}`;
  if (!kind.senders(group, round).includes(from)) return `in round ${round} it owes nothing`;
  return kind.receivers(group, round).includes(to) ? null : "the general is told nothing";
}

/** Whether the general is told things too, so that paths begin at anyone. */
function areEquals(group: Group): boolean {
  const kind = protocolOf(group);
  return kind.receivers(group, Math.min(1, kind.lastRound(group))).includes(group.general);
}

function senderText(run: RunLine, round: number): string {
  if (areEquals(groupOfRun(run))) return `a node that reports in round ${round}`;
  return round === 0 ? "the general, who alone reports in round 0" : "a lieutenant";
}

type Head = Pick<ReportLine, "round" | "from" | "to">;

export function relaysIn(fields: Fields, reading: Reading, head: Head): Relay[] {
  const { run, onVoid, onRelay } = reading;
  const { round, from } = head;
  const most = onVoid ? RELAYS_MAX : Math.min(protocolOf(run).relaysEach(groupOfRun(run), round), RELAYS_MAX);
  const told = new Told(protocolOf(run).signs);
  const relays: Relay[] = [];
  for (const entry of fields.entries("relays", 0, most)) {
    const path = entry.list("path", 1, onVoid ? PATH_IDS_MAX : run.n) as Path;
    if (!path.every(Number.isInteger)) entry.fail("a path holds something that is not a whole number");
    const relay = { path, order: entry.text("order", VECTOR_CHARS_MAX) };
    const why = voidReason(run, head, relay, told);
    if (why !== null && !onVoid) entry.fail(`node ${from} cannot tell this in round ${round}: ${why}`);
    else if (why !== null) onVoid?.(entry.line, { ...head, path, why });
    else relays.push(relay);
    if (why === null && onVoid) onRelay(entry.line, relay);
  }
  return onVoid ? relaysInOrder(run, relays) : relays;
}

/** Chains are told in the order of their orders, which is no matter for other programs to know. */
export function relaysInOrder({ protocol, orders }: RunLine, relays: Relay[]): Relay[] {
  if (!protocolOf({ protocol }).signs) return relays;
  return relays.toSorted((a, b) => orders.indexOf(a.order) - orders.indexOf(b.order));
}

/** Why no node accepts this relay, or null; `told` is what came before it in the report. */
function voidReason(run: RunLine, { round, from }: Head, { path, order }: Relay, told: Told): string | null {
  const group = groupOfRun(run);
  const wrong = tellingFault(protocolOf(group), group, round, from, path);
  if (wrong !== null) return wrong;
  if (!isFree(run) && !run.orders.includes(order)) return `${shown(order)} is no order of this run`;
  return told.has(path, order) ? `path ${formatPath(path)} is told twice` : null;
}

/** What one report has told so far. What comes in canonical order cannot come twice, and is not remembered by name. */
class Told {
  readonly #before: Path[] = [];
  #names: Set<string> | undefined;

  /** `signs`: one node can have signed two orders on one path. */
  constructor(readonly signs: true | undefined) {
    if (signs) this.#names = new Set();
  }

  /** Whether this came before; it has from now on. */
  has(path: Path, order: Order): boolean {
    const last = this.#before.at(-1);
    if (!this.#names && (!last || isBefore(last, path))) {
      this.#before.push(path);
      return false;
    }
    this.#names ??= new Set(this.#before.map(formatPath));
    const name = this.signs ? `${formatPath(path)} ${order}` : formatPath(path);
    if (this.#names.has(name)) return true;
    this.#names.add(name);
    return false;
  }
}
