/**
 * A protocol as a whole: what is known of it beyond one node's part in a run (party.ts). lockstep.ts, the wire, the
 * configuration and the judge read it, so that a further protocol is one more value of this (protocols/index.ts).
 */
import type { Bound } from "./bound.js";
import type { Group, NodeId, Order, ProtocolName } from "./group.js";
import type { Contents, Party } from "./party.js";
import { formatPath, type Path, pathFault } from "./path.js";
import type { Relay } from "./relay.js";
import type { Signer } from "./signer.js";

/** What the reports of all protocols say. */
export interface Report {
  readonly round: number;
  readonly from: NodeId;
}

/** What one node's part is made of. */
export interface Seat {
  readonly group: Group;
  readonly self: NodeId;
  /** What this node orders if it is the general, or its own value where everyone has one; else it is not read. */
  readonly order: Order;
  /** Where messages are signed. */
  readonly signer?: Signer;
}

/** What each node gives, where every node has a value of its own. */
export type Values = Readonly<Record<NodeId, Order>>;

/** What a node holds of all nodes' values: one entry a node. */
export type Vector = Readonly<Record<NodeId, Order>>;

/** What a run came to, for its judge. */
export interface Outcome {
  readonly group: Group;
  /** What the general was to order; each lieutenant's must equal it if he is loyal. */
  readonly order: Order;
  readonly traitors: readonly NodeId[];
  readonly observed: readonly NodeId[];
  /** Absent or null where a node did not decide. */
  readonly decisions: ReadonlyMap<NodeId, Order | null>;
  /** Where nodes decide on vectors: what each gave, and what each that decided holds. */
  readonly values?: Values;
  readonly vectors?: ReadonlyMap<NodeId, Vector>;
}

/** Interactive consistency where every node gives a value, of loyal nodes that all decided. */
export interface Everyone {
  /** IC1: they hold the same. */
  agree(outcome: Outcome, loyal: readonly NodeId[]): boolean;
  /** IC2: each of them holds what each of them gave. */
  areTrue(outcome: Outcome, loyal: readonly NodeId[]): boolean;
}

/** How rounds go where one of the paper's comes in parts, each of which is driven as a round of its own. */
export interface Pace {
  /** Which part of which round of the paper it is. */
  part(round: number): { readonly of: number; readonly index: number; readonly count: number };
  /** How long after the start it closes at the latest. */
  closesAfterMs(round: number, roundTimeoutMs: number): number;
  /**
   * Where its reports are let go as soon as it has closed: how many rounds, beyond the open one, a loyal peer may be ahead;
   * what comes for later ones is not kept. Null where they are kept to the end.
   */
  ahead(round: number): number | null;
}

/** Every round is one of the paper's, lasts as long as the others, and is kept. */
export const EVEN: Pace = {
  part: (round) => ({ of: round, index: 0, count: 1 }),
  closesAfterMs: (round, roundTimeoutMs) => (round + 1) * roundTimeoutMs,
  ahead: () => null,
};

/** How a protocol deals with orders that are digests of values, which have to be brought (protocols/values/). */
export interface Open<R> {
  /** Whether in this round a receiver takes an order over from one peer's word alone. */
  brings(round: number): boolean;
  /** The report as it counts where only some of its orders are held. */
  only(group: Group, report: R, isHeld: (order: Order) => boolean): R;
  /** Whether whoever decides an order has been brought its value, so that no further round is needed. */
  readonly isComplete?: true;
}

export interface Protocol<R extends Report> {
  readonly name: ProtocolName;
  /** What it is and whose, e.g. `OM(m) of Lamport, Shostak and Pease, 1982`. */
  readonly citation: string;
  /** The most nodes it has room for, and why no more. */
  readonly nodesMax: { readonly count: number; readonly why: string };
  /** The paper's name for it, e.g. `OM(2)`. */
  title(m: number | "m"): string;
  /** How many nodes it takes for the guarantee. */
  readonly bound: Bound;
  /** How many traitors it survives where it is played for m, whatever the bound says; absent where a larger m does no harm. */
  survives?(n: number, m: number): number;
  /**
   * What a report tells: `paths`: something along each path of its round, the same paths to everybody; `chains`: what its
   * sender took in, with the way it came; `word`: what its sender says itself.
   */
  readonly tells: "paths" | "chains" | "word";
  /** Whether a node keeps a message tree (protocols/om/bit-tree.ts), so that explanations and pictures are about trees. */
  readonly keepsTree: boolean;
  /** Rounds run 0 … lastRound. */
  lastRound(group: Group): number;
  /** Who reports in a round, ascending; each tells every receiver but itself over a link. */
  senders(group: Group, round: number): readonly NodeId[];
  receivers(group: Group, round: number): readonly NodeId[];
  /** READYs on which a node starts, its own included. */
  readiesNeeded(group: Group): number;
  /** The group as processes drive it whose reports are packed: with a round in parts where it is too large. Absent: as it is. */
  driven?(group: Group): Group;
  /** Absent: {@link EVEN}. */
  pace?(group: Group): Pace;
  /** A node's own report tells itself nothing, so that it is not handed it. */
  readonly ownIsNoNews?: true;
  /** Relays of one whole report of a round, at the most. */
  relaysEach(group: Group, round: number): number;
  /** Bytes of memory that one whole report of a round takes. */
  reportBytes(group: Group, round: number): number;
  /** Bytes that it takes on its way where it is packed, at the most, but for its headers. Absent: as many. */
  sentBytes?(group: Group, round: number): number;
  /** Whether reports can be packed as bits on the wire; else they are always spelled out. */
  readonly packs: boolean;
  /** Whether READYs and reports are signed, so that every node needs a signing key. */
  readonly signs?: true;
  make(part: Seat): Party<R>;
  /** All relays of a report, spelled out. */
  relaysOf(group: Group, report: R): Relay[];
  /** How many relays of a report tell each order of the group, in its order; absent: by {@link relaysOf}. */
  ordersIn?(group: Group, report: R): readonly number[];
  /** The report that tells these relays; what is absent stands for the default order, or for nothing. */
  reportOf(group: Group, round: number, from: NodeId, relays: readonly Relay[], values?: Contents): R;
  /** Relays of a report with their signatures; absent where nothing is signed. */
  signedOf?(report: Report): Relay[];
  /** The values that a report brings; absent where orders are what they say. */
  broughtIn?(report: Report): Contents;
  /** Absent where orders have to be listed. */
  readonly open?: Open<R>;
  /** How to judge a run in which every node gives a value and nobody is the general; absent where one node orders. */
  readonly everyone?: Everyone;
}

/** Reports that all nodes send each other over links in a round. */
export function reportsIn(kind: Protocol<Report>, group: Group, round: number): number {
  const receivers = new Set(kind.receivers(group, round));
  return kind
    .senders(group, round)
    .reduce((sum, id) => sum + receivers.size - (receivers.has(id) ? 1 : 0), 0);
}

/** How many relays a report tells. */
export function relaysIn<R extends Report>(protocol: Protocol<R>, group: Group, report: R): number {
  if (protocol.tells === "paths") return protocol.relaysEach(group, report.round);
  return protocol.relaysOf(group, report).length;
}

/** How many relays of a report tell each order of the group, in its order; for reports that may be spelled out. */
export function ordersIn<R extends Report>(
  protocol: Protocol<R>,
  group: Group,
  report: R,
): readonly number[] {
  if (protocol.ordersIn) return protocol.ordersIn(group, report);
  const relays = protocol.relaysOf(group, report);
  return group.orders.map((order) => relays.filter((relay) => relay.order === order).length);
}

/** Why `from` cannot tell something along `path` in a round, or null when it can. */
export function tellingFault(
  { tells, everyone }: Protocol<Report>,
  group: Group,
  round: number,
  from: NodeId,
  path: Path,
): string | null {
  if (tells !== "word")
    return pathFault(everyone ? { ...group, general: path[0] ?? from } : group, round, from, path);
  if (path.length === 1 && path[0] === from) return null;
  return `path ${formatPath(path.slice(0, 40))} is not that of its sender alone, node ${from}`;
}
