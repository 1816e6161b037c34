/**
 * A run as a sequence of messages: who told whom what, in which round, and where it was not what was owed. What a node owed is
 * what an honest one in its place tells, played again from all that it accepted; so of every protocol, and of traitors too.
 */
import type { NodeId, Order } from "../core/group.js";
import { listed } from "../core/listed.js";
import { formatPath, type Path } from "../core/path.js";
import { printable } from "../core/printable.js";
import type { Relay } from "../core/relay.js";
import { type Difference, differences } from "../explain/audit/differences.js";
import { count } from "../explain/text.js";
import { protocolOf, roundsOf } from "../protocols/index.js";
import { RecordingError } from "../recording/fields.js";
import { nameOf } from "../recording/named.js";
import { groupOfRun, type Recording, type ReportLine, type RunLine } from "../recording/recording.js";
import { nodeAgain, replayed, reportsByRound } from "../recording/replay.js";

export interface Message {
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
  /** null where nothing came that was owed */
  readonly at: number | null;
  /** null where they were only counted, or nothing came */
  readonly relays: readonly Relay[] | null;
  /** how many relays it has */
  readonly count: number;
  /** what of it is not as an honest node would have told it; none where nobody knows */
  readonly lies: readonly Difference[];
}

/** What of a run is drawn; all of it if nothing is said. */
export interface Limits {
  /** what this node told and was told; with a path, who was told along it */
  readonly node?: NodeId;
  readonly round?: number;
  readonly path?: Path;
}

export interface Sequence {
  readonly run: RunLine;
  readonly limits: Limits;
  readonly title: string;
  /** those that tell or are told something here */
  readonly nodes: readonly NodeId[];
  /** by round, from and to; a node's report to itself is among them */
  readonly messages: readonly Message[];
  /** of those who are judged */
  readonly decisions: readonly { readonly node: NodeId; readonly order: Order; readonly at: number }[];
}

export function sequenceOf(recording: Recording, limits: Limits = {}): Sequence {
  const { run, verdict } = recording;
  const faulty = [...run.traitors, ...(verdict?.observed ?? [])].map(({ id }) => id);
  const decisions = recording.decisions.filter((one) => !faulty.includes(one.node));
  const rounds = roundsOf(groupOfRun(run));
  const { node, round, path } = limits;
  if (round !== undefined) refuseRound(round, rounds - 1);
  const all = messagesOf(recording);
  const messages = path && node !== undefined ? alongPath(all, path, node) : all.filter(isWithin(limits));
  const shown = new Set(messages.flatMap(({ from, to }) => [from, to]));
  const isEnd = path === undefined && round === undefined;
  return {
    run,
    limits,
    title: titleOf(run, limits),
    nodes: groupOfRun(run).ids.filter((id) => shown.has(id)),
    messages,
    decisions: isEnd ? decisions.filter((one) => node === undefined || one.node === node) : [],
  };
}

export function refuseRound(round: number, last: number): void {
  if (round <= last) return;
  const fix = last === 0 ? "there is round 0 alone" : `choose one from 0 to ${last}`;
  throw new RecordingError(null, `there is no round ${round} in this run`, fix);
}

/** Refused where a format has no room for it: with what would make it less, and a format that takes any number. */
export function tooMuch({ limits: { node, round } }: Sequence, what: string): RecordingError {
  const ways = [
    ...(round === undefined ? ["one round of it with --round"] : []),
    ...(node === undefined ? ["one node with --node"] : []),
    "all of it as perfetto",
  ];
  return new RecordingError(null, what, `draw ${listed(ways, "or")}`);
}

function isWithin({ node, round }: Limits): (message: Message) => boolean {
  return (message) =>
    (round === undefined || message.round === round) &&
    (node === undefined || message.from === node || message.to === node);
}

/** How what `path` says came to `node`: one message a hop. */
function alongPath(all: readonly Message[], path: Path, node: NodeId): Message[] {
  return path.flatMap((from, round) => {
    const told = formatPath(path.slice(0, round + 1));
    const to = path[round + 1] ?? node;
    const message = all.find((one) => one.round === round && one.from === from && one.to === to);
    if (!message) return [];
    const relays = message.relays?.filter((relay) => formatPath(relay.path) === told) ?? null;
    const lies = message.lies.filter(({ told: one, due }) => formatPath((one ?? due)?.path ?? []) === told);
    return [{ ...message, relays, lies, count: relays?.length ?? 0 }];
  });
}

function messagesOf(recording: Recording): Message[] {
  const { run, reports } = recording;
  const group = groupOfRun(run);
  const kind = protocolOf(group);
  const owed = owedIn(recording);
  const lines = new Map(reports.map((line) => [`${line.round}.${line.from}.${line.to}`, line]));
  const isOver = recording.decisions.length > 0;
  return Array.from({ length: roundsOf(group) }, (_, round) =>
    kind.senders(group, round).flatMap((from) =>
      kind.receivers(group, round).flatMap((to): Message[] => {
        const line = lines.get(`${round}.${from}.${to}`);
        const due = owed.get(`${round}.${from}`);
        if (line) return [messageOf(line, due, kind.signs)];
        // what is missing at the end of a file that was cut off may have been told
        if (from === to || !isOver || due?.length === 0) return [];
        const lies = due?.map((relay) => ({ told: undefined, due: relay })) ?? [];
        return [{ round, from, to, at: null, relays: null, count: 0, lies }];
      }),
    ),
  ).flat();
}

function messageOf(line: ReportLine, due: readonly Relay[] | undefined, signs: true | undefined): Message {
  const { at, round, from, to, relays, count: counted } = line;
  const lies = relays && due ? differences(relays, due, signs) : [];
  return { at, round, from, to, relays: relays ?? null, count: relays?.length ?? counted ?? 0, lies };
}

/** By round and sender; without those of which it is not known what they accepted. */
function owedIn({ run, reports }: Recording): ReadonlyMap<string, readonly Relay[]> {
  const group = groupOfRun(run);
  const kind = protocolOf(group);
  const counted = reports.filter(({ relays }) => relays === undefined).map(({ round }) => round);
  const known = Math.min(...counted, Number.POSITIVE_INFINITY);
  const byRound = reportsByRound(run, reports);
  const owed = new Map<string, readonly Relay[]>();
  for (const id of group.ids) {
    for (const { round, owed: own } of replayed(group, nodeAgain(run, id), id, byRound)) {
      if (round > known) break;
      if (kind.senders(group, round).includes(id))
        owed.set(`${round}.${id}`, own.report ? kind.relaysOf(group, own.report) : []);
    }
  }
  return owed;
}

function titleOf(run: RunLine, { node, round, path }: Limits): string {
  const what = `${protocolOf(run).title(run.m)} with ${run.n} nodes`;
  if (path) return `${what}: path ${formatPath(path)} at node ${node}`;
  const parts = [
    ...(round === undefined ? [] : [`round ${round}`]),
    ...(node === undefined ? [] : [`node ${node}`]),
  ];
  return parts.length === 0 ? what : `${what}: ${parts.join(", ")}`;
}

const RELAYS_SPELLED_MAX = 2;
const ORDER_CHARS_MAX = 40;

/** What a message says, in a few words: its relays, or how many of them there are of each order. */
function labelOf({ relays, count: counted, at }: Message, run: RunLine): string {
  if (at === null) return "nothing";
  if (relays === null) return count(counted, "relay");
  if (relays.length === 0) return protocolOf(run).tells === "chains" ? "nothing new" : "nothing";
  if (relays.length <= RELAYS_SPELLED_MAX) {
    const spelled = relays.map(({ path, order }) => {
      return path.length === 1 ? orderName(order, run) : `${formatPath(path)} ${orderName(order, run)}`;
    });
    return spelled.join(", ");
  }
  const counts = new Map<Order, number>();
  for (const { order } of relays) counts.set(order, (counts.get(order) ?? 0) + 1);
  return [...counts].map(([order, number]) => `${number} ${orderName(order, run)}`).join(", ");
}

/** `a lie, owed attack`, `3 lies`; empty where it told what it owed, or nothing at all. */
function lieText({ lies, at, count: told }: Message, run: RunLine): string {
  const [first] = lies;
  if (!first || at === null) return "";
  if (told !== 1 || lies.length > 1) return count(lies.length, "lie");
  return first.due ? `a lie, owed ${orderName(first.due.order, run)}` : "a lie, owed nothing";
}

/** What a message says, and in brackets whether it is a lie. */
export function wordsOf(message: Message, run: RunLine): string {
  const lie = lieText(message, run);
  return lie === "" ? labelOf(message, run) : `${labelOf(message, run)} (${lie})`;
}

export function orderName(order: Order, { contents }: RunLine): string {
  return printable(nameOf(order, contents), ORDER_CHARS_MAX);
}

/** `4`, `1 (general)`, `3 (traitor: flip)`. */
export function nodeName(id: NodeId, run: RunLine): string {
  const roles = [
    ...(id === run.general && !protocolOf(run).everyone ? ["general"] : []),
    ...run.traitors
      .filter((one) => one.id === id)
      .map(({ strategy }) => `traitor: ${printable(strategy, 20)}`),
  ];
  return roles.length === 0 ? String(id) : `${id} (${roles.join(", ")})`;
}
