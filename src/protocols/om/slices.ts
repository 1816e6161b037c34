/**
 * The last round of OM(m) in slices, where all of it at once would not fit in memory.
 *
 * Level m is nearly the whole tree, and nobody relays it. Take those of its paths whose sender k stands behind p.q:
 * without p and q, k's relays are what a sender tells at level m−2 of a tree among the others. This is the recursion of
 * the algorithm itself, in which q is the general of those to whom it tells its own word (Lamport et al. 1982, §3,
 * OM(m), step 2). So a slice is told, relayed and folded like a whole level of that smaller tree, and it comes to what
 * q told at level m−1 behind p. It can be dropped then.
 *
 * Each slice is a round of its own for those who drive the protocol: m … m + S − 1, S = (n−1)(n−2), by q and then by p.
 */
import { type Group, lieutenantsOf, type NodeId } from "../../core/group.js";
import { type Path, relayCount, rowBits, rowCount } from "../../core/path.js";
import { EVEN, type Pace } from "../../core/protocol.js";

/** A last level of more bytes at one node comes in slices. */
const WHOLE_BYTES_MAX = 512 * 1024 * 1024;

/** Below this a slice's tree would not have rows of bits. */
const SLICED_M_MIN = 5;

export interface Slice {
  /** the last two hops before the sender: q told p's word */
  readonly p: NodeId;
  readonly q: NodeId;
  /** all but these two */
  readonly group: Group;
  /** its senders' level in the tree of that group */
  readonly level: number;
}

/** The group as it is driven: with its last round in slices if it has to be, which all nodes find alike. */
export function drivenGroup(group: Group): Group {
  const { ids, m, orders } = group;
  const n = ids.length;
  if (m < SLICED_M_MIN) return group;
  const rowBytes = rowBits(n, m) <= 16 ? 2 : 4;
  const bytes = (orders.length - 1) * (n - 1) * rowCount(n, m) * rowBytes;
  return bytes > WHOLE_BYTES_MAX ? { ...group, inParts: true } : group;
}

export function sliceCount({ ids, inParts }: Group): number {
  return inParts ? (ids.length - 1) * (ids.length - 2) : 1;
}

/** Whether a driven round is a slice of the last one. */
function isSlice({ inParts, m }: Group, round: number): boolean {
  return inParts === true && round >= m;
}

/** The slice of a driven round; null for rounds that come whole. */
export function sliceAt(group: Group, round: number): Slice | null {
  if (!isSlice(group, round)) return null;
  const lieutenants = lieutenantsOf(group);
  const index = round - group.m;
  const q = lieutenants[Math.floor(index / (lieutenants.length - 1))] as NodeId;
  const p = lieutenants.filter((id) => id !== q)[index % (lieutenants.length - 1)] as NodeId;
  const { inParts: _, ...whole } = group;
  const ids = group.ids.filter((id) => id !== p && id !== q);
  return { p, q, group: { ...whole, ids, m: group.m - 2 }, level: group.m - 2 };
}

/** Slices are short rounds, but none is shorter, unless all are. */
const SHORT_MIN_MS = 2_000;

/**
 * How slices are driven. The reports of the round before are let go too, since slices are folded into the place of what
 * they told.
 */
export function paceOf(group: Group): Pace {
  const { ids, m, inParts } = group;
  if (!inParts) return EVEN;
  const count = sliceCount(group);
  const slice = levelOf(group, m);
  const share = rowCount(slice.group.ids.length, slice.level) / rowCount(ids.length, m - 1);
  return {
    part: (round) => (round < m ? EVEN.part(round) : { of: m, index: round - m, count }),
    closesAfterMs(round, roundTimeoutMs) {
      const whole = Math.min(round + 1, m);
      const shortMs = Math.max(roundTimeoutMs * share, Math.min(roundTimeoutMs, SHORT_MIN_MS));
      return whole * roundTimeoutMs + (round + 1 - whole) * shortMs;
    },
    ahead: (round) => (round < m - 1 ? null : ids.length + 1),
  };
}

/** The tree and the level of it that a sender's report of a driven round is a part of. */
export function levelOf(group: Group, round: number): { readonly group: Group; readonly level: number } {
  return sliceAt(group, round) ?? { group, level: round };
}

/** Relays in one report of a driven round. */
export function relaysTold(group: Group, round: number): number {
  const { group: of, level } = levelOf(group, round);
  return relayCount(of.ids.length, level);
}

/** A path of the slice's tree as it is in the whole one. */
export function withHops({ p, q }: Slice, path: Path): Path {
  return [...path.slice(0, -1), p, q, path.at(-1) as NodeId];
}

/** A path of the whole tree as it is in its slice's. */
export function withoutHops(path: Path): Path {
  return [...path.slice(0, -3), path.at(-1) as NodeId];
}

/** The driven round in which `path` is told. */
export function drivenRound(group: Group, path: Path): number {
  const round = path.length - 1;
  if (!isSlice(group, round)) return round;
  const lieutenants = lieutenantsOf(group);
  const q = lieutenants.indexOf(path.at(-2) as NodeId);
  const p = lieutenants.indexOf(path.at(-3) as NodeId);
  return group.m + q * (lieutenants.length - 1) + (p < q ? p : p - 1);
}
