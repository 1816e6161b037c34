/**
 * The loyal lieutenants' message trees in one world, filled by the shipped code alone: `MessageTree.relay` makes
 * what loyal nodes tell, `fold` decides. What traitors tell is put in report by report.
 */
import { fold } from "../../core/fold.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { rowBits, rowCount } from "../../core/path.js";
import { emptyReport, emptyRows, fullRow, type Report, reportOf, type Rows } from "../../core/report.js";
import { MessageTree } from "../../core/tree.js";

/** Two orders, the default one first, as every check has them; node 1 is the general. */
export function groupOf(n: number, m: number): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { ids, general: 1, m, orders: ["retreat", "attack"], defaultOrder: "retreat" };
}

/** What traitor `from` tells `to` in `round`. */
export type Told = (round: number, from: NodeId, to: NodeId) => Report;

export class Lieutenants {
  readonly group: Group;
  /** ascending */
  readonly loyal: readonly NodeId[];
  readonly #liars: readonly NodeId[];
  readonly #isGeneralLoyal: boolean;
  readonly #trees: ReadonlyMap<NodeId, MessageTree>;

  constructor(group: Group, traitors: readonly NodeId[]) {
    this.group = group;
    this.loyal = lieutenantsOf(group).filter((id) => !traitors.includes(id));
    this.#liars = lieutenantsOf(group).filter((id) => traitors.includes(id));
    this.#isGeneralLoyal = !traitors.includes(group.general);
    this.#trees = new Map(this.loyal.map((id) => [id, new MessageTree(group)]));
  }

  treeOf(id: NodeId): MessageTree {
    return this.#trees.get(id) as MessageTree;
  }

  /** Rounds 0 … `lastRound`, and what loyal nodes tell in the round after it, if there is one. */
  spread(order: Order, told: Told, lastRound: number): void {
    const { group } = this;
    const relays = [{ path: [group.general], order }];
    const honest = reportOf(group, 0, group.general, relays);
    for (const [id, tree] of this.#trees) {
      tree.store(this.#isGeneralLoyal ? honest : told(0, group.general, id));
    }
    for (let round = 1; round <= group.m && round <= lastRound + 1; round++) {
      const reports = this.loyal.map((id) => this.treeOf(id).relay(id, round));
      for (const [id, tree] of this.#trees) {
        for (const report of reports) tree.store(report);
        if (round <= lastRound) this.tell(id, round, told);
      }
    }
  }

  /** What traitors tell one lieutenant in `round` ≥ 1. */
  tell(id: NodeId, round: number, told: Told): void {
    const tree = this.treeOf(id);
    for (const liar of this.#liars) tree.store(told(round, liar, id));
  }

  decision(id: NodeId): Order {
    return fold(this.treeOf(id)).decision;
  }
}

/** The same order for every relay of a report. */
export function uniformReport(group: Group, round: number, from: NodeId, order: Order): Report {
  if (order === group.defaultOrder) return emptyReport(group, round, from);
  const rows = emptyRows(group.ids.length, round).fill(fullRow(group.ids.length, round));
  return { round, from, planes: [rows] };
}

/** One report that a traitor owes a loyal lieutenant, and where its bits begin in the world's number. */
export interface Slot {
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly offset: number;
}

/** The reports of rounds `first` … `last` that `traitors` owe the lieutenants `to`, and how many bits they hold. */
export function slotsOf(
  group: Group,
  traitors: readonly NodeId[],
  to: readonly NodeId[],
  [first, last]: readonly [number, number],
): { slots: Slot[]; bits: number } {
  const n = group.ids.length;
  const slots: Slot[] = [];
  let bits = 0;
  for (let round = first; round <= last; round++) {
    for (const from of traitors) {
      if ((from === group.general) !== (round === 0)) continue;
      for (const receiver of to) {
        slots.push({ round, from, to: receiver, offset: bits });
        bits += rowCount(n, round) * rowBits(n, round);
      }
    }
  }
  return { slots, bits };
}

/** The report in a slot; `bitsAt(offset, count)` reads the world's number. */
export function reportAt(group: Group, slot: Slot, bitsAt: (offset: number, count: number) => number): Report {
  const n = group.ids.length;
  const rows: Rows = emptyRows(n, slot.round);
  const width = rowBits(n, slot.round);
  for (let row = 0; row < rows.length; row++) rows[row] = bitsAt(slot.offset + row * width, width);
  return { round: slot.round, from: slot.from, planes: [rows] };
}

/** The bits of a world's number below 2^53. */
export function bitsOf(world: number): (offset: number, count: number) => number {
  return (offset, count) => Math.floor(world / 2 ** offset) % 2 ** count;
}

/** What the slots hold in one world. */
export function toldIn(group: Group, slots: readonly Slot[], bitsAt: (offset: number, count: number) => number): Told {
  const reports = new Map(slots.map((slot) => [keyOf(slot.round, slot.from, slot.to), slot]));
  return (round, from, to) => reportAt(group, reports.get(keyOf(round, from, to)) as Slot, bitsAt);
}

function keyOf(round: number, from: NodeId, to: NodeId): number {
  return (round * 64 + from) * 64 + to;
}

/** Every set of `size` of `ids`. */
export function* subsets(ids: readonly NodeId[], size: number): Generator<NodeId[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = 0; index + size <= ids.length; index++) {
    for (const rest of subsets(ids.slice(index + 1), size - 1)) yield [ids[index] as NodeId, ...rest];
  }
}

/** Every set of traitors of this kind; a traitor general comes first. */
export function* traitorSetsOf(group: Group, general: "loyal" | "traitor", traitors: number): Generator<NodeId[]> {
  const lieutenants = lieutenantsOf(group);
  if (general === "loyal") yield* subsets(lieutenants, traitors);
  else for (const liars of subsets(lieutenants, traitors - 1)) yield [group.general, ...liars];
}
