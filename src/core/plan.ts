/**
 * What OM(m) costs in a group, counted before anything starts. The number of relays grows as n^m (Lamport et al.
 * 1982, §3 counts (n−1)(n−2)…(n−m−1) messages for its own recursion; here each relay goes to the echoes too).
 */
import { type Group, isWithinBound, maxTolerated } from "./group.js";
import { levelSize, relayCount, rowBits, rowCount } from "./path.js";
import { RELAYS_SPELLED_OUT_MAX } from "./report.js";

export interface PlannedRound {
  readonly round: number;
  /** paths at this level of each lieutenant's tree */
  readonly paths: number;
  /** sent by all nodes, a node's report to itself not counted */
  readonly reports: number;
  readonly relaysEach: number;
  readonly relays: number;
  /** of one report */
  readonly bytesEach: number;
  readonly bytes: number;
  /** of one report's rows of bits, in memory */
  readonly rowBytesEach: number;
}

export interface Plan {
  readonly n: number;
  readonly m: number;
  /** n > 3m */
  readonly guaranteed: boolean;
  /** the largest m that n nodes tolerate */
  readonly mMax: number;
  readonly rounds: readonly PlannedRound[];
  readonly total: { readonly reports: number; readonly relays: number; readonly bytes: number };
  /** of one lieutenant */
  readonly node: {
    readonly leaves: number;
    readonly sentBytes: number;
    readonly receivedBytes: number;
    readonly treeBytes: number;
    /** of the inner levels as folded, a part of the tree */
    readonly foldedBytes: number;
  };
}

/** `bytesOf(round)` is the size of one report on the wire. */
export function planOf(group: Group, bytesOf: (round: number) => number): Plan {
  const { ids, m } = group;
  const n = ids.length;
  const rounds = Array.from({ length: m + 1 }, (_, round): PlannedRound => {
    const reports = round === 0 ? n - 1 : (n - 1) * (n - 2);
    const relaysEach = relayCount(n, round);
    const bytesEach = bytesOf(round);
    return {
      round,
      paths: levelSize(n, round),
      reports,
      relaysEach,
      relays: reports * relaysEach,
      bytesEach,
      bytes: reports * bytesEach,
      rowBytesEach: rowBytes(group, round),
    };
  });
  const sum = (valueOf: (round: PlannedRound) => number) =>
    rounds.reduce((total, round) => total + valueOf(round), 0);
  const sentBytes = sum(({ round, bytesEach }) => (round === 0 ? 0 : bytesEach * (n - 2)));
  return {
    n,
    m,
    guaranteed: isWithinBound(n, m),
    mMax: maxTolerated(n),
    rounds,
    total: { reports: sum((it) => it.reports), relays: sum((it) => it.relays), bytes: sum((it) => it.bytes) },
    node: {
      leaves: levelSize(n, m),
      sentBytes,
      receivedBytes: sentBytes + bytesOf(0),
      ...treeBytes(group),
    },
  };
}

/** What the rows of one report take, all planes. */
function rowBytes({ ids, orders }: Group, round: number): number {
  const n = ids.length;
  return (orders.length - 1) * rowCount(n, round) * (rowBits(n, round) <= 16 ? 2 : 4);
}

/** What a message tree takes in memory: all levels as told, and once more but for the leaves as folded. */
function treeBytes(group: Group): { treeBytes: number; foldedBytes: number } {
  const { ids, m } = group;
  let foldedBytes = 0;
  for (let round = 1; round < m; round++) foldedBytes += (ids.length - 1) * rowBytes(group, round);
  const leafBytes = m === 0 ? 0 : (ids.length - 1) * rowBytes(group, m);
  return { treeBytes: 2 * foldedBytes + leafBytes, foldedBytes };
}

export type Wire = "json" | "packed";

/** `auto` spells reports out while none of them holds too many relays. */
export function wireOf(group: Group, choice: Wire | "auto"): Wire {
  if (choice !== "auto") return choice;
  return relayCount(group.ids.length, group.m) > RELAYS_SPELLED_OUT_MAX ? "packed" : "json";
}

const HEADER_BYTES = 300;
const SPELLED_RELAY_BYTES = 64;

/** About what a report of `round` takes on the wire; exact to the header where it is packed. */
export function roughReportBytes(group: Group, wire: Wire, round: number): number {
  const n = group.ids.length;
  if (wire === "json") return HEADER_BYTES + SPELLED_RELAY_BYTES * relayCount(n, round);
  return HEADER_BYTES + rowBytes(group, round);
}

const ROUND_TIMEOUT_MIN_MS = 2_000;
/** What one machine that runs all nodes surely moves in a second, encrypted, while it folds. */
const BYTES_PER_SECOND_MIN = 25_000_000;

/**
 * How long a round lasts if nobody says: two seconds, and a second more for each 25 MB that all nodes together
 * send in the largest round. A pure function of what all nodes share, so that all derive the same.
 */
export function defaultRoundTimeoutMs(group: Group, choice: Wire | "auto"): number {
  const wire = wireOf(group, choice);
  const { rounds } = planOf(group, (round) => roughReportBytes(group, wire, round));
  const largest = Math.max(...rounds.map(({ bytes }) => bytes));
  return ROUND_TIMEOUT_MIN_MS + 1000 * Math.floor(largest / BYTES_PER_SECOND_MIN);
}
