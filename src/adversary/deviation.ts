/**
 * A traitor's strategy (strategies.ts) on whole reports: honest report and receiver → what is sent in its place. Strategies
 * alter reports only.
 */

import type { Group, NodeId, Order } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import type { TraitorEntry } from "../core/traitor.js";
import { liesIn } from "../protocols/index.js";
import { type Liar, liarOf, nextOrder, rowOf, type Tells } from "./strategies.js";

/** What a traitor does in the place of what it owes. */
export interface Deviation<R> {
  /** The report that `to` gets instead of the honest one; null for none. */
  lie(honest: R, round: number, to: NodeId): R | null;
  /** Whether `to` gets the report of `round` only after that round's deadline. */
  isLate(round: number, to: NodeId): boolean;
  /** The round whose reports are the last thing this node sends before it stops; null for none. */
  readonly crashRound: number | null;
}

/** `R` is what reports are in the group's protocol; `signer` holds this traitor's keys where messages are signed. */
export function deviationOf<R extends Report = Report>(
  group: Group,
  traitor: TraitorEntry,
  seed: number,
  signer?: Signer,
): Deviation<R> {
  const liar = liarOf(group, traitor.id, seed, signer);
  const { tells, comesLate = false } = rowOf(traitor.strategy);
  const crashRound = "round" in traitor ? traitor.round : null;
  if (typeof tells !== "function") {
    const lie = (honest: R, _round: number, to: NodeId) => tells.report(liar, traitor, honest, to) as R;
    return { lie, isLate: () => false, crashRound };
  }
  const alike = tells(liar, traitor);
  const lies = new SharedLies(liar, alike);
  return {
    lie: (honest, round, to) => (lies.lie(honest, round, to) ?? (comesLate ? honest : null)) as R | null,
    isLate: (round, to) => comesLate && alike(group.defaultOrder, round, to) === null,
    crashRound,
  };
}

/** The honest report with the next order for every relay. */
export function flipped(group: Group, honest: Report, signer?: Signer): Report {
  return liesIn(group).map(group, honest, (order) => nextOrder(group, order), signer);
}

/** Stands for every value that is not listed. */
const UNLISTED = "";

/**
 * Lies that are alike along every path. Those that several receivers get alike are made once for each honest report: they
 * are one report object, so that the wire can encode it once for all of them, as it does an honest one.
 */
class SharedLies {
  #honest: Report | undefined;
  /** by what each order becomes */
  readonly #made = new Map<string, Report>();

  constructor(
    private readonly liar: Liar,
    private readonly tells: Tells,
  ) {}

  lie(honest: Report, round: number, to: NodeId): Report | null {
    const { group, lying, signer } = this.liar;
    const orders = [...group.orders, UNLISTED];
    const told = orders.map((order) => this.tells(order, round, to));
    if (told.includes(null)) return null;
    if (told.every((order, index) => order === orders[index])) return honest;
    if (honest !== this.#honest) this.#made.clear();
    this.#honest = honest;
    const key = told.join("\n");
    const tells = (order: Order) => this.tells(order, round, to) as Order;
    return keptIn(this.#made, key, () => lying.map(group, honest, tells, signer));
  }
}
