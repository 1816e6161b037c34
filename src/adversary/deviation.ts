/**
 * A traitor's strategy: honest report and receiver → what is sent in its place. Strategies alter reports only,
 * and make each lie from the honest relay, so that a traitor's own tree stays true.
 */
import type { Deviation } from "../core/driver.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import type { Report } from "../core/report.js";
import { mapOrders, nextOrder, randomOrders, scripted } from "./lies.js";
import type { TraitorEntry } from "./traitor.js";

export function deviationOf(group: Group, traitor: TraitorEntry, seed: number): Deviation<Report> {
  const favoured = lowerHalf(lieutenantsOf(group).filter((id) => id !== traitor.id));
  const crashRound = traitor.strategy === "crash" ? traitor.round : null;
  const lies = new SharedLies(group);
  return {
    lie: (honest, round, to) => {
      if (crashRound === null) return lieOf(lies, traitor, seed, honest, to);
      return round < crashRound || (round === crashRound && favoured.has(to)) ? honest : null;
    },
    isLate: (_round, to) => traitor.strategy === "late" && !favoured.has(to),
    crashRound,
  };
}

/**
 * Lies that several receivers get alike, made once for each honest report: they are one report object, so that the
 * wire can encode it once for all of them, as it does an honest one.
 */
class SharedLies {
  readonly group: Group;
  #honest: Report | undefined;
  readonly #made = new Map<Order | null, Report>();

  constructor(group: Group) {
    this.group = group;
  }

  /** `order` along every path; null for the order next to the honest one. */
  telling(honest: Report, order: Order | null): Report {
    if (honest !== this.#honest) this.#made.clear();
    this.#honest = honest;
    let lie = this.#made.get(order);
    lie ??= order === null ? nextOrder(this.group, honest) : mapOrders(this.group, honest, () => order);
    this.#made.set(order, lie);
    return lie;
  }
}

function lieOf(
  lies: SharedLies,
  traitor: TraitorEntry,
  seed: number,
  honest: Report,
  to: NodeId,
): Report | null {
  switch (traitor.strategy) {
    case "flip":
      return lies.telling(honest, null);
    case "split":
      return to % 2 === 1 ? honest : lies.telling(honest, null);
    case "always":
      return lies.telling(honest, traitor.order);
    case "random":
      return randomOrders(lies.group, honest, to, seed);
    case "collude": {
      const told = traitor.tell?.[to];
      return told === undefined ? honest : lies.telling(honest, told);
    }
    case "script":
      return scripted(lies.group, honest, to, traitor.lies);
    case "silent":
      return null;
    case "late":
    case "crash":
      return honest;
  }
}

/** The lower floor(k/2) of k ids. */
export function lowerHalf(ids: readonly NodeId[]): ReadonlySet<NodeId> {
  return new Set(ids.toSorted((a, b) => a - b).slice(0, Math.floor(ids.length / 2)));
}
