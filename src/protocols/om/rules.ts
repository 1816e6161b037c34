/**
 * OM(m), the oral-messages algorithm (Lamport, Shostak and Pease 1982, §3), by exponential information gathering
 * (Lynch 1996, §6.2.3):
 *  (1) round 0: the general sends his order to every lieutenant;
 *  (2) rounds 1 … m: each lieutenant relays what it accepted in the round before, along every path that does not
 *      hold itself, to every lieutenant, itself included;
 *  (3) after round m: each lieutenant folds its tree, and the root is its decision. The general decides his own order.
 * Whoever tells nothing has told the default order. Few orders are kept as bits (bit-tree.ts), any others as text (text-tree.ts).
 *
 * Deviations from the paper:
 *  - Echoes vote: a report goes to every other lieutenant, those on its paths among them (so has Lynch), and what a node is
 *    told of its own word counts like the rest. OM(m) tells the others alone. Where n > 3m and at most m lie both decide alike.
 *  - A node hands its own relay to itself, and it is one vote like any other; a traitor does not lie to itself.
 *  - All relays of one node in one round are one message in canonical path order (core/path.ts), void as a whole where its form is.
 *  - The default order is any of the listed ones, not RETREAT alone, and `majority` is the strict one.
 *  - How an absent message is known (A3) is a rule of its own, with a common start and absolute deadlines: core/rounds.ts.
 */
import { ABOVE_3M, readiesAbove3m } from "../../core/bound.js";
import type { Fault } from "../../core/fault.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import type { Party } from "../../core/party.js";
import { pathsOf, relayCount } from "../../core/path.js";
import type { Protocol, Report } from "../../core/protocol.js";
import { BitTree } from "./bit-tree.js";
import { isSmall, RecurringTree } from "./recurring-tree.js";
import { type OralReport, ordersIn, relaysOf, reportBytes, reportOf } from "./report.js";
import { SlicedTree } from "./sliced-tree.js";
import { drivenGroup, paceOf, relaysTold, sliceAt, sliceCount } from "./slices.js";
import { inText, type TextReport, TextTree } from "./text-tree.js";
import { sentBytes } from "./tight-size.js";

/** What OM(m) needs of a message tree, however it keeps orders; what is told of it goes in reports of one kind. */
export interface MessageTree {
  readonly group: Group;
  /** What the general tells, whose order this is. */
  first(order: Order): Report;
  store(report: Report): void;
  /** What lieutenant `self` relays in `round` ≥ 1, in canonical path order. */
  relay(self: NodeId, round: number): Report | null;
  /** What the tree comes to, after the last round. */
  fold(): { readonly decision: Order };
}

type ReportOf<T extends MessageTree> = ReturnType<T["first"]>;

export class OralMessages<T extends MessageTree = BitTree> implements Party<ReportOf<T>> {
  #folded: ReturnType<T["fold"]> | undefined;

  /** `ownOrder` is what this node orders if it is the general; a lieutenant's is not read. */
  constructor(
    readonly tree: T,
    private readonly self: NodeId,
    private readonly ownOrder: Order,
  ) {}

  get #isGeneral(): boolean {
    return this.self === this.tree.group.general;
  }

  send(round: number): ReportOf<T> | null {
    if (this.#isGeneral !== (round === 0)) return null;
    const report = round === 0 ? this.tree.first(this.ownOrder) : this.tree.relay(this.self, round);
    return report as ReportOf<T> | null;
  }

  receive(_round: number, _from: NodeId, report: ReportOf<T>): readonly Fault[] {
    this.tree.store(report);
    return [];
  }

  /** The folded tree; the general has none. Folds once, after the last round. */
  folded(): ReturnType<T["fold"]> {
    this.#folded ??= this.tree.fold() as ReturnType<T["fold"]>;
    return this.#folded;
  }

  decide(): Order {
    return this.#isGeneral ? this.ownOrder : this.folded().decision;
  }
}

const inRounds = {
  name: "om",
  citation: "OM(m) of Lamport, Shostak and Pease, 1982",
  nodesMax: { count: 33, why: "a row of OM(m)'s tree has 32 bits" },
  title: (m) => `OM(${m})`,
  bound: ABOVE_3M,
  survives: oralSurvives,
  tells: "paths",
  lastRound: ({ m }) => m,
  senders: (group, round) => (round === 0 ? [group.general] : lieutenantsOf(group)),
  receivers: lieutenantsOf,
  readiesNeeded: readiesAbove3m,
} satisfies Partial<Protocol<Report>>;

/** The last round may come in slices. */
export const oralMessages: Protocol<OralReport> = {
  ...inRounds,
  keepsTree: true,
  lastRound: (group) => group.m + sliceCount(group) - 1,
  senders(group, round) {
    const slice = sliceAt(group, round);
    return slice ? lieutenantsOf(slice.group) : inRounds.senders(group, round);
  },
  driven: drivenGroup,
  pace: paceOf,
  relaysEach: relaysTold,
  reportBytes,
  sentBytes,
  packs: true,
  make: ({ group, self, order }) => new OralMessages(treeOf(group), self, order),
  relaysOf,
  ordersIn,
  reportOf,
};

function treeOf(group: Group): BitTree | SlicedTree {
  if (group.inParts) return new SlicedTree(group);
  return isSmall(group) ? new RecurringTree(group) : new BitTree(group);
}

/** The same where orders are not listed. */
export const oralTexts: Protocol<TextReport> = {
  ...inRounds,
  ...inText(({ ids }, round) => relayCount(ids.length, round), pathsOf),
  make: ({ group, self, order }) => new OralMessages(new TextTree(group), self, order),
};

/**
 * How many traitors OM(m) survives among n nodes, whatever n and m are. IC2 takes n > 2k + m (Lamport et al. 1982, Lemma 1),
 * which is exact, IC1 under a traitor general k ≤ m besides; so beyond the bound more rounds survive fewer.
 */
export function oralSurvives(n: number, m: number): number {
  return Math.max(0, Math.min(m, Math.ceil((n - m) / 2) - 1));
}
