/**
 * The strategies of traitors, a row each: what it does in words, what its entry takes, and what it tells. A lie is made from
 * the honest relay, so that a traitor's own tree stays true.
 *
 * Most strategies ask for no more than the order, the round and the receiver: such a lie is put into a whole report at once.
 * Those that lie relay by relay say what becomes of a report, and of one relay of OM(m) for those who hold no reports.
 */

import type { Group, NodeId, Order } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import type { Lying } from "../core/lying.js";
import { formatPath, type Path } from "../core/path.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import {
  lowerHalf,
  type ScriptedLie,
  STRATEGIES,
  type Strategy,
  type TraitorEntry,
} from "../core/traitor.js";
import { liesIn, protocolOf } from "../protocols/index.js";

/** What `to` is told in `round` in the place of an honest order, along whichever path; null for nothing in time. */
export type Tells = (honest: Order, round: number, to: NodeId) => Order | null;

/** Who lies, and where. */
export interface Liar {
  readonly group: Group;
  /** of `random` */
  readonly seed: number;
  /** with this traitor's keys, where messages are signed */
  readonly signer: Signer | undefined;
  readonly lying: Lying<Report>;
  /** Whether a receiver is in the lower half of those that this traitor tells in a round. */
  readonly favours: (round: number, to: NodeId) => boolean;
}

interface ByRelay<E> {
  report(liar: Liar, entry: E, honest: Report, to: NodeId): Report;
  /** `path` ends in the traitor, who accepted `honest` along the path before. */
  relay(liar: Liar, entry: E, path: Path, honest: Order, to: NodeId): Order;
}

interface Row<E> {
  readonly words: string;
  /** The key of its entry that is its own. */
  readonly takes?: Exclude<keyof E, "id" | "strategy">;
  readonly tells: ((liar: Liar, entry: E) => Tells) | ByRelay<E>;
  /** What it tells nobody in time comes after the deadline. */
  readonly comesLate?: true;
}

/** A key of an entry that is its own, and what stands there. */
export type Own =
  | { readonly key: "order"; readonly value: Order }
  | { readonly key: "round"; readonly value: number }
  | { readonly key: "tell"; readonly value: Readonly<Record<NodeId, Order>> }
  | { readonly key: "lies"; readonly value: readonly ScriptedLie[] };

type EntryOf<S extends Strategy> = TraitorEntry & { readonly strategy: S };

/** The next of `orders`: with two orders the other one. For a value that is not among them the first. */
export function nextOrder({ orders }: Group, order: Order): Order {
  return orders[(orders.indexOf(order) + 1) % orders.length] as Order;
}

const ROWS: { readonly [S in Strategy]: Row<EntryOf<S>> } = {
  flip: {
    words: "the other order, to everyone",
    tells:
      ({ group }) =>
      (honest) =>
        nextOrder(group, honest),
  },
  split: {
    words: "the truth to odd ids, the other order to even ids",
    tells:
      ({ group }) =>
      (honest, _round, to) =>
        to % 2 === 1 ? honest : nextOrder(group, honest),
  },
  always: {
    words: "one order, whatever it accepted",
    takes: "order",
    tells:
      (_liar, { order }) =>
      () =>
        order,
  },
  random: {
    words: "an order drawn from the seed for each relay and receiver",
    tells: {
      report: ({ group, lying, seed, signer }, _entry, honest, to) =>
        lying.random(group, honest, to, seed, signer),
      relay({ group, lying, seed }, _entry, path, _honest, to) {
        if (!lying.randomAt) throw new RangeError(`one relay of random is not known with ${group.protocol}`);
        return lying.randomAt(group, path, to, seed);
      },
    },
  },
  silent: { words: "no reports", tells: () => () => null },
  crash: {
    words: "one last round to the lower half of its receivers, then nothing",
    takes: "round",
    tells:
      ({ favours }, { round: last }) =>
      (honest, round, to) =>
        round < last || (round === last && favours(round, to)) ? honest : null,
  },
  late: {
    words: "in time to the lower half of its receivers, after the deadline to the others",
    tells:
      ({ favours }) =>
      (honest, round, to) =>
        favours(round, to) ? honest : null,
    comesLate: true,
  },
  collude: {
    words: "one order to the lower half of the loyal ids, another to the others, as all such traitors do",
    takes: "tell",
    tells:
      (_liar, { tell }) =>
      (honest, _round, to) =>
        tell?.[to] ?? honest,
  },
  script: {
    words: "exactly the lies that are listed, and the truth otherwise",
    takes: "lies",
    tells: {
      report: ({ group, lying, signer }, { lies }, honest, to) =>
        lying.scripted(group, honest, to, lies, signer),
      relay({ group }, { lies }, path, honest, to) {
        const isIt = (at: Path, round: number) =>
          round === path.length - 1 && formatPath(at) === formatPath(path);
        const lie = lies.findLast((one) => one.to === to && isIt(one.path, one.round));
        return lie ? (lie.order ?? group.defaultOrder) : honest;
      },
    },
  },
  release: {
    words: "with its like a hidden order, to one node at last: with sm, the general among them",
    tells: {
      report: ({ group, lying, signer }, { plan }, honest, to) =>
        lying.hiding?.released(group, honest, to, plan, signer) ?? honest,
      relay: (_liar, _entry, _path, honest) => honest,
    },
  },
};

type AnyRow = Omit<Row<TraitorEntry>, "takes"> & { readonly takes?: Own["key"] };

export function rowOf(strategy: Strategy): AnyRow {
  return ROWS[strategy] as AnyRow;
}

/** The key of a strategy's entry that is its own; undefined for a name that is none. */
export function keyOf(strategy: unknown): string | undefined {
  const known = STRATEGIES.find((name) => name === strategy);
  return known && rowOf(known).takes;
}

/** What an entry has of its own beside its strategy, which it may have left out. */
export function ownOf(entry: TraitorEntry): Own | null {
  const key = rowOf(entry.strategy).takes;
  const value = key && (entry as Readonly<Partial<Record<string, unknown>>>)[key];
  return value === undefined ? null : ({ key, value } as Own);
}

/** An entry with what `own` gives for the key that its strategy takes; undefined leaves the key out. */
export function entryOf(id: NodeId, strategy: Strategy, own: (key: Own["key"]) => unknown): TraitorEntry {
  const key = rowOf(strategy).takes;
  const value = key && own(key);
  return { id, strategy, ...(value !== undefined && { [key!]: value }) } as TraitorEntry;
}

/** Whose own a key of an entry is. */
export function strategyTaking(key: string): Strategy | undefined {
  return STRATEGIES.find((name) => keyOf(name) === key);
}

export function liarOf(group: Group, traitor: NodeId, seed: number, signer?: Signer): Liar {
  const protocol = protocolOf(group);
  const halves = new Map<number, ReadonlySet<NodeId>>();
  const half = (round: number) =>
    keptIn(halves, round, () => lowerHalf(protocol.receivers(group, round).filter((id) => id !== traitor)));
  return { group, seed, signer, lying: liesIn(group), favours: (round, to) => half(round).has(to) };
}

/** What a traitor tells alike along all paths; null where it lies relay by relay. `entry` must be complete (collude.ts). */
export function tellsAlike(liar: Liar, entry: TraitorEntry): Tells | null {
  const { tells } = rowOf(entry.strategy);
  return typeof tells === "function" ? tells(liar, entry) : null;
}

/** What a traitor tells along one path, which ends in it; null for nothing in time. */
export function tellsAlong(
  liar: Liar,
  entry: TraitorEntry,
): (path: Path, honest: Order, to: NodeId) => Order | null {
  const { tells } = rowOf(entry.strategy);
  if (typeof tells !== "function") return (path, honest, to) => tells.relay(liar, entry, path, honest, to);
  const alike = tells(liar, entry);
  return (path, honest, to) => alike(honest, path.length - 1, to);
}

export function liesByRelay({ strategy }: TraitorEntry): boolean {
  return typeof rowOf(strategy).tells !== "function";
}
