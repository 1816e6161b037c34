/** The reports that a node accepted, for its owner to record and to count. */
import type { Group, NodeId } from "../core/group.js";
import { kindOf } from "../core/kinds.js";
import { RELAYS_SPELLED_OUT_MAX } from "../core/report.js";
import type { Accepted } from "./events.js";

export class Acceptances {
  readonly all: Accepted[] = [];
  readonly #group: Group;
  readonly #self: NodeId;

  constructor(group: Group, self: NodeId) {
    this.#group = group;
    this.#self = self;
  }

  /** What others told in `round`: how many reports, and how many relays of each order unless they cannot be counted. */
  in(round: number): { reports: number; told: number[] | null } {
    const heard = this.all.filter((one) => one.round === round && one.from !== this.#self);
    const reports = heard.length;
    const kind = kindOf(this.#group);
    if (kind.relaysEach(this.#group, round) > RELAYS_SPELLED_OUT_MAX) return { reports, told: null };
    const counts = heard.map(({ report }) => kind.countOrders(this.#group, report));
    if (counts.includes(null)) return { reports, told: null };
    const told = this.#group.orders.map((_, index) =>
      counts.reduce((sum, count) => sum + (count?.[index] ?? 0), 0),
    );
    return { reports, told };
  }
}
