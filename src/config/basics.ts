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
  const protocol = givenOr<ProtocolName>(draft, "protocol", DEFAULTS.protocol, (value) =>
    PROTOCOLS.find((name) => name === value),
  );
  const ids = Array.from({ length: n ?? 0 }, (_, index) => draft.idOf("nodes", index)).filter(isDefined);
  const lowest = ids.length > 0 && ids.length === n ? generalOf(ids) : undefined;
  return {
    protocol,
    ids,
    n,
    general: givenOr(draft, "general", lowest, numberIn),
    m: givenOr(draft, "m", n === undefined || !protocol ? undefined : mOf(protocol, n), numberIn),
    orders: givenOr(draft, "orders", DEFAULTS.orders, ordersIn),
    defaultOrder: givenOr(draft, "default", DEFAULTS.default, orderIn),
  };
}

/** Basics of a draft without mistakes. */
export type Settled = { [Key in keyof Basics]: NonNullable<Basics[Key]> };

export function isSettled(basics: Basics): basics is Settled {
  return Object.values(basics).every(isDefined);
}

/** What `read` makes of the value at the key, undefined if that is wrong; `left` if the key is left out. */
function givenOr<T>(draft: Draft, key: string, left: T, read: (value: unknown) => T | undefined) {
  return draft.has(key) ? read(draft.get(key)) : left;
}

function numberIn(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function orderIn(value: unknown): Order | undefined {
  return typeof value === "string" ? value : undefined;
}

function ordersIn(value: unknown): readonly Order[] | undefined {
  return Array.isArray(value) ? value.map(orderIn).filter(isDefined) : undefined;
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
