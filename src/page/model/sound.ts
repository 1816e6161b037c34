/** Any setup put right, and setups that change as a whole. */
import { orderOf } from "../../config/defaults.js";
import type { Order, ProtocolName } from "../../core/group.js";
import type { Values } from "../../core/protocol.js";
import { soundTraitor } from "./liars.js";
import {
  COURSE,
  hasValues,
  idsOf,
  isText,
  mDefaultOf,
  mMaxOf,
  NODES_MAX,
  NODES_MIN,
  type Setup,
  within,
} from "./setup.js";

/** The nearest setup that can be run: bounds kept, and nobody who is not there. */
export function soundSetup(setup: Setup): Setup {
  const { protocol } = setup;
  const n = within(setup.n, NODES_MIN, NODES_MAX);
  const m = within(setup.m, 0, mMaxOf({ protocol, n }));
  const orders = setup.orders.length > 1 ? setup.orders : COURSE.orders;
  const [first] = orders as [Order];
  const byDefault = orders.includes(setup.default) ? setup.default : first;
  const isFree = hasValues(setup);
  const order = orders.includes(setup.order) ? setup.order : orderOf(orders, byDefault);
  const general = setup.general >= 1 && setup.general <= n ? setup.general : 1;
  const values = isFree ? valuesWithin(setup.values, n, order) : {};
  const combine = isFree ? setup.combine : null;
  const sound = { ...setup, n, m, orders, default: byDefault, order, values, combine, general };
  const traitors = setup.traitors
    .filter(({ id }, index, all) => id >= 1 && id <= n && all.findIndex((one) => one.id === id) === index)
    .map((entry) => soundTraitor(entry, sound))
    .toSorted((a, b) => a.id - b.id);
  return { ...sound, traitors, seed: within(setup.seed, 0, 2 ** 32 - 1) };
}

/** Values that say more than `order` does. */
function valuesWithin(values: Values, n: number, order: Order): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([id, value]) => Number(id) <= n && isText(value) && value !== order),
  );
}

/** The same setup with another number of nodes, and the m that so many tolerate. */
export function resized(setup: Setup, n: number): Setup {
  return soundSetup({ ...setup, n, m: mDefaultOf({ ...setup, n }) });
}

/** The same group by another protocol. Where nodes have values, every other one begins with the default order. */
export function byProtocol(setup: Setup, protocol: ProtocolName): Setup {
  const { order, orders } = setup;
  const given = { ...setup, protocol, order: orders.includes(order) ? order : COURSE.order };
  const values = Object.fromEntries(
    idsOf(setup).flatMap((id) => (id % 2 === 0 ? [[id, setup.default] as const] : [])),
  );
  return resized({ ...given, values: hasValues(given) ? values : {} }, setup.n);
}
