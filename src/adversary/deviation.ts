/**
 * A traitor's strategy: honest report and receiver → what is sent in its place. Strategies alter reports only,
 * and make each lie from the honest relay, so that a traitor's own tree stays true.
 */
import type { Group, NodeId, Order } from "../core/group.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import { lowerHalf, type TraitorEntry } from "../core/traitor.js";
import { liesIn, protocolOf } from "../protocols/index.js";

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
  const isFavoured = favouredBy(group, traitor.id);
  const crashRound = traitor.strategy === "crash" ? traitor.round : null;
  const lies = new SharedLies(group, signer);
  return {
    lie: (honest, round, to) => {
      if (crashRound === null) return lieOf(lies, traitor, seed, honest, to) as R | null;
      return round < crashRound || (round === crashRound && isFavoured(round, to)) ? honest : null;
    },
    isLate: (round, to) => traitor.strategy === "late" && !isFavoured(round, to),
    crashRound,
  };
}

/** Whether a receiver is in the lower half of those that a traitor tells in a round. */
function favouredBy(group: Group, traitor: NodeId): (round: number, to: NodeId) => boolean {
  const kind = protocolOf(group);
  return (round, to) => lowerHalf(kind.receivers(group, round).filter((id) => id !== traitor)).has(to);
}

/**
 * Lies that several receivers get alike, made once for each honest report: they are one report object, so that the
 * wire can encode it once for all of them, as it does an honest one.
 */
class SharedLies {
  readonly group: Group;
  readonly signer: Signer | undefined;
  #honest: Report | undefined;
  readonly #made = new Map<Order | null, Report>();

  constructor(group: Group, signer: Signer | undefined) {
    this.group = group;
    this.signer = signer;
  }

  /** `order` along every path; null for the order next to the honest one. */
  telling(honest: Report, order: Order | null): Report {
    if (honest !== this.#honest) this.#made.clear();
    this.#honest = honest;
    let lie = this.#made.get(order);
    lie ??=
      order === null
        ? nextOrder(this.group, honest, this.signer)
        : liesIn(this.group).map(this.group, honest, () => order, this.signer);
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
  const { group, signer } = lies;
  switch (traitor.strategy) {
    case "flip":
      return lies.telling(honest, null);
    case "split":
      return to % 2 === 1 ? honest : lies.telling(honest, null);
    case "always":
      return lies.telling(honest, traitor.order);
    case "random":
      return liesIn(group).random(group, honest, to, seed, signer);
    case "collude": {
      const told = traitor.tell?.[to];
      return told === undefined ? honest : lies.telling(honest, told);
    }
    case "script":
      return liesIn(group).scripted(group, honest, to, traitor.lies, signer);
    case "release":
      return liesIn(group).hiding?.released(group, honest, to, traitor.plan, signer) ?? honest;
    case "silent":
      return null;
    case "late":
    case "crash":
      return honest;
  }
}

/** The next of `orders` for every relay: with two orders the other one. For a value that is not among them the first. */
export function nextOrder(group: Group, honest: Report, signer?: Signer): Report {
  const { orders } = group;
  const next = (order: Order) => orders[(orders.indexOf(order) + 1) % orders.length] as Order;
  return liesIn(group).map(group, honest, next, signer);
}
