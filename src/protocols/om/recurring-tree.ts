/**
 * The message tree of one node that agrees again and again. What it is told is mostly what it was told in the agreement before, and
 * then by the very same reports (wire/readings.ts): what was made of those is not made again. For small trees, since what was
 * made last is kept as long as the group.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { relayCount } from "../../core/path.js";
import { BitTree } from "./bit-tree.js";
import type { Folded } from "./fold.js";
import type { Level } from "./levels.js";
import { type OralReport, RELAYS_SPELLED_OUT_MAX } from "./report.js";

/** Whether what the trees of this group come to may be kept. */
export function isSmall({ ids, m }: Group): boolean {
  return relayCount(ids.length, m) <= RELAYS_SPELLED_OUT_MAX;
}

/** What was made last, and of which level. */
class Last<T> {
  #level: Level = [];
  #made: T | null = null;

  /** Rows are never written to once they are stored, so the same ones hold the same. */
  of(level: Level, make: () => T): T {
    if (this.#made === null || !isSameLevel(level, this.#level)) {
      this.#level = [...level];
      this.#made = make();
    }
    return this.#made;
  }
}

function isSameLevel(a: Level, b: Level): boolean {
  for (let rank = 0; rank < a.length; rank++) if (a[rank] !== b[rank]) return false;
  return true;
}

/** Of all trees of one group, which several nodes may share. */
class Made {
  readonly firsts = new Map<Order, OralReport>();
  /** by round and rank */
  readonly relays: Last<OralReport>[][] = [];
  readonly folded = new Last<Folded>();
}

const madeIn = new WeakMap<Group, Made>();

function madeOf(group: Group): Made {
  const known = madeIn.get(group) ?? new Made();
  madeIn.set(group, known);
  return known;
}

export class RecurringTree extends BitTree {
  readonly #made: Made;

  constructor(group: Group) {
    super(group);
    this.#made = madeOf(group);
  }

  override first(order: Order): OralReport {
    const { firsts } = this.#made;
    const known = firsts.get(order) ?? super.first(order);
    firsts.set(order, known);
    return known;
  }

  override relay(self: NodeId, round: number): OralReport {
    const ofRound = (this.#made.relays[round] ??= []);
    const last = (ofRound[lieutenantsOf(this.group).indexOf(self)] ??= new Last());
    return last.of(this.levels[round - 1] as Level, () => super.relay(self, round));
  }

  override fold(): Folded {
    return this.#made.folded.of(this.levels[this.group.m] as Level, () => super.fold());
  }
}
