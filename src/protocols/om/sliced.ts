/**
 * OM(m) with its last round in slices (slices.ts). Rounds 0 … m−1 are those of OM(m−1). Then, slice by slice, a node
 * relays what it holds of that slice, folds what it was told, and puts the result in the place of what q told behind
 * p. After the last slice its tree is one of m levels, the last of them folded already, and it folds the rest.
 *
 * Whoever is late in one slice has told the default order in that slice, and what it tells in others counts: nobody
 * relays the last round, so that nobody can be made to differ in what it passes on.
 *
 * Deviations from the paper, beyond those of oral.ts:
 *  - The last round is (n−1)(n−2) short ones, in an order fixed by ids, and somebody can be late in some of them alone.
 *  - Whatever is told in a slice is let go when that has closed, so that a node which misses a part cannot be told it again.
 */
import type { Fault } from "../../core/fault.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import type { Party } from "../../core/party.js";
import { rowCount } from "../../core/path.js";
import type { Protocol } from "../../core/protocol.js";
import { foldRows } from "./fold.js";
import { emptyReport, type OralReport, type Rows } from "./report.js";
import { OralMessages, oralMessages } from "./rules.js";
import { fleetingOf, paperRound, relaysTold, type Slice, sliceAt, sliceCount } from "./slices.js";
import { relayRows } from "./tree.js";

class SlicedOralMessages implements Party<OralReport> {
  readonly #group: Group;
  readonly #self: NodeId;
  readonly #lieutenants: readonly NodeId[];
  /** the rounds before the last, and the tree that the slices are folded into */
  readonly #before: OralMessages;
  /** the slice that is open, and what was told of it */
  #slice: Slice | null = null;
  readonly #told = new Map<NodeId, readonly Rows[]>();
  /** what q told, as far as it is folded */
  #folded: readonly Rows[] = [];

  constructor(group: Group, self: NodeId, ownOrder: Order) {
    const { sliced: _, ...whole } = group;
    this.#group = group;
    this.#self = self;
    this.#lieutenants = lieutenantsOf(group);
    this.#before = new OralMessages({ ...whole, m: group.m - 1 }, self, ownOrder);
  }

  get #isGeneral(): boolean {
    return this.#self === this.#group.general;
  }

  send(round: number): OralReport | null {
    if (this.#isGeneral) return round === 0 ? this.#before.send(0) : null;
    this.#closeSlice();
    this.#slice = sliceAt(this.#group, round);
    if (this.#slice === null) return this.#before.send(round);
    if (!this.#slice.group.ids.includes(this.#self)) return null;
    return { round, from: this.#self, planes: this.#relayed(this.#slice) };
  }

  receive(round: number, from: NodeId, report: OralReport): readonly Fault[] {
    if (round < this.#group.m) return this.#before.receive(round, from, report);
    this.#told.set(from, report.planes);
    return [];
  }

  decide(): Order {
    this.#closeSlice();
    return this.#before.decide();
  }

  /** What q told at level m−1, all that it says of p's word: a whole level of the slice's tree, by its senders. */
  #heard({ p, q, group, level }: Slice, plane: number): Rows[] {
    const { rows, start } = this.#place(p, q);
    const toldByQ = this.#before.tree.levels[this.#group.m - 1]?.[this.#lieutenants.indexOf(q)]?.[
      plane
    ] as Rows;
    const rowsEach = rowCount(group.ids.length, level - 1);
    return Array.from({ length: rows / rowsEach }, (_, rank) =>
      toldByQ.subarray(start + rank * rowsEach, start + (rank + 1) * rowsEach),
    );
  }

  #relayed(slice: Slice): Rows[] {
    const { group, level } = slice;
    const rank = lieutenantsOf(group).indexOf(this.#self);
    const planes = this.#before.tree.levels[0]?.[0] as readonly Rows[];
    return planes.map((_, plane) => relayRows(group.ids.length, level, rank, this.#heard(slice, plane)));
  }

  /** Folds the slice that was open into q's rows, and forgets it. */
  #closeSlice(): void {
    if (this.#slice === null) return;
    const { p, q, group, level } = this.#slice;
    const isFirst = this.#lieutenants.find((id) => id !== q) === p;
    const isLast = this.#lieutenants.findLast((id) => id !== q) === p;
    if (isFirst) this.#folded = emptyReport(this.#group, this.#group.m - 1, q).planes;
    const none = emptyReport(group, level, q).planes;
    const told = lieutenantsOf(group).map((id) => this.#told.get(id) ?? none);
    this.#folded.forEach((out, plane) => {
      const rows = told.map((planes) => planes[plane] as Rows);
      foldRows(group.ids.length, level, rows, out, this.#place(p, q).start);
    });
    if (isLast) this.#before.tree.store({ round: this.#group.m - 1, from: q, planes: this.#folded });
    this.#told.clear();
    this.#slice = null;
  }

  /** Where, in one plane of what q told at level m−1, it says what it heard from p. */
  #place(p: NodeId, q: NodeId): { rows: number; start: number } {
    const others = this.#lieutenants.filter((id) => id !== q);
    const rows = rowCount(this.#group.ids.length, this.#group.m - 1) / others.length;
    return { rows, start: others.indexOf(p) * rows };
  }
}

function lastRound(group: Group): number {
  return group.m + sliceCount(group) - 1;
}

export const slicedOralMessages: Protocol<OralReport> = {
  ...oralMessages,
  lastRound,
  senders: (group, round) => {
    const slice = sliceAt(group, round);
    return slice ? lieutenantsOf(slice.group) : oralMessages.senders(group, round);
  },
  receivers: (group, round) => oralMessages.receivers(group, paperRound(group, round)),
  fleeting: fleetingOf,
  relaysEach: relaysTold,
  make: ({ group, self, order }) => new SlicedOralMessages(group, self, order),
};
