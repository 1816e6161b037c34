/** A small world of OM(m), told out by right nodes and traitors: what an exam question is made of. Without echoes, as on paper. */
import type { NodeId, Order } from "../../core/group.js";
import type { Path } from "../../core/path.js";
import type { Dice } from "../../sim/dice.js";
import { Held } from "../right.js";
import type { Start } from "../turn.js";

/** One line of a transcript. */
export interface Told {
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly path: Path;
  readonly order: Order;
  /** what it owed; another order than that is a lie */
  readonly owed: Order;
}

export interface Telling {
  readonly n: number;
  readonly m: number;
  readonly orders: readonly Order[];
  readonly default: Order;
  /** what the general ordered, or, as a traitor, was to order */
  readonly order: Order;
  readonly traitors: readonly NodeId[];
  readonly told: readonly Told[];
  readonly held: ReadonlyMap<NodeId, Held>;
}

const GENERAL = 1;
const ORDERS: readonly Order[] = ["retreat", "attack"];

/** A world with m traitors, each of whose tellings is a lie as often as not; `general`: whether he is one of them. */
export function tellOut(dice: Dice, m: number, general: boolean): Telling {
  const n = 3 * m + 1;
  const nodes = Array.from({ length: n }, (_, index) => index + 1);
  const lieutenants = nodes.slice(1);
  const traitors = general ? [GENERAL, ...dice.some(lieutenants, m - 1)] : dice.some(lieutenants, m);
  const fallback = dice.pick(ORDERS);
  const order = dice.pick(ORDERS);
  const startOf = (id: NodeId): Start => ({
    ...{ id, nodes, general: GENERAL, m, orders: ORDERS, default: fallback },
    order: id === GENERAL ? order : null,
  });
  const held = new Map(nodes.map((id) => [id, new Held(startOf(id))]));
  const told: Told[] = [];
  for (let round = 0; round <= m; round++) {
    const now = tellingsOf(round, nodes, held, order).map((one) => {
      const lies = traitors.includes(one.from) && dice.chance(0.5);
      return lies ? { ...one, order: otherThan(one.owed) } : one;
    });
    for (const { from, to, path, order: what } of now)
      held.get(to)?.hear(round, [{ from, path, order: what }]);
    told.push(...now);
  }
  return { ...{ n, m, orders: ORDERS, default: fallback, order, traitors, told, held } };
}

/** All that is owed in a round, as the honest tell it. */
function tellingsOf(
  round: number,
  nodes: readonly NodeId[],
  held: ReadonlyMap<NodeId, Held>,
  order: Order,
): Told[] {
  const speakers = nodes.filter((id) => (id === GENERAL) === (round === 0));
  return speakers.flatMap((from) => {
    const owed = round === 0 ? [{ path: [from], order }] : (held.get(from) as Held).owed(round);
    return owed.flatMap(({ path, order: what }) =>
      nodes
        .filter((to) => !path.includes(to))
        .map((to) => ({ round, from, to, path, order: what, owed: what })),
    );
  });
}

export function otherThan(order: Order): Order {
  return ORDERS.find((one) => one !== order) as Order;
}
