/** The values that other values are checked against, with defaults filled in; undefined where a mistake hides one. */

import type { NodeId, Order } from "../core/group.js";
import { maxTolerated } from "../core/group.js";
import type { Draft } from "./draft.js";

export const DEFAULT_ORDERS: readonly Order[] = ["retreat", "attack"];
export const DEFAULT_ORDER: Order = "retreat";

export interface Basics {
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
  const ids = Array.from({ length: n ?? 0 }, (_, index) => draft.idOf("nodes", index)).filter(isId);
  const lowest = ids.length > 0 && ids.length === n ? Math.min(...ids) : undefined;
  const orders = valueOr(draft, "orders", DEFAULT_ORDERS);
  return {
    ids,
    n,
    general: valueOr(draft, "general", lowest),
    m: valueOr(draft, "m", n === undefined ? undefined : Math.max(0, maxTolerated(n))),
    orders,
    defaultOrder: valueOr(draft, "default", DEFAULT_ORDER),
  };
}

/** The sound value, the default if the key is left out, undefined if the value is wrong. */
function valueOr<T>(draft: Draft, key: string, left: T): T | undefined {
  return draft.has(key) ? (draft.get(key) as T | undefined) : left;
}

function isId(id: NodeId | undefined): id is NodeId {
  return id !== undefined;
}
