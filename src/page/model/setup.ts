/** What a run in the page is made of, and what may be asked for. Nothing here touches the browser. */
import { DEFAULTS, mOf } from "../../config/defaults.js";
import { type Combine, type Group, type NodeId, type Order, type ProtocolName } from "../../core/group.js";
import { reportsIn, type Values } from "../../core/protocol.js";
import { STRATEGIES, type Strategy, type TraitorEntry } from "../../core/traitor.js";
import { protocolOf } from "../../protocols/index.js";

export interface Setup {
  readonly protocol: ProtocolName;
  readonly n: number;
  readonly m: number;
  /** Where every node has a value of its own, nobody reads it. */
  readonly general: NodeId;
  /** Where every node has a value of its own, that of those which `values` leaves out. */
  readonly order: Order;
  readonly values: Values;
  readonly combine: Combine | null;
  readonly orders: readonly Order[];
  readonly default: Order;
  readonly traitors: readonly TraitorEntry[];
  readonly seed: number;
}

export const NODES_MIN = 3;
export const NODES_MAX = 33;
/** The largest tree that is worked out, in groups: n = 22, m = 7 has 586,051,200 leaves. */
const TREE_ROUNDS_MAX = 7;
/** Relays of a whole run without trees, which is always simulated one by one. */
const RELAYS_MAX = 250_000;
const TEXT_CHARS_MAX = 64;

/** What the page opens with: the course's case. */
export const COURSE: Setup = {
  protocol: DEFAULTS.protocol,
  n: 7,
  m: 2,
  general: 1,
  order: "attack",
  values: {},
  combine: null,
  orders: DEFAULTS.orders,
  default: DEFAULTS.default,
  traitors: [
    { id: 2, strategy: "flip" },
    { id: 3, strategy: "split" },
  ],
  seed: DEFAULTS.seed,
};

export function idsOf({ n }: Pick<Setup, "n">): NodeId[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

export function groupOfSetup(setup: Setup): Group {
  const { protocol, m, general, orders, combine } = setup;
  const group = { protocol, ids: idsOf(setup), general, m, orders, defaultOrder: setup.default };
  return combine === null ? group : { ...group, combine };
}

/** Whether every node gives a value of its own. */
export function hasValues({ protocol }: Pick<Setup, "protocol">): boolean {
  return protocolOf({ protocol }).everyone !== undefined;
}

/** What each node gives; undefined where only the general orders. */
export function valuesOfSetup(setup: Setup): Values | undefined {
  if (!hasValues(setup)) return undefined;
  return Object.fromEntries(idsOf(setup).map((id) => [id, setup.values[id] ?? setup.order]));
}

/** Whether what the protocol promises holds, and no `unsafe` is needed. */
export function isGuaranteed({ protocol, n, m, traitors }: Setup): boolean {
  return protocolOf({ protocol }).bound.tolerates(n, m) && traitors.length <= m;
}

/** The largest m that the page plays. */
export function mMaxOf({ protocol, n }: Pick<Setup, "protocol" | "n">): number {
  if (protocolOf({ protocol }).keepsTree) return Math.min(TREE_ROUNDS_MAX, n - 2);
  let m = 0;
  while (m < n - 2 && relaysOfRun({ ...COURSE, protocol, n, m: m + 1 }) <= RELAYS_MAX) m++;
  return m;
}

function relaysOfRun(setup: Setup): number {
  const kind = protocolOf(setup);
  const group = groupOfSetup(setup);
  let relays = 0;
  for (let round = 0; round <= kind.lastRound(group); round++)
    relays += reportsIn(kind, group, round) * kind.relaysEach(group, round);
  return relays;
}

/** The traitors to tolerate if nobody says how many. */
export function mDefaultOf({ protocol, n }: Pick<Setup, "protocol" | "n">): number {
  const nodes = within(n, NODES_MIN, NODES_MAX);
  return Math.min(mOf(protocol, nodes), mMaxOf({ protocol, n: nodes }));
}

/** Strategies that there are against a protocol. */
export function strategiesOf({ protocol }: Pick<Setup, "protocol">): readonly Strategy[] {
  return STRATEGIES.filter((name) => name !== "release" || protocolOf({ protocol }).signs === true);
}

export function isText(value: string): boolean {
  return value !== "" && value.length <= TEXT_CHARS_MAX;
}

export function within(value: number, min: number, max: number): number {
  if (!Number.isFinite(value)) return min;
  return Math.min(max, Math.max(min, Math.round(value)));
}
