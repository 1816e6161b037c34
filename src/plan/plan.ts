/**
 * What a protocol costs in a group, counted before anything starts. With OM(m) the number of relays grows as n^m (Lamport
 * et al. 1982, §3 counts (n−1)(n−2)…(n−m−1) messages for its own recursion; here each relay goes to the echoes too).
 */
import type { Group, NodeId, ProtocolName } from "../core/group.js";
import { relayCount } from "../core/path.js";
import { reportsIn } from "../core/protocol.js";
import { drivenGroup, protocolOf, roundsOf } from "../protocols/index.js";
import { RELAYS_SPELLED_OUT_MAX } from "../protocols/om/report.js";

/** One round of the paper; where the last comes in parts, all of them together. */
export interface PlannedRound {
  readonly round: number;
  /** paths at this level of each lieutenant's tree */
  readonly paths: number;
  /** sent by all nodes, a node's report to itself not counted */
  readonly reports: number;
  /** that one node tells another */
  readonly relaysEach: number;
  readonly relays: number;
  /** of these on the wire, at the most: reports that go with a pattern take less (protocols/om/pattern.ts) */
  readonly bytesEach: number;
  readonly bytes: number;
  /** of one report's rows of bits, in memory */
  readonly rowBytesEach: number;
}

export interface Plan {
  readonly protocol: ProtocolName;
  readonly n: number;
  readonly m: number;
  /** n is large enough for m in this protocol: n > 3m for om */
  readonly guaranteed: boolean;
  /** the largest m that n nodes tolerate */
  readonly mMax: number;
  readonly rounds: readonly PlannedRound[];
  /** parts of the last round; 1 where it comes whole */
  readonly slices: number;
  readonly total: { readonly reports: number; readonly relays: number; readonly bytes: number };
  /** of one lieutenant */
  readonly node: {
    readonly leaves: number;
    readonly sentBytes: number;
    readonly receivedBytes: number;
    /** of what it receives, what it has at one time at the most */
    readonly heldBytes: number;
    readonly treeBytes: number;
    /** of the inner levels as folded, a part of the tree */
    readonly foldedBytes: number;
  };
}

/** `bytesOf(round)` is the size of one report of a driven round on the wire. */
export function planOf(group: Group, bytesOf: (round: number) => number): Plan {
  const { ids, m } = group;
  const n = ids.length;
  const kind = protocolOf(group);
  const driven = allRounds(group, bytesOf);
  const whole = driven.slice(0, roundsOf(group) - 1);
  const rounds = [...whole, together(driven.slice(whole.length), n - 1)];
  const slices = driven.length - whole.length;
  const last = sum(driven.slice(whole.length), (it) => it.receivedBytes);
  return {
    n,
    m,
    protocol: group.protocol,
    guaranteed: kind.bound.tolerates(n, m),
    mMax: kind.bound.mMax(n),
    rounds,
    slices,
    total: {
      reports: sum(driven, (it) => it.reports),
      relays: sum(driven, (it) => it.relays),
      bytes: sum(driven, (it) => it.bytes),
    },
    node: {
      leaves: rounds.findLast(({ paths }) => paths > 0)?.paths ?? 0,
      sentBytes: sum(driven, (it) => it.sentBytes),
      receivedBytes: sum(driven, (it) => it.receivedBytes),
      heldBytes: sum(whole, (it) => it.receivedBytes) + (slices > 1 ? (last / slices) * PARTS_HELD : last),
      ...treeBytes(group),
    },
  };
}

/** The part that is open, and the one behind it that comes in already. */
const PARTS_HELD = 2;

interface Driven extends PlannedRound {
  /** by one lieutenant */
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

function allRounds(group: Group, bytesOf: (round: number) => number): Driven[] {
  const rounds = Array.from({ length: protocolOf(group).lastRound(group) + 1 }, (_, round) => round);
  return rounds.map((round) => planRound(group, round, bytesOf));
}

function planRound(group: Group, round: number, bytesOf: (round: number) => number): Driven {
  const kind = protocolOf(group);
  const reports = reportsIn(kind, group, round);
  const relaysEach = kind.relaysEach(group, round);
  const bytesEach = bytesOf(round);
  const senders = kind.senders(group, round).length;
  const others = (nodes: readonly NodeId[]) => Math.max(0, nodes.length - 1);
  return {
    round,
    paths: relaysEach * senders,
    reports,
    relaysEach,
    relays: reports * relaysEach,
    bytesEach,
    bytes: reports * bytesEach,
    rowBytesEach: kind.reportBytes(group, round),
    sentBytes: senders > 1 ? bytesEach * others(kind.receivers(group, round)) : 0,
    receivedBytes: bytesEach * (senders > 1 ? others(kind.senders(group, round)) : 1),
  };
}

/** The last round, of one part or many, of which every lieutenant tells most. */
function together(parts: readonly Driven[], lieutenants: number): PlannedRound {
  const first = parts[0] as Driven;
  if (parts.length === 1) return first;
  const paths = sum(parts, (it) => it.paths);
  return {
    ...first,
    paths,
    reports: sum(parts, (it) => it.reports),
    relaysEach: paths / lieutenants,
    relays: sum(parts, (it) => it.relays),
    bytesEach: Math.round(sum(parts, (it) => (it.bytesEach * it.paths) / it.relaysEach) / lieutenants),
    bytes: sum(parts, (it) => it.bytes),
  };
}

function sum(of: readonly Driven[], valueOf: (round: Driven) => number): number {
  return of.reduce((total, round) => total + valueOf(round), 0);
}

/**
 * What a node keeps: all that it was told, and once more but for the last round's as folded. Parts of that are folded into the
 * place of the round before, so that this is not there twice either.
 */
function treeBytes(group: Group): { treeBytes: number; foldedBytes: number } {
  const kind = protocolOf(group);
  const lastRound = roundsOf(group) - 1;
  const toldBytes = (round: number) =>
    round === 0 ? 0 : kind.senders(group, round).length * kind.reportBytes(group, round);
  let foldedBytes = 0;
  for (let round = 1; round < lastRound; round++) foldedBytes += toldBytes(round);
  const foldedInPlace = group.inParts ? toldBytes(lastRound - 1) : 0;
  return { treeBytes: 2 * foldedBytes - foldedInPlace + toldBytes(lastRound), foldedBytes };
}

export type Wire = "json" | "packed";

/** `auto` spells reports out while none of them holds too many relays. What cannot be packed is always spelled out. */
export function wireOf(group: Group, choice: Wire | "auto"): Wire {
  if (!protocolOf(group).packs) return "json";
  if (choice !== "auto") return choice;
  return relayCount(group.ids.length, group.m) > RELAYS_SPELLED_OUT_MAX ? "packed" : "json";
}

const HEADER_BYTES = 300;
const SPELLED_RELAY_BYTES = 64;

/**
 * About what a report of `round` takes on the wire; exact to the header where it is packed, and goes to whoever does not read
 * tight rows. How long rounds last follows from it, so that it stays as it is.
 */
export function roughReportBytes(group: Group, wire: Wire, round: number): number {
  const kind = protocolOf(group);
  if (wire === "json") return HEADER_BYTES + SPELLED_RELAY_BYTES * kind.relaysEach(group, round);
  return HEADER_BYTES + kind.reportBytes(group, round);
}

/** The same between nodes of this version. */
export function sentReportBytes(group: Group, wire: Wire, round: number): number {
  const packed = wire === "packed" ? protocolOf(group).sentBytes?.(group, round) : undefined;
  return packed === undefined ? roughReportBytes(group, wire, round) : HEADER_BYTES + packed;
}

const ROUND_TIMEOUT_MIN_MS = 2_000;
/** What one machine that runs all nodes surely moves in a second, encrypted, while it folds. */
const BYTES_PER_SECOND_MIN = 25_000_000;
const REPORTS_PER_SECOND_MIN = 1_000;

/**
 * How long a round lasts if nobody says: two seconds, and a second more for each 25 MB, or each 1000 reports,
 * that all nodes together send in the largest round. A pure function of what all nodes share, so that all derive the same.
 */
export function defaultRoundTimeoutMs(group: Group, choice: Wire | "auto"): number {
  const wire = wireOf(group, choice);
  const driven = wire === "packed" ? drivenGroup(group) : group;
  const rounds = allRounds(driven, (round) => roughReportBytes(driven, wire, round));
  const seconds = rounds.map(({ bytes, reports }) =>
    Math.max(bytes / BYTES_PER_SECOND_MIN, reports / REPORTS_PER_SECOND_MIN),
  );
  return ROUND_TIMEOUT_MIN_MS + 1000 * Math.floor(Math.max(...seconds));
}
