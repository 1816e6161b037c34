/**
 * A traitor's strategy: honest report and receiver → what is sent in its place. Strategies alter reports only,
 * and make each lie from the honest relay, so that a traitor's own tree stays true.
 */
import type { Deviation } from "../core/driver.js";
import { type Group, lieutenantsOf, type NodeId } from "../core/group.js";
import type { Report } from "../core/report.js";
import { mapOrders, nextOrder, randomOrders, scripted } from "./lies.js";
import type { TraitorEntry } from "./traitor.js";

export function deviationOf(group: Group, traitor: TraitorEntry, seed: number): Deviation<Report> {
  const favoured = lowerHalf(lieutenantsOf(group).filter((id) => id !== traitor.id));
  const crashRound = traitor.strategy === "crash" ? traitor.round : null;
  return {
    lie: (honest, round, to) => {
      if (crashRound === null) return lieOf(group, traitor, seed, honest, to);
      return round < crashRound || (round === crashRound && favoured.has(to)) ? honest : null;
    },
    isLate: (_round, to) => traitor.strategy === "late" && !favoured.has(to),
    crashRound,
  };
}

function lieOf(group: Group, traitor: TraitorEntry, seed: number, honest: Report, to: NodeId): Report | null {
  switch (traitor.strategy) {
    case "flip":
      return nextOrder(group, honest);
    case "split":
      return to % 2 === 1 ? honest : nextOrder(group, honest);
    case "always":
      return mapOrders(group, honest, () => traitor.order);
    case "random":
      return randomOrders(group, honest, to, seed);
    case "collude": {
      const told = traitor.tell?.[to];
      return told === undefined ? honest : mapOrders(group, honest, () => told);
    }
    case "script":
      return scripted(group, honest, to, traitor.lies);
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
