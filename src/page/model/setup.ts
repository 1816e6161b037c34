/** What a run in the page is made of, and what may be asked for. Nothing here touches the browser. */
import type { ScriptedLie, Strategy, TraitorEntry } from "../../adversary/traitor.js";
import { type Group, maxTolerated, type NodeId, type Order } from "../../core/group.js";

export interface Setup {
  readonly n: number;
  readonly m: number;
  readonly general: NodeId;
  readonly order: Order;
  readonly orders: readonly Order[];
  readonly default: Order;
  readonly traitors: readonly TraitorEntry[];
  readonly seed: number;
}

export const NODES_MIN = 3;
export const NODES_MAX = 33;
/** The largest tree that is worked out, in groups: n = 22, m = 7 has 586,051,200 leaves. */
export const ROUNDS_MAX = 7;

/** What the page opens with: the course's case. */
export const COURSE: Setup = {
  n: 7,
  m: 2,
  general: 1,
  order: "attack",
  orders: ["retreat", "attack"],
  default: "retreat",
  traitors: [
    { id: 2, strategy: "flip" },
    { id: 3, strategy: "split" },
  ],
  seed: 1,
};

export const STRATEGIES: readonly { readonly name: Strategy; readonly does: string }[] = [
  { name: "flip", does: "the other order, to everyone" },
  { name: "split", does: "the truth to odd ids, the other order to even ids" },
  { name: "always", does: "one order, whatever it accepted" },
  { name: "random", does: "an order drawn for each relay and receiver" },
  { name: "silent", does: "nothing" },
  { name: "crash", does: "one last round to the lower half of its receivers, then nothing" },
  { name: "late", does: "in time for the lower half, after the deadline for the others" },
  { name: "collude", does: "all such traitors tell two halves two different orders" },
  { name: "script", does: "exactly the lies that are listed" },
];

export function idsOf({ n }: Pick<Setup, "n">): NodeId[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

export function groupOfSetup(setup: Setup): Group {
  const { m, general, orders } = setup;
  return { protocol: "om", ids: idsOf(setup), general, m, orders, defaultOrder: setup.default };
}

/** The nearest setup that can be run: bounds kept, and nobody who is not there. */
export function soundSetup(setup: Setup): Setup {
  const n = within(setup.n, NODES_MIN, NODES_MAX);
  const m = within(setup.m, 0, Math.min(ROUNDS_MAX, n - 2));
  const orders = setup.orders.length > 1 ? setup.orders : COURSE.orders;
  const [first] = orders as [Order];
  const byDefault = orders.includes(setup.default) ? setup.default : first;
  const order = orders.includes(setup.order)
    ? setup.order
    : (orders.find((one) => one !== byDefault) ?? byDefault);
  const general = setup.general >= 1 && setup.general <= n ? setup.general : 1;
  const sound = { ...setup, n, m, orders, default: byDefault, order, general };
  const traitors = setup.traitors
    .filter(({ id }, index, all) => id >= 1 && id <= n && all.findIndex((one) => one.id === id) === index)
    .map((entry) => soundTraitor(entry, sound))
    .toSorted((a, b) => a.id - b.id);
  return { ...sound, traitors, seed: within(setup.seed, 0, 2 ** 32 - 1) };
}

function soundTraitor(entry: TraitorEntry, setup: Setup): TraitorEntry {
  const { general, m, orders } = setup;
  switch (entry.strategy) {
    case "always":
      return orders.includes(entry.order) ? entry : { ...entry, order: setup.default };
    case "crash":
      return { ...entry, round: entry.id === general ? 0 : within(entry.round, Math.min(1, m), m) };
    case "script":
      return { ...entry, lies: entry.lies.filter((lie) => isSoundLie(lie, entry.id, setup)) };
    default:
      return entry;
  }
}

function isSoundLie({ round, to, path, order }: ScriptedLie, by: NodeId, setup: Setup): boolean {
  const { n, m, general, orders } = setup;
  return (
    round <= m &&
    path.length === round + 1 &&
    path[0] === general &&
    path.at(-1) === by &&
    new Set(path).size === path.length &&
    path.every((id) => id >= 1 && id <= n) &&
    to >= 1 &&
    to <= n &&
    to !== general &&
    (order === null || orders.includes(order))
  );
}

function within(value: number, min: number, max: number): number {
  if (!Number.isFinite(value)) return min;
  return Math.min(max, Math.max(min, Math.round(value)));
}

/** A traitor of a strategy, with what the strategy needs. */
export function traitorOf(id: NodeId, strategy: Strategy, setup: Setup): TraitorEntry {
  if (strategy === "always") return { id, strategy, order: setup.default };
  if (strategy === "crash") return { id, strategy, round: id === setup.general ? 0 : Math.min(1, setup.m) };
  if (strategy === "script") return { id, strategy, lies: [] };
  return { id, strategy };
}

/** The same setup with another number of nodes, and the m that so many tolerate. */
export function resized(setup: Setup, n: number): Setup {
  return soundSetup({ ...setup, n, m: maxTolerated(Math.max(n, NODES_MIN)) });
}
