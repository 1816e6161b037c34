/**
 * The message tree of one node where orders are few and listed: path → order, one level a round (Lynch 1996, §6.2.3, the EIG
 * tree), as bits (levels.ts). What never arrives stays the default order.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import type { Path } from "../../core/path.js";
import { type Folded, fold } from "./fold.js";
import { type Level, orderIn, relayRows } from "./levels.js";
import { emptyReport, type OralReport, type Rows, reportOf } from "./report.js";

/** A level of zeros each, which all trees of a group begin with. */
const zerosIn = new WeakMap<Group, readonly (readonly Rows[])[]>();

function zerosOf(group: Group): readonly (readonly Rows[])[] {
  const { m, general } = group;
  const zeros = () => Array.from({ length: m + 1 }, (_, round) => emptyReport(group, round, general).planes);
  return keptIn(zerosIn, group, zeros);
}

export class BitTree {
  readonly levels: readonly (readonly Rows[])[][];
  readonly #lieutenants: readonly NodeId[];

  constructor(readonly group: Group) {
    this.#lieutenants = lieutenantsOf(group);
    this.levels = zerosOf(group).map((planes, round) =>
      round === 0 ? [planes] : this.#lieutenants.map(() => planes),
    );
  }

  first(order: Order): OralReport {
    const { general } = this.group;
    return reportOf(this.group, 0, general, [{ path: [general], order }]);
  }

  /** Keeps a report's own arrays; the caller must not change them afterwards. */
  store(report: OralReport): void {
    const level = this.levels[report.round];
    if (level) level[report.round === 0 ? 0 : this.#lieutenants.indexOf(report.from)] = report.planes;
  }

  /** What this node was told at `path`. */
  orderAt(path: Path): Order {
    return orderIn(this.group, this.levels, path);
  }

  /**
   * What lieutenant `self` relays in `round` ≥ 1: every path of the level before that does not hold it, with
   * its own id behind. So its own rows are left out, and its own bit is squeezed out of the rows that stay.
   */
  relay(self: NodeId, round: number): OralReport {
    const rank = this.#lieutenants.indexOf(self);
    const level = this.levels[round - 1] as Level;
    const planes = (level[0] as readonly Rows[]).map((_, plane) => {
      const told = level.map((planesOfOne) => planesOfOne[plane] as Rows);
      return relayRows(this.group.ids.length, round, rank, told);
    });
    return { round, from: self, planes };
  }

  fold(): Folded {
    return fold(this);
  }
}
