/**
 * The loyal lieutenants' message trees in one world, filled by the shipped code alone: `BitTree.relay` makes
 * what loyal nodes tell, `fold` decides. What traitors tell is put in report by report.
 */
import { type Group, lieutenantsOf, type NodeId, type Order, type ProtocolName } from "../core/group.js";
import { BitTree } from "../protocols/om/bit-tree.js";
import { fold } from "../protocols/om/fold.js";
import { emptyReport, emptyRows, fullRow, type OralReport, reportOf } from "../protocols/om/report.js";

/** Two orders, the default one first, as every check has them. */
export function groupOf(n: number, m: number, protocol: ProtocolName = "om", general: NodeId = 1): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { protocol, ids, general, m, orders: ["retreat", "attack"], defaultOrder: "retreat" };
}

/** What traitor `from` tells `to` in `round`. */
export type Tells = (round: number, from: NodeId, to: NodeId) => OralReport;

export class Lieutenants {
  /** ascending */
  readonly loyal: readonly NodeId[];
  readonly #liars: readonly NodeId[];
  readonly #isGeneralLoyal: boolean;
  readonly #trees: ReadonlyMap<NodeId, BitTree>;

  constructor(
    readonly group: Group,
    traitors: readonly NodeId[],
  ) {
    this.loyal = lieutenantsOf(group).filter((id) => !traitors.includes(id));
    this.#liars = lieutenantsOf(group).filter((id) => traitors.includes(id));
    this.#isGeneralLoyal = !traitors.includes(group.general);
    this.#trees = new Map(this.loyal.map((id) => [id, new BitTree(group)]));
  }

  treeOf(id: NodeId): BitTree {
    return this.#trees.get(id) as BitTree;
  }

  /** Rounds 0 … `lastRound`, and what loyal nodes tell in the round after it, if there is one. */
  spread(order: Order, told: Tells, lastRound: number): void {
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
  tell(id: NodeId, round: number, told: Tells): void {
    const tree = this.treeOf(id);
    for (const liar of this.#liars) tree.store(told(round, liar, id));
  }

  decision(id: NodeId): Order {
    return fold(this.treeOf(id)).decision;
  }
}

/** The same order for every relay of a report. */
export function uniformReport(group: Group, round: number, from: NodeId, order: Order): OralReport {
  if (order === group.defaultOrder) return emptyReport(group, round, from);
  const rows = emptyRows(group.ids.length, round).fill(fullRow(group.ids.length, round));
  return { round, from, planes: [rows] };
}
