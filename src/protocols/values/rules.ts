/**
 * Agreement on values of any kind: a protocol agrees on their digests, and carries the values beside them.
 *
 * Inside, an order is the digest of a value, and nodes need to know of it no more than that two differ. Where a node takes
 * an order over from one peer's word alone, the report has to bring the value too; a digest without it counts as the
 * default order, whose value everybody knows. After the last round one more follows, in which each node tells all the
 * values of what it decided.
 *
 * Whoever decides then has the value, as long as the protocol keeps its guarantee:
 *  - om, and vector in each instance: an order is taken over from the general alone, in round 0. Say a loyal lieutenant
 *    decides d, not the default order, and no loyal node holds its value. Then none of them accepted d in round 0, and
 *    with n > 3m the subtree of each loyal lieutenant's word comes to what that one held (docs/PROOFS.md), not to d. So
 *    d has the votes of at most m of n−1 lieutenants, of m−1 if the general is loyal or not told it: no strict majority.
 *  - king: in round 0 from the general and at the end of a phase from its king. In between, a node takes what more than m
 *    propose, of which one is loyal and was told it by n−m, loyal ones among them, who hold its value.
 *  - sm: any number may be traitors, so a signed order counts with its value only, in every round, and who relays the one
 *    relays the other. Nobody accepts what it could not show, and the further round is not needed.
 * A node that decides what it has no value of, beyond the guarantee, decides the default order.
 *
 * Deviations from the papers: they know of no digests. With om, king and vector there is one round more, of values alone. A
 * traitor who tells a digest and withholds its value has told the default order. That two values have one digest is taken to
 * be impossible, so that agreement rests on SHA-256 too, and with oral messages on nothing else of that kind.
 */
import type { Evidence } from "../../core/evidence.js";
import type { Fault } from "../../core/fault.js";
import type { Group, NodeId, Order } from "../../core/group.js";
import type { Contents, Party } from "../../core/party.js";
import type { Open, Protocol, Report, Seat, Vector } from "../../core/protocol.js";
import { VALUE_BYTES_MAX } from "../../core/value.js";
import { decisionOn } from "../vector/rules.js";

/** What the inner protocol tells, null in the further round, and values by their digests. */
export interface CarriedReport extends Report {
  readonly said: Report | null;
  readonly values: Contents;
}

/** A kind that can do without a list of orders. */
export type OpenKind = Protocol<Report> & { readonly open: Open<Report> };

export class Carrying implements Party<CarriedReport> {
  /** the same node's part in the protocol inside, which knows digests alone */
  readonly inner: Party<Report>;
  readonly #held = new Map<Order, string>();
  #decided: Contents | undefined;

  constructor(
    private readonly kind: OpenKind,
    private readonly part: Seat,
  ) {
    const { group, self, order } = part;
    this.inner = kind.make(part);
    const { contents = {}, defaultOrder } = group;
    const own = kind.everyone || self === group.general ? [order] : [];
    for (const known of [defaultOrder, ...own]) this.#held.set(known, contents[known] ?? "");
  }

  send(round: number): CarriedReport | null {
    const { group, self } = this.part;
    if (round > this.kind.lastRound(group))
      return { round, from: self, said: null, values: this.#decidedHeld() };
    const said = this.inner.send(round);
    if (said === null) return null;
    const brought = this.kind.open.brings(round) ? toldIn(this.kind, group, said) : [];
    return { round, from: self, said, values: this.#valuesOf(brought) };
  }

  receive(round: number, from: NodeId, report: CarriedReport): readonly Fault[] {
    const counted = countedOf(this.kind, this.part.group, report);
    const faults = counted.said ? this.inner.receive(round, from, counted.said) : [];
    if (faults.length === 0)
      for (const [order, text] of Object.entries(report.values)) this.#held.set(order, text);
    return faults;
  }

  decide(): Order {
    const vector = this.vector();
    return vector ? decisionOn(this.part.group, vector) : this.#heldOr(this.inner.decide());
  }

  vector(): Vector | undefined {
    const vector = this.inner.vector?.();
    return (
      vector && Object.fromEntries(Object.entries(vector).map(([id, order]) => [id, this.#heldOr(order)]))
    );
  }

  /** The values of all that it decided. */
  contents(): Contents {
    const vector = this.vector();
    return this.#valuesOf(vector ? Object.values(vector) : [this.decide()]);
  }

  /** A signature is one, with or without the value behind it. */
  witness({ said }: CarriedReport): void {
    if (said) this.inner.witness?.(said);
  }

  evidence(): Evidence | null {
    return this.inner.evidence?.() ?? null;
  }

  /** What the inner protocol came to, as far as this node holds it: the default order goes without saying. */
  #decidedHeld(): Contents {
    this.#decided ??= this.#valuesOf(
      Object.values(this.inner.vector?.() ?? [this.inner.decide()]).filter((order) => this.#held.has(order)),
    );
    return this.#decided;
  }

  #heldOr(order: Order): Order {
    return this.#held.has(order) ? order : this.part.group.defaultOrder;
  }

  #valuesOf(orders: readonly Order[]): Contents {
    const known = [...new Set(orders)].filter((order) => order !== this.part.group.defaultOrder).toSorted();
    return Object.fromEntries(known.map((order) => [order, this.#held.get(order) ?? ""]));
  }
}

/** What counts of a report: with a digest that has to bring its value and does not, something else is told. */
export function countedOf(kind: OpenKind, group: Group, report: CarriedReport): CarriedReport {
  const { round, said, values } = report;
  if (said === null || !kind.open.brings(round)) return report;
  const isHeld = (order: Order) => order === group.defaultOrder || Object.hasOwn(values, order);
  return { ...report, said: kind.open.only(group, said, isHeld) };
}

/** The orders of a report but the default one, each once, ascending. */
export function toldIn(kind: Protocol<Report>, group: Group, said: Report): Order[] {
  const orders = kind.relaysOf(group, said).map(({ order }) => order);
  return [...new Set(orders)].filter((order) => order !== group.defaultOrder).toSorted();
}

/** How many values one report of a round brings at the most. */
export function valuesMax(kind: OpenKind, group: Group, round: number): number {
  const last = kind.lastRound(group);
  if (round > last) return kind.everyone ? group.ids.length : 1;
  return kind.open.brings(round) ? kind.relaysEach(group, round) : 0;
}

/** The kind that agrees as this one does, on values of any kind. */
export function carried<R extends Report>(
  of: Protocol<R>,
): Protocol<CarriedReport> & { readonly inner: OpenKind } {
  if (!of.open) throw new RangeError(`${of.name} cannot do without a list of orders`);
  // what its reports are is known to it alone from here on: they are only handed from one of its own methods to another
  const inner = of as unknown as OpenKind;
  const isFurther = (group: Group, round: number) => round > inner.lastRound(group);
  return {
    ...(of as unknown as Protocol<CarriedReport>),
    inner,
    lastRound: (group) => inner.lastRound(group) + (inner.open.isComplete ? 0 : 1),
    senders: (group, round) => (isFurther(group, round) ? group.ids : inner.senders(group, round)),
    receivers: (group, round) => (isFurther(group, round) ? group.ids : inner.receivers(group, round)),
    relaysEach: (group, round) => (isFurther(group, round) ? 0 : inner.relaysEach(group, round)),
    reportBytes: (group, round) =>
      valuesMax(inner, group, round) * VALUE_BYTES_MAX +
      (isFurther(group, round) ? 0 : inner.reportBytes(group, round)),
    packs: false,
    keepsTree: false,
    make: (part) => new Carrying(inner, part),
    relaysOf: (group, { said }) => (said === null ? [] : inner.relaysOf(group, said)),
    ...(inner.signedOf && {
      signedOf: ({ said }: CarriedReport) => (said === null ? [] : (inner.signedOf?.(said) ?? [])),
    }),
    broughtIn: ({ values }: CarriedReport) => values,
    // whoever reads a line without values has those that the recording names, and takes the others for brought
    reportOf: (group, round, from, relays, values) => {
      const { contents = {} } = group;
      if (isFurther(group, round)) return { round, from, said: null, values: values ?? contents };
      const said = inner.reportOf(group, round, from, relays);
      if (values) return { round, from, said, values };
      const brought = inner.open.brings(round) ? toldIn(inner, group, said) : [];
      return {
        round,
        from,
        said,
        values: Object.fromEntries(brought.map((order) => [order, contents[order] ?? ""])),
      };
    },
  };
}
