/**
 * SM(m) on trial (Lamport et al. 1982, §4). The trial itself puts a seal on everything that a node tells, so that nobody needs
 * cryptography and nobody can forge: what is heard says in `seals` whose seals are really on it. A chain counts if its path has
 * one id more than its round, begins at the general, ends with its sender, and every id of it has sealed this order.
 *
 * As in protocols/sm/rules.ts no more than two orders are told on, of several new ones those that `orders` lists first.
 */
import type { NodeId, Order } from "../../../core/group.js";
import { formatPath, type Path } from "../../../core/path.js";
import { printable } from "../../../core/printable.js";
import { isSound } from "../../../trial/right.js";
import { chainsOf } from "../../../trial/routes.js";
import type { Book, Debt, Rules } from "../../../trial/rules/rules.js";
import type { Heard, Start } from "../../../trial/turn.js";

/** What a node was told under seals. */
export interface SealedHeard extends Heard {
  /** the ids whose seals are really on this order and path, in the path's order */
  readonly seals: readonly NodeId[];
}

const RELAYED_MAX = 2;

class SealedBook implements Book {
  /** V: each order with the round and the chain that showed it first */
  readonly #accepted = new Map<Order, { readonly round: number; readonly path: Path }>();
  readonly #owed: Debt[][] = [];
  /** by round, whether it counts or not */
  readonly #heard: (readonly SealedHeard[])[] = [];
  #relayed = 0;

  constructor(private readonly start: Start) {}

  owed(round: number): Debt[] {
    this.#owed[round] ??= this.#newly(round);
    return this.#owed[round];
  }

  #newly(round: number): Debt[] {
    const { id, general, order, orders } = this.start;
    if ((id === general) !== (round === 0)) return [];
    if (round === 0) return [this.#debt([id], order as Order)];
    const fresh = orders
      .filter((one) => this.#accepted.get(one)?.round === round - 1)
      .slice(0, RELAYED_MAX - this.#relayed);
    this.#relayed += fresh.length;
    return fresh.map((one) => this.#debt([...(this.#accepted.get(one)?.path ?? []), id], one));
  }

  /** Those who have sealed it know it: telling them is no more than allowed. */
  #debt(path: Path, order: Order): Debt {
    const { nodes } = this.start;
    return {
      ...{ path, order, echoes: [] },
      to: nodes.filter((id) => !path.includes(id)),
      free: nodes.filter((id) => path.includes(id)),
    };
  }

  hear(round: number, heard: readonly Heard[]): void {
    this.#heard[round] = heard as readonly SealedHeard[];
    if (this.start.id === this.start.general) return;
    for (const one of heard as readonly SealedHeard[]) {
      const { path, order } = one;
      if (!isWhole(this.start, round, one) || path.includes(this.start.id)) continue;
      if (!this.#accepted.has(order)) this.#accepted.set(order, { round, path });
    }
  }

  decision(): Order {
    const { id, general, order, default: fallback } = this.start;
    if (id === general) return order as Order;
    const [only, ...more] = this.#accepted.keys();
    return only === undefined || more.length > 0 ? fallback : only;
  }

  why(round: number, path: Path): string {
    if (round === 0) return `it had its own order, ${this.start.order}`;
    const before = formatPath(path.slice(0, -1));
    const accepted = [...this.#accepted].filter(([, first]) => formatPath(first.path) === before);
    const orders = accepted.map(([order]) => order).join(" and ");
    return `${orders} on ${before} was new to it in round ${round - 1}, with all its seals`;
  }

  whyNothing(round: number, path: Path, order: Order): string {
    const before = formatPath(path.slice(0, -1));
    const what = `${printable(order, 40)} on ${before}`;
    const heard = this.#heard[round - 1]?.filter((one) => formatPath(one.path) === before) ?? [];
    const one = heard.find((other) => other.order === order);
    if (!one) return `it had not been told ${what} in round ${round - 1}`;
    if (!this.start.orders.includes(order)) return `${printable(order, 40)} is no order of the group`;
    if (formatPath(one.seals) !== before)
      return `${what} came with ${one.seals.length === 0 ? "no seal" : `the seals of ${formatPath(one.seals)} alone`}`;
    if (one.path.at(-1) !== one.from)
      return `${what} came from node ${one.from}, with whom the chain does not end`;
    const first = this.#accepted.get(order);
    if (first && formatPath(first.path) !== before)
      return `${what} was not new to it: it had come on ${formatPath(first.path)} in round ${first.round}`;
    return "a node tells on two orders at the most, of several new ones those that come first in the list";
  }

  votes(): string[] {
    const { id, general, default: fallback } = this.start;
    if (id === general) return [`node ${id} is the general, and decides its own order`];
    const shown = [...this.#accepted].map(
      ([order, { round, path }]) => `  ${order}, first on ${formatPath(path)} in round ${round}`,
    );
    const choice =
      this.#accepted.size === 1
        ? "the only order"
        : `not one order but ${this.#accepted.size}, so that it is the default, ${fallback}`;
    return ["orders that came with all their seals:", ...(shown.length > 0 ? shown : ["  none"]), choice];
  }
}

/** As with oral messages, and every id of the path has put its seal on this order. */
function isWhole(start: Start, round: number, one: SealedHeard): boolean {
  const { path, seals } = one;
  return (
    isSound(start, round, one) &&
    path.length === seals.length &&
    path.every((id, place) => seals[place] === id)
  );
}

export const rules: Rules = {
  lastRound: ({ m }) => m,
  book: (start) => new SealedBook(start),
  paths: chainsOf,
  missing: "nothing",
  onPath: (path) => ` on path ${formatPath(path)}`,
  seals: true,
};
