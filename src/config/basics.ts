/** The values that other values are checked against, with defaults filled in; undefined where a mistake hides one. */

import type { NodeId, Order, ProtocolName } from "../core/group.js";
import { PROTOCOLS } from "../protocols/names.js";
import { DEFAULTS, generalOf, mOf } from "./defaults.js";
import type { Draft } from "./draft.js";

export interface Basics {
  readonly protocol: ProtocolName | undefined;
  /** Every id that is sound, as written; perhaps fewer than n. */
  readonly ids: readonly NodeId[];
  /** The number of entries in `nodes`. */
  readonly n: number | undefined;
  readonly general: NodeId | undefined;
  readonly m: number | undefined;
  readonly orders: readonly Order[] | undefined;
  readonly defaultOrder: Order | undefined;
}

export function basicsOf(draft: Draft): Basics {
  const n = draft.lengthOf("nodes");
  const protocol = protocolIn(draft);
  const ids = Array.from({ length: n ?? 0 }, (_, index) => draft.idOf("nodes", index)).filter(isDefined);
  const lowest = ids.length > 0 && ids.length === n ? generalOf(ids) : undefined;
  return {
    protocol,
    ids,
    n,
    general: numberOr(draft, "general", lowest),
    m: numberOr(draft, "m", n === undefined || !protocol ? undefined : mOf(protocol, n)),
    orders: ordersOf(draft),
    defaultOrder: defaultOrderOf(draft),
  };
}

/** Basics of a draft without mistakes. */
export type Settled = { [Key in keyof Basics]: NonNullable<Basics[Key]> };

export function isSettled(basics: Basics): basics is Settled {
  return Object.values(basics).every(isDefined);
}

/** The sound number at the key, `left` if the key is left out, undefined if its value is wrong. */
function numberOr(draft: Draft, key: string, left: number | undefined): number | undefined {
  if (!draft.has(key)) return left;
  const value = draft.get(key);
  return typeof value === "number" ? value : undefined;
}

function protocolIn(draft: Draft): ProtocolName | undefined {
  if (!draft.has("protocol")) return DEFAULTS.protocol;
  const value = draft.get("protocol");
  return PROTOCOLS.find((name) => name === value);
}

function ordersOf(draft: Draft): readonly Order[] | undefined {
  if (!draft.has("orders")) return DEFAULTS.orders;
  const value = draft.get("orders");
  return Array.isArray(value) ? value.filter((order) => typeof order === "string") : undefined;
}

function defaultOrderOf(draft: Draft): Order | undefined {
  if (!draft.has("default")) return DEFAULTS.default;
  const value = draft.get("default");
  return typeof value === "string" ? value : undefined;
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
