/**
 * Evidence against a general: two orders of one run under his signature; in a group, of one instance and by one and the
 * same process of his. Whoever has it needs nothing else to check that the holder of one key signed both; that the key is
 * the general's is what the configuration says.
 */
import type { NodeId, Order } from "./group.js";
import type { Life } from "./sequence.js";
import { type Domain, orderText, type Signer, unsigned } from "./signer.js";

export interface SignedOrder {
  readonly order: Order;
  readonly signature: string;
}

export interface Evidence {
  readonly general: NodeId;
  readonly domain: Domain;
  /** in a group: the process that signed both */
  readonly life?: Life;
  readonly orders: readonly [SignedOrder, SignedOrder];
}

/** Whether both orders are signed by the general, in this domain, and differ. */
export function provesTwoOrders(
  { general, domain, life, orders }: Evidence,
  verify: Signer["verify"],
): boolean {
  const [one, other] = orders;
  if (one.order === other.order) return false;
  return orders.every(({ order, signature }) => {
    const chain = { ...unsigned(order), ...(life !== undefined && { life }) };
    return verify(general, orderText(domain, chain, general), signature);
  });
}
