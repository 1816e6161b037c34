/**
 * SM(m), the signed-messages algorithm (Lamport, Shostak and Pease 1982, §4), in rounds as Dolev and Strong have it
 * (SIAM J. Comput. 12(4), 1983):
 *  (1) round 0: the general signs his order and sends it to every lieutenant;
 *  (2) in round r a lieutenant accepts an order if its chain holds r + 1 distinct signatures, the general's first and
 *      its sender's last, no more and no fewer. An order that is new to it, so that its set V grows, it signs and relays
 *      in round r + 1 to every other lieutenant;
 *  (3) after round m it obeys choice(V): the only order in V, or the default order if V holds none or several.
 * The general decides his own order. More than two orders need no relaying: with two, choice is the default order for good.
 *
 * The round rule is what m + 1 rounds are for: an order shown first in round m bears m + 1 signatures, of which one is
 * loyal, and its signer has relayed that order to everybody.
 *
 * Deviations from the paper:
 *  - Lamport's SM(m) takes a chain of any length at any time, and passes it on to those who have not signed it. Here a chain of
 *    round r has r + 1 signatures exactly, and is passed on to every other lieutenant, its signers too.
 *  - No more than two orders are relayed. The paper relays each that is new.
 *  - One chain that is wrong makes its whole report void. Signatures in it may be evidence against the general all the same.
 *  - A chain that this node has signed is not news to it, so that nobody's forgery with its name adds to V.
 *  - READYs are signed and passed on (core/rounds.ts), which lets n > 2m start on n−m of them.
 *  - Beyond m = n−2 nothing is claimed, as there is then no pair of loyal nodes that a general could set against each other.
 */
import { Bound } from "../../core/bound.js";
import type { Evidence, SignedOrder } from "../../core/evidence.js";
import type { Fault } from "../../core/fault.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import type { Party } from "../../core/party.js";
import { pathFault } from "../../core/path.js";
import { printable } from "../../core/printable.js";
import type { Protocol, Report, Seat } from "../../core/protocol.js";
import type { Relay } from "../../core/relay.js";
import type { Life } from "../../core/sequence.js";
import {
  type Chain,
  orderText,
  SIGNATURE_DIGITS,
  type Signer,
  signChain,
  unsigned,
} from "../../core/signer.js";

/** What one node relays to another in a round, by order as `orders` lists them, or by digest; none where nothing was new to it. */
export interface SignedReport extends Report {
  readonly chains: readonly Chain[];
}

/** What an honest node owes in a round at the most; a report that holds more is void before any signature is looked at. */
export function chainsMax(round: number): number {
  return round === 0 ? 1 : 2;
}

/** No order beyond the second is relayed. */
const RELAYED_MAX = 2;

/** Processes of a general whose orders are kept as evidence: a loyal one is started again once or twice in a run. */
const LIVES_MAX = 4;

export interface Accepted {
  readonly chain: Chain;
  readonly round: number;
}

export class SignedMessages implements Party<SignedReport> {
  readonly #group: Group;
  readonly #self: NodeId;
  readonly #order: Order;
  readonly #signer: Signer;
  readonly #accepted = new Map<Order, Accepted>();
  /** of each process of the general the first order that was seen under his signature, in whatever report it came */
  readonly #ordered = new Map<Life | undefined, SignedOrder>();
  #evidence: Evidence | null = null;
  /** signatures that were found good: what was signed, and the signature */
  readonly #verified = new Set<string>();
  #relayed = 0;

  constructor({ group, self, order, signer }: Seat) {
    if (!signer) throw new RangeError("signed messages need a signer");
    this.#group = group;
    this.#self = self;
    this.#order = order;
    this.#signer = signer;
  }

  /** V: each accepted order with the first chain that showed it, and the round in which it did. */
  get accepted(): ReadonlyMap<Order, Accepted> {
    return this.#accepted;
  }

  get #isGeneral(): boolean {
    return this.#self === this.#group.general;
  }

  send(round: number): SignedReport | null {
    if (this.#isGeneral !== (round === 0)) return null;
    const chains = round === 0 ? [unsigned(this.#order)] : this.#acceptedIn(round - 1);
    const signed = chains.map((chain) => signChain(this.#signer, chain, this.#self));
    return { round, from: this.#self, chains: signed };
  }

  /** New orders of the round, in the order of `orders`, or of their digests, and no more than two in all rounds. */
  #acceptedIn(round: number): Chain[] {
    const { contents, orders } = this.#group;
    const inOrder = contents ? [...this.#accepted.keys()].toSorted() : orders;
    const fresh = inOrder.flatMap((order) => {
      const accepted = this.#accepted.get(order);
      return accepted?.round === round ? [accepted.chain] : [];
    });
    const relayed = fresh.slice(0, RELAYED_MAX - this.#relayed);
    this.#relayed += relayed.length;
    return relayed;
  }

  receive(round: number, from: NodeId, report: SignedReport): readonly Fault[] {
    const fault = formFault(this.#group, round, from, report.chains) ?? this.#signatureFault(report);
    this.witness(report);
    if (fault) return [{ from, round, ...fault }];
    for (const chain of report.chains) {
      // what this node signed is not new to it; a traitor's accomplices may have signed for it
      if (chain.path.includes(this.#self)) continue;
      if (!this.#accepted.has(chain.order)) this.#accepted.set(chain.order, { chain, round });
    }
    return [];
  }

  /** Signatures are verified from the general's on, up to the first bad one; each good one is remembered. */
  #signatureFault({ chains }: SignedReport): Pick<Fault, "kind" | "detail"> | null {
    for (const chain of chains) {
      const { order, path, signatures } = chain;
      for (const [index, by] of path.entries()) {
        const before = { ...chain, path: path.slice(0, index), signatures: signatures.slice(0, index) };
        if (this.#isSigned(by, orderText(this.#signer.domain, before, by), signatures[index] as string))
          continue;
        const detail = `the signature of node ${by} under ${printable(order, 40)} at path ${path.join(".")} is not its own`;
        return { kind: "badSignature", detail };
      }
    }
    return null;
  }

  #isSigned(by: NodeId, text: string, signature: string): boolean {
    const key = `${signature} ${text}`;
    if (this.#verified.has(key)) return true;
    const isGood = this.#signer.verify(by, text, signature);
    if (isGood) this.#verified.add(key);
    return isGood;
  }

  decide(): Order {
    if (this.#isGeneral) return this.#order;
    const [only, ...more] = this.#accepted.keys();
    return only === undefined || more.length > 0 ? this.#group.defaultOrder : only;
  }

  /** No more is looked at than the general's signature: he alone is to blame for it, whoever shows it, and when. */
  witness({ chains }: SignedReport): void {
    const { general, orders, contents } = this.#group;
    for (const chain of chains.slice(0, RELAYED_MAX)) {
      const { order, life, path, signatures } = chain;
      const [signature] = signatures;
      if (this.#evidence || signature === undefined || path[0] !== general) continue;
      if (!contents && !orders.includes(order)) continue;
      const before = this.#ordered.get(life);
      if (before ? before.order === order : this.#ordered.size === LIVES_MAX) continue;
      const first = { ...chain, path: [], signatures: [] };
      if (!this.#isSigned(general, orderText(this.#signer.domain, first, general), signature)) continue;
      if (before) this.#prove(life, [before, { order, signature }]);
      else this.#ordered.set(life, { order, signature });
    }
  }

  #prove(life: Life | undefined, orders: Evidence["orders"]): void {
    const { general } = this.#group;
    this.#evidence = { general, domain: this.#signer.domain, ...(life !== undefined && { life }), orders };
  }

  evidence(): Evidence | null {
    return this.#evidence;
  }
}

/** What is wrong with a report before any signature is looked at, or null. */
function formFault(
  group: Group,
  round: number,
  from: NodeId,
  chains: readonly Chain[],
): Pick<Fault, "kind" | "detail"> | null {
  if (chains.length > chainsMax(round)) {
    return {
      kind: "malformed",
      detail: `${chains.length} chains in round ${round}, which has ${chainsMax(round)}`,
    };
  }
  let last: Order | number = group.contents ? "" : -1;
  for (const { order, path, signatures } of chains) {
    const place: Order | number = group.contents ? order : group.orders.indexOf(order);
    const at = `order ${printable(order, 40)} at path ${path.slice(0, 40).join(".")}`;
    if (place === -1) return { kind: "badOrder", detail: at };
    if (place <= last) return { kind: "malformed", detail: `${at} twice or out of order` };
    last = place;
    const wrong = pathFault(group, round, from, path);
    if (wrong) return { kind: "badPath", detail: wrong };
    if (signatures.length !== path.length) {
      return { kind: "badSignature", detail: `${at} has ${signatures.length} signatures` };
    }
  }
  return null;
}

/** READYs are signed and passed on, so that n−m are enough as soon as they hold a loyal majority; else all n. */
function readiesNeeded({ ids, m }: Group): number {
  return ids.length > 2 * m ? ids.length - m : ids.length;
}

/** Any number of traitors may be among them, as long as there are two loyal nodes to agree. */
const UP_TO_N_2 = new Bound(
  (m) => m + 2,
  "m <= n-2",
  (n, m, isKept) => `m = ${m} ${isKept ? "<=" : "is above"} n-2 = ${n - 2}`,
);

const CHAIN_BYTES = 100;

export const signedMessages: Protocol<SignedReport> = {
  name: "sm",
  citation: "SM(m) with signed messages of Lamport, Shostak and Pease, 1982",
  nodesMax: { count: 33, why: "with m = n-2 a chain of signatures grows with every node" },
  title: (m) => `SM(${m})`,
  bound: UP_TO_N_2,
  tells: "chains",
  keepsTree: false,
  lastRound: ({ m }) => m,
  senders: (group, round) => (round === 0 ? [group.general] : lieutenantsOf(group)),
  receivers: lieutenantsOf,
  readiesNeeded,
  ownIsNoNews: true,
  relaysEach: (_group, round) => chainsMax(round),
  reportBytes: (_group, round) => chainsMax(round) * (CHAIN_BYTES + (round + 1) * 2 * SIGNATURE_DIGITS),
  packs: false,
  signs: true,
  make: (part) => new SignedMessages(part),
  relaysOf: (_group, { chains }) => chains.map(({ path, order }): Relay => ({ path, order })),
  signedOf: ({ chains }: SignedReport) =>
    chains.map(({ path, order, life, signatures }) => ({
      ...{ path, order, signatures },
      ...(life !== undefined && { life }),
    })),
  // most lines of a recording have no signatures, and whoever reads them puts empty ones in their place
  reportOf: (_group, round, from, relays) => ({
    round,
    from,
    chains: relays.map(({ path, order, life, signatures }) => ({
      ...{ path, order },
      ...(life !== undefined && { life }),
      signatures: signatures ?? path.map(() => ""),
    })),
  }),
  open: {
    brings: () => true,
    only: (_group, report, isHeld) => ({
      ...report,
      chains: report.chains.filter(({ order }) => isHeld(order)),
    }),
    isComplete: true,
  },
};
