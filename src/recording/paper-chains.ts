/**
 * What a program of SM(m) may tell otherwise than nodes here do (protocols/sm/rules.ts). In the paper every order that is new is told on;
 * by Dolev and Strong, and here, two at the most, which are enough. Which two, and on which of several chains that showed an order in one
 * round, is left open.
 */
import type { NodeId, Order } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import { formatPath, type Path } from "../core/path.js";
import type { Relay } from "../core/relay.js";
import { isKnownTo } from "./chains.js";
import type { ReportLine } from "./recording.js";
import type { ByRound } from "./replay.js";

const ENOUGH = 2;

interface Shown {
  readonly round: number;
  readonly paths: Path[];
}

type Way = Pick<ReportLine, "round" | "from" | "to">;

export class PaperChains {
  /** by node, and by order: the round that showed it first, and the chains that count there */
  readonly #shown = new Map<NodeId, Map<Order, Shown>>();
  /** by teller and receiver: the orders that were told, or told to others on a chain that the receiver has signed, and since when */
  readonly #held = new Map<string, Map<Order, number>>();
  /** by teller and order: what was news to whom it was told */
  readonly #told = new Set<string>();

  /** `loyal`: lieutenants. What traitors are told need not be written down. */
  constructor(
    byRound: ByRound,
    private readonly loyal: readonly NodeId[],
  ) {
    for (const [round, lines] of byRound.entries())
      for (const { from, to, relays = [] } of lines)
        for (const { path, order } of relays) {
          for (const id of [to, ...path.slice(0, -1)]) this.#holds({ round, from, to: id }, order);
          if (!isKnownTo(to, { path, order })) this.#told.add(`${from} ${order}`);
          if (path.includes(to)) continue;
          const shown = keptIn(this.#shownTo(to), order, () => ({ round, paths: [] }));
          if (shown.round === round) shown.paths.push(path);
        }
  }

  #holds({ round, from, to }: Way, order: Order): void {
    const held = keptIn(this.#held, `${from} ${to}`, () => new Map<Order, number>());
    held.set(order, Math.min(round, held.get(order) ?? round));
  }

  #shownTo(id: NodeId): Map<Order, Shown> {
    return keptIn(this.#shown, id, () => new Map());
  }

  /** Whether a node may leave out what nodes here tell on. */
  mayLeave({ round, from, to }: Way, { order }: Relay): boolean {
    const held = this.#held.get(`${from} ${to}`) ?? new Map<Order, number>();
    const told = [...held].flatMap(([one, since]) => (since <= round ? [one] : []));
    const orders = new Set([...told, ...this.#unwritten(from, round)]);
    return orders.has(order) || orders.size >= ENOUGH;
  }

  /** Orders that a node may have told to traitors alone: on a chain that all others have signed who must be told. */
  #unwritten(from: NodeId, round: number): Order[] {
    const isSignedByAll = (path: Path) => this.loyal.every((id) => id === from || path.includes(id));
    return [...this.#shownTo(from)].flatMap(([order, shown]) => {
      const isTold = shown.round >= round || this.#told.has(`${from} ${order}`);
      return !isTold && shown.paths.some(isSignedByAll) ? [order] : [];
    });
  }

  /** Whether a node may tell what nodes here do not: on a chain that counted when it was shown the order, and once. */
  mayTell({ from, to, relays = [] }: ReportLine, { path, order }: Relay): boolean {
    const again = relays.filter((one) => one.order === order && !isKnownTo(to, one));
    const shown = this.#shownTo(from).get(order)?.paths ?? [];
    return shown.some((one) => formatPath(one) === formatPath(path.slice(0, -1))) && again.length <= 1;
  }
}
