/**
 * The phase king algorithm (Berman, Garay and Perry, "Towards optimal distributed consensus", FOCS 1989, §3; the version
 * for n > 3m with three rounds a phase), told by messages of one order each:
 *  round 0: the general sends his order to every lieutenant, who takes it for its value; the general keeps his own.
 *  Then m + 1 phases, in which all n nodes take part, the general too. The p-th id is the king of the p-th phase:
 *  (1) exchange: each tells all its value; who is told one order by at least n−m nodes, itself counted, will propose it;
 *  (2) proposals: each tells all its proposal, or that it has none; who is told one by more than m takes it for its value;
 *  (3) king: the king tells all his value; who was told fewer than n−m proposals of its own value takes the king's.
 *  After the last phase each lieutenant decides its value. The general decides his own order.
 *
 * Nothing told means: in round 0, in an exchange and by a king the default order, as everywhere; among proposals none.
 * Either is something that a traitor could have said, and the proof counts on nothing that a traitor says.
 *
 * Why it works, with n > 3m and f ≤ m traitors:
 *  (a) No two loyal nodes propose different orders: n−m told each of the two, n−m−f loyal ones at least, and no loyal node
 *      told both, so 2(n−m−f) ≤ n−f, which is n ≤ 2m+f ≤ 3m. So what more than m propose, a loyal node among them, is one order.
 *  (b) What all loyal nodes hold stays: n−m tell it, all loyal nodes propose it, each is told n−m > m proposals of it,
 *      keeps it and does not heed the king. So if the general is loyal, his order is decided.
 *  (c) After the phase of a loyal king all loyal nodes hold the same. Who does not heed him was told n−m proposals of its
 *      own value v, of which n−m−f > m came from loyal nodes, who told all; so every loyal node took v in round (2), the king too.
 *  One of m + 1 kings is loyal; (c) and then (b) give IC1.
 *
 * Deviations from the paper:
 *  - It is about nodes that have a value each, and no general. Round 0 is put before it: what the general tells is the value of
 *    each lieutenant. So it takes one round more, and the general decides his own order whatever the phases come to.
 *  - Who has no proposal, and is told of none by more than m, keeps its value, and tells it as king. In the paper it holds a third one
 *    from the exchange on, "neither", for which 1 is taken where a king tells it.
 *  - There may be more than two orders. Where several are told most often the first listed is taken, which n > 3m rules out
 *    wherever it would count.
 *  - Kings follow each other by ascending id, and all m + 1 phases are played, though all may agree before.
 */
import { ABOVE_3M, readiesAbove3m } from "../../core/bound.js";
import type { Fault } from "../../core/fault.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import type { Party } from "../../core/party.js";
import type { Protocol, Report } from "../../core/protocol.js";
import type { Relay } from "../../core/relay.js";

/** One order, told by `from` itself: as a relay its path is `from` alone. */
export interface KingReport extends Report {
  /** null: no proposal; in other rounds nothing that could be read, which is the default order */
  readonly order: Order | null;
}

export type KingStep = "order" | "exchange" | "proposals" | "king";

const PHASE: readonly KingStep[] = ["exchange", "proposals", "king"];

export function stepOf(round: number): KingStep {
  return round === 0 ? "order" : (PHASE[(round - 1) % PHASE.length] as KingStep);
}

/** The king of the phase that `round` ≥ 1 is in. */
export function kingOf({ ids }: Group, round: number): NodeId {
  return ids[Math.floor((round - 1) / PHASE.length)] as NodeId;
}

/** How many votes it takes; orders are their places in `orders`. */
export interface Quorum {
  readonly n: number;
  readonly m: number;
}

/** Step (1): what to propose when so many nodes told each order; −1 for nothing. */
export function proposalOf({ n, m }: Quorum, told: readonly number[]): number {
  const most = mostTold(told);
  return (told[most] as number) >= n - m ? most : -1;
}

/** Step (2): the value taken when so many nodes proposed each order, and whether it stands against the king's. */
export function valueAfter(
  { n, m }: Quorum,
  value: number,
  proposed: readonly number[],
): { readonly value: number; readonly isSure: boolean } {
  const most = mostTold(proposed);
  const taken = (proposed[most] as number) > m ? most : value;
  return { value: taken, isSure: (proposed[taken] as number) >= n - m };
}

/** The first of the most told: with n > 3m no other can have as many votes as are asked for. */
function mostTold(votes: readonly number[]): number {
  let most = 0;
  for (let order = 1; order < votes.length; order++) {
    if ((votes[order] as number) > (votes[most] as number)) most = order;
  }
  return most;
}

export interface KingHeld {
  readonly value: Order;
  /** null: none */
  readonly proposal: Order | null;
  /** whether its value had n−m proposals, so that it does not heed the king */
  readonly isSure: boolean;
}

export class PhaseKing implements Party<KingReport> {
  readonly #quorum: Quorum;
  /** those that are listed, and where they are not, those that were told */
  readonly #orders: Order[];
  readonly #default: number;
  #value: number;
  #proposal = -1;
  #isSure = false;
  /** how many nodes told each order in the open round, and how many told anything */
  #votes: number[] = [];
  #heard = 0;
  #unsettled = 0;

  /** `ownOrder` is what this node orders if it is the general; a lieutenant's is not read. A check plays more rounds, or fewer. */
  constructor(
    private readonly group: Group,
    private readonly self: NodeId,
    private readonly ownOrder: Order,
    private readonly lastRound = lastRoundOf(group),
  ) {
    this.#quorum = { n: group.ids.length, m: group.m };
    this.#orders = [...group.orders];
    this.#default = group.orders.indexOf(group.defaultOrder);
    this.#value = this.#isGeneral ? this.#indexOf(ownOrder) : this.#default;
    this.#clear();
  }

  /** What this node held when the last closed round had closed; `send` and `decide` close rounds. */
  get held(): KingHeld {
    return {
      value: this.#orders[this.#value] as Order,
      proposal: this.#orders[this.#proposal] ?? null,
      isSure: this.#isSure,
    };
  }

  get #isGeneral(): boolean {
    return this.self === this.group.general;
  }

  send(round: number): KingReport | null {
    this.#settle(round);
    if (!sendersOf(this.group, round).includes(this.self)) return null;
    const index = stepOf(round) === "proposals" ? this.#proposal : this.#value;
    const order = this.#orders[index] ?? null;
    return { round, from: this.self, order };
  }

  receive(round: number, _from: NodeId, { order }: KingReport): readonly Fault[] {
    if (order === null && stepOf(round) === "proposals") return [];
    const index = order === null ? this.#default : this.#indexOf(order);
    this.#votes[index] = (this.#votes[index] ?? 0) + 1;
    this.#heard++;
    return [];
  }

  decide(): Order {
    this.#settle(this.lastRound + 1);
    return this.#isGeneral ? this.ownOrder : (this.#orders[this.#value] as Order);
  }

  #indexOf(order: Order): number {
    const index = this.#orders.indexOf(order);
    return index < 0 ? this.#orders.push(order) - 1 : index;
  }

  /** Closes the round before this one: nothing more of it will be told. */
  #settle(round: number): void {
    if (this.#unsettled >= round) return;
    const closed = this.#unsettled++;
    const votes = this.#votes;
    const step = stepOf(closed);
    if (step === "exchange") {
      votes[this.#default] = (votes[this.#default] as number) + this.#quorum.n - this.#heard;
      this.#proposal = proposalOf(this.#quorum, votes);
    } else if (step === "proposals") {
      ({ value: this.#value, isSure: this.#isSure } = valueAfter(this.#quorum, this.#value, votes));
    } else if (step === "king" ? !this.#isSure : !this.#isGeneral) {
      this.#value = this.#heard > 0 ? mostTold(votes) : this.#default;
    }
    this.#clear();
  }

  #clear(): void {
    this.#votes = this.#orders.map(() => 0);
    this.#heard = 0;
  }
}

function lastRoundOf({ m }: Group): number {
  return PHASE.length * (m + 1);
}

function sendersOf(group: Group, round: number): readonly NodeId[] {
  const step = stepOf(round);
  if (step === "order") return [group.general];
  return step === "king" ? [kingOf(group, round)] : group.ids;
}

function receiversOf(group: Group, round: number): readonly NodeId[] {
  return round === 0 ? lieutenantsOf(group) : group.ids;
}

/** Of a report as an object. */
const REPORT_BYTES = 64;

export const phaseKing: Protocol<KingReport> = {
  name: "king",
  citation: "the phase king of Berman, Garay and Perry, 1989",
  nodesMax: { count: 256, why: "every phase has each of n nodes tell all n" },
  title: (m) => (m === "m" ? "the phase king" : `the phase king for m = ${m}`),
  bound: ABOVE_3M,
  tells: "word",
  keepsTree: false,
  lastRound: lastRoundOf,
  senders: sendersOf,
  receivers: receiversOf,
  readiesNeeded: readiesAbove3m,
  relaysEach: () => 1,
  reportBytes: () => REPORT_BYTES,
  packs: false,
  make: ({ group, self, order }) => new PhaseKing(group, self, order),
  relaysOf: (_group, { from, order }): Relay[] => (order === null ? [] : [{ path: [from], order }]),
  reportOf: (_group, round, from, [relay]) => ({ round, from, order: relay?.order ?? null }),
  open: {
    brings: (round) => stepOf(round) === "order" || stepOf(round) === "king",
    only: (_group, report, isHeld) =>
      report.order !== null && isHeld(report.order) ? report : { ...report, order: null },
  },
};
