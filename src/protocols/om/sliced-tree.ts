/**
 * The message tree of OM(m) with its last round in slices (slices.ts). Levels 0 … m−1 are those of OM(m−1). Then, slice by
 * slice, a node relays what it holds of that slice, folds what it was told, and puts the result in the place of what q told
 * behind p. After the last slice the tree is one of m levels, the last of them folded already, and the rest is folded.
 *
 * Whoever is late in one slice has told the default order in that slice, and what it tells in others counts: nobody
 * relays the last round, so that nobody can be made to differ in what it passes on.
 *
 * Deviations from the paper, beyond those of rules.ts:
 *  - The last round is (n−1)(n−2) short ones, in an order fixed by ids, and somebody can be late in some of them alone.
 *  - Whatever is told in a slice is let go when that has closed, so that a node which misses a part cannot be told it again.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { rowCount } from "../../core/path.js";
import { BitTree } from "./bit-tree.js";
import { type Folded, foldRows } from "./fold.js";
import { relayRows } from "./levels.js";
import { runsAt } from "./pattern.js";
import { emptyReport, emptyRows, type OralReport, type Rows } from "./report.js";
import { simdFoldTold } from "./simd-told.js";
import { type Slice, sliceAt } from "./slices.js";

export class SlicedTree {
  readonly group: Group;
  readonly #lieutenants: readonly NodeId[];
  /** the rounds before the last, and what the slices are folded into */
  readonly #before: BitTree;
  /** the slice that is open, and what was told of it */
  #slice: Slice | null = null;
  readonly #told = new Map<NodeId, OralReport>();
  /** by sender's rank: where rows are made that came in another form; the same memory for all slices */
  readonly #places: Rows[] = [];
  /** the planes of whoever told nothing */
  #none: readonly Rows[] | null = null;
  /** what q told, as far as it is folded */
  #folded: readonly Rows[] = [];

  constructor(group: Group) {
    const { inParts: _, ...whole } = group;
    this.group = group;
    this.#lieutenants = lieutenantsOf(group);
    this.#before = new BitTree({ ...whole, m: group.m - 1 });
  }

  first(order: Order): OralReport {
    return this.#before.first(order);
  }

  store(report: OralReport): void {
    if (report.round < this.group.m) this.#before.store(report);
    else this.#told.set(report.from, report);
  }

  /** Opens the slice that `round` is; null where `self` is one of the two that it is about. */
  relay(self: NodeId, round: number): OralReport | null {
    this.#closeSlice();
    this.#slice = sliceAt(this.group, round);
    if (this.#slice === null) return this.#before.relay(self, round);
    if (!this.#slice.group.ids.includes(self)) return null;
    return { round, from: self, planes: this.#relayed(this.#slice, self) };
  }

  fold(): Folded {
    this.#closeSlice();
    return this.#before.fold();
  }

  /** What q told at level m−1, all that it says of p's word: a whole level of the slice's tree, by its senders. */
  #heard({ p, q, group, level }: Slice, plane: number): Rows[] {
    const { rows, start } = this.#place(p, q);
    const toldByQ = this.#before.levels[this.group.m - 1]?.[this.#lieutenants.indexOf(q)]?.[plane] as Rows;
    const rowsEach = rowCount(group.ids.length, level - 1);
    return Array.from({ length: rows / rowsEach }, (_, rank) =>
      toldByQ.subarray(start + rank * rowsEach, start + (rank + 1) * rowsEach),
    );
  }

  #relayed(slice: Slice, self: NodeId): Rows[] {
    const { group, level } = slice;
    const rank = lieutenantsOf(group).indexOf(self);
    const planes = this.#before.levels[0]?.[0] as readonly Rows[];
    return planes.map((_, plane) => relayRows(group.ids.length, level, rank, this.#heard(slice, plane)));
  }

  /** Folds the slice that was open into q's rows, and forgets it. */
  #closeSlice(): void {
    if (this.#slice === null) return;
    const { p, q } = this.#slice;
    const { m } = this.group;
    const isFirst = this.#lieutenants.find((id) => id !== q) === p;
    const isLast = this.#lieutenants.findLast((id) => id !== q) === p;
    if (isFirst) this.#folded = emptyReport(this.group, m - 1, q).planes;
    this.#foldSlice(this.#slice, this.#place(p, q).start);
    if (isLast) this.#before.store({ round: m - 1, from: q, planes: this.#folded });
    this.#told.clear();
    this.#slice = null;
  }

  #foldSlice({ group, level }: Slice, start: number): void {
    const ids = lieutenantsOf(group);
    const isByPattern = ids.some((id) => this.#told.get(id)?.told);
    const asTold = (id: NodeId, rank: number) => {
      const report = this.#told.get(id);
      return report?.told ?? (this.#planesOf(report, rank)[0] as Rows);
    };
    const [out] = this.#folded as [Rows];
    if (isByPattern && simdFoldTold(ids.map(asTold), runsAt(group.ids.length, level), out, start)) return;
    const told = ids.map((id, rank) => this.#planesOf(this.#told.get(id), rank));
    this.#folded.forEach((folded, plane) => {
      const rows = told.map((planes) => planes[plane] as Rows);
      foldRows(group.ids.length, level, rows, folded, start);
    });
  }

  #planesOf(report: OralReport | undefined, rank: number): readonly Rows[] {
    const { group, level, q } = this.#slice as Slice;
    if (report === undefined) return (this.#none ??= emptyReport(group, level, q).planes);
    if (!report.makeIn) return report.planes;
    const place = (this.#places[rank] ??= emptyRows(group.ids.length, level));
    report.makeIn(place);
    return [place];
  }

  /** Where, in one plane of what q told at level m−1, it says what it heard from p. */
  #place(p: NodeId, q: NodeId): { rows: number; start: number } {
    const others = this.#lieutenants.filter((id) => id !== q);
    const rows = rowCount(this.group.ids.length, this.group.m - 1) / others.length;
    return { rows, start: others.indexOf(p) * rows };
  }
}
