/**
 * OM(m), the oral-messages algorithm (Lamport, Shostak and Pease 1982, §3), by exponential information gathering
 * (Lynch 1996, §6.2.3):
 *  (1) round 0: the general sends his order to every lieutenant;
 *  (2) rounds 1 … m: each lieutenant relays what it accepted in the round before, along every path that does not
 *      hold itself, to every lieutenant, itself included;
 *  (3) after round m: each lieutenant folds its tree, and the root is its decision. The general decides his own order.
 * Whoever tells nothing has told the default order.
 *
 * Deviations from the paper:
 *  - Echoes vote: a report goes to every other lieutenant, those on its paths among them (so has Lynch), and what a node is
 *    told of its own word counts like the rest. OM(m) tells the others alone. Where n > 3m and at most m lie both decide alike.
 *  - A node hands its own relay to itself, and it is one vote like any other; a traitor does not lie to itself.
 *  - All relays of one node in one round are one message in canonical path order (path.ts), void as a whole where its form is.
 *  - The default order is any of the listed ones, not RETREAT alone, and `majority` is the strict one.
 *  - How an absent message is known (A3) is a rule of its own, with a common start and absolute deadlines: rounds.ts.
 */
import { ABOVE_3M, readiesAbove3m } from "../../core/bound.js";
import type { Fault } from "../../core/fault.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import type { Party } from "../../core/party.js";
import { relayCount } from "../../core/path.js";
import type { Protocol } from "../../core/protocol.js";
import { type Folded, fold } from "./fold.js";
import { type OralReport, relaysOf, reportBytes, reportOf } from "./report.js";
import { MessageTree } from "./tree.js";

export class OralMessages implements Party<OralReport> {
  readonly tree: MessageTree;
  readonly #self: NodeId;
  readonly #ownOrder: Order;
  #folded: Folded | undefined;

  /** `ownOrder` is what this node orders if it is the general; a lieutenant's is not read. */
  constructor(group: Group, self: NodeId, ownOrder: Order) {
    this.tree = new MessageTree(group);
    this.#self = self;
    this.#ownOrder = ownOrder;
  }

  get #group(): Group {
    return this.tree.group;
  }

  get #isGeneral(): boolean {
    return this.#self === this.#group.general;
  }

  send(round: number): OralReport | null {
    if (this.#isGeneral !== (round === 0)) return null;
    if (round > 0) return this.tree.relay(this.#self, round);
    const { general } = this.#group;
    return reportOf(this.#group, 0, general, [{ path: [general], order: this.#ownOrder }]);
  }

  receive(_round: number, _from: NodeId, report: OralReport): readonly Fault[] {
    this.tree.store(report);
    return [];
  }

  /** The folded tree; the general has none. Folds once, after the last round. */
  folded(): Folded {
    this.#folded ??= fold(this.tree);
    return this.#folded;
  }

  decide(): Order {
    return this.#isGeneral ? this.#ownOrder : this.folded().decision;
  }
}

export const oralMessages: Protocol<OralReport> = {
  name: "om",
  citation: "OM(m) of Lamport, Shostak and Pease, 1982",
  nodesMax: { count: 33, why: "a row of OM(m)'s tree has 32 bits" },
  title: (m) => `OM(${m})`,
  bound: ABOVE_3M,
  survives: oralSurvives,
  tells: "paths",
  keepsTree: true,
  lastRound: ({ m }) => m,
  senders: (group, round) => (round === 0 ? [group.general] : lieutenantsOf(group)),
  receivers: lieutenantsOf,
  readiesNeeded: readiesAbove3m,
  relaysEach: ({ ids }, round) => relayCount(ids.length, round),
  reportBytes,
  packs: true,
  make: ({ group, self, order }) => new OralMessages(group, self, order),
  relaysOf,
  reportOf,
};

/**
 * How many traitors OM(m) survives among n nodes, whatever n and m are. IC2 takes n > 2k + m (Lamport et al. 1982, Lemma 1),
 * which is exact, IC1 under a traitor general k ≤ m besides; so beyond the bound more rounds survive fewer.
 */
export function oralSurvives(n: number, m: number): number {
  return Math.max(0, Math.min(m, Math.ceil((n - m) / 2) - 1));
}
