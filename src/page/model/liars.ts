/** Traitors of a setup: what each strategy does, and what it needs to be one that can be played. */
import { rowOf } from "../../adversary/strategies.js";
import type { NodeId, Order } from "../../core/group.js";
import { tellingFault, type Values } from "../../core/protocol.js";
import type { ScriptedLie, Strategy, TraitorEntry } from "../../core/traitor.js";
import { protocolOf } from "../../protocols/index.js";
import { nameOf } from "./orders.js";
import { groupOfSetup, hasValues, isText, type Setup, strategiesOf } from "./setup.js";

/** What a traitor does, in words. */
export function doesOf(entry: TraitorEntry): string {
  if (entry.strategy !== "collude" || !entry.tell) return rowOf(entry.strategy).words;
  const told = Object.entries(entry.tell).map(([to, order]) => `${nameOf(order)} to node ${to}`);
  return `${told.join(", ")}; the truth to others`;
}

/** A traitor of a strategy, with what the strategy needs. */
export function traitorOf(id: NodeId, strategy: Strategy, setup: Setup): TraitorEntry {
  if (strategy === "always") return { id, strategy, order: setup.default };
  if (strategy === "crash") return { id, strategy, round: sendingRounds(id, setup)[0] ?? 0 };
  if (strategy === "script") return { id, strategy, lies: [] };
  return { id, strategy };
}

/** Rounds in which a node reports. */
function sendingRounds(id: NodeId, setup: Setup): number[] {
  const kind = protocolOf(setup);
  const group = groupOfSetup(setup);
  const rounds = Array.from({ length: kind.lastRound(group) + 1 }, (_, round) => round);
  return rounds.filter((round) => kind.senders(group, round).includes(id));
}

export function soundTraitor(entry: TraitorEntry, setup: Setup): TraitorEntry {
  if (!strategiesOf(setup).includes(entry.strategy)) return { id: entry.id, strategy: "flip" };
  switch (entry.strategy) {
    case "always":
      return isSayable(entry.order, setup) ? entry : { ...entry, order: setup.default };
    case "collude":
      return entry.tell ? { ...entry, tell: soundTell(entry.tell, setup) } : entry;
    case "crash": {
      const rounds = sendingRounds(entry.id, setup);
      const asked = Number.isFinite(entry.round) ? entry.round : 0;
      const round = rounds.find((one) => one >= asked) ?? rounds.at(-1);
      // who never sends cannot crash while it does
      return round === undefined ? { id: entry.id, strategy: "flip" } : { ...entry, round };
    }
    case "script":
      return { ...entry, lies: entry.lies.filter((lie) => isSoundLie(lie, entry.id, setup)) };
    default:
      return entry;
  }
}

function isSayable(order: Order, setup: Setup): boolean {
  return setup.orders.includes(order) || (hasValues(setup) && isText(order));
}

function soundTell(tell: Values, setup: Setup): Values {
  return Object.fromEntries(
    Object.entries(tell).filter(([to, order]) => Number(to) <= setup.n && isSayable(order, setup)),
  );
}

function isSoundLie({ round, to, path, order }: ScriptedLie, by: NodeId, setup: Setup): boolean {
  const kind = protocolOf(setup);
  const group = groupOfSetup(setup);
  return (
    round <= kind.lastRound(group) &&
    kind.senders(group, round).includes(by) &&
    kind.receivers(group, round).includes(to) &&
    tellingFault(kind, group, round, by, path) === null &&
    (order === null || isSayable(order, setup))
  );
}
