/**
 * What a traitor tells one receiver along one path, for those who do not want whole reports: the same lies as those of
 * deviation.ts, where a relay that never comes, or comes too late, is the default order.
 */

import { type Group, lieutenantsOf, type NodeId, type Order, planeOrdersOf } from "../../core/group.js";
import { formatPath, type Path } from "../../core/path.js";
import { wordAt } from "../../core/random.js";
import { lowerHalf, type TraitorEntry } from "../../core/traitor.js";
import { cellIn } from "./report.js";
import { drivenRound } from "./slices.js";

/** `path` ends in the traitor, who accepted `honest` along the path before. */
export type Liar = (path: Path, honest: Order, to: NodeId) => Order;

/** `collude` must have its `tell`. */
export function liarOf(group: Group, traitor: TraitorEntry, seed: number): Liar {
  const { orders, defaultOrder } = group;
  const next = (order: Order) => orders[(orders.indexOf(order) + 1) % orders.length] as Order;
  const favoured = lowerHalf(lieutenantsOf(group).filter((id) => id !== traitor.id));
  const toFavoured: Liar = (_path, honest, to) => (favoured.has(to) ? honest : defaultOrder);
  switch (traitor.strategy) {
    case "flip":
      return (_path, honest) => next(honest);
    case "split":
      return (_path, honest, to) => (to % 2 === 1 ? honest : next(honest));
    case "always":
      return () => traitor.order;
    case "random":
      return (path, _honest, to) => randomOrder(group, path, to, seed);
    case "collude":
      return (_path, honest, to) => traitor.tell?.[to] ?? honest;
    case "script":
      return (path, honest, to) => {
        const lie = traitor.lies.findLast(
          (one) =>
            one.to === to && one.round === path.length - 1 && formatPath(one.path) === formatPath(path),
        );
        return lie ? (lie.order ?? defaultOrder) : honest;
      };
    case "release":
      return (_path, honest) => honest;
    case "silent":
      return () => defaultOrder;
    case "late":
      return toFavoured;
    case "crash":
      return (path, honest, to) => {
        const round = path.length - 1;
        if (round === traitor.round) return toFavoured(path, honest, to);
        return round < traitor.round ? honest : defaultOrder;
      };
  }
}

/** The same bit that {@link randomOrders} of lies.ts sets in a whole report. */
function randomOrder(group: Group, path: Path, to: NodeId, seed: number): Order {
  const [order, ...more] = planeOrdersOf(group);
  if (more.length > 0) throw new RangeError("one relay of `random` is known among two orders only");
  const round = drivenRound(group, path);
  const { row, bit } = cellIn(group, round, path);
  const word = wordAt([seed, path.at(-1) as NodeId, round, to], row);
  return (word >>> bit) & 1 ? (order as Order) : group.defaultOrder;
}
