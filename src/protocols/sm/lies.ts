/**
 * Lies among signed messages. A traitor signs what it likes with its own key, and can alter nothing that another signed:
 * a traitor general signs other orders, and a lieutenant's altered relay is one that it withholds.
 */

import type { Group, NodeId, Order } from "../../core/group.js";
import { type Lying, relayByRelay } from "../../core/lying.js";
import type { Path } from "../../core/path.js";
import { type Signer, signChain, unsigned } from "../../core/signer.js";
import type { ReleasePlan } from "../../core/traitor.js";
import { releasePlan } from "./release.js";
import type { SignedReport } from "./rules.js";

/** The hidden order, to the one node that the plan names and in its round; honest otherwise. */
function released(
  { orders, contents }: Group,
  honest: SignedReport,
  to: NodeId,
  plan: ReleasePlan | undefined,
  signer?: Signer,
): SignedReport {
  if (!plan || !signer || plan.to !== to || plan.round !== honest.round) return honest;
  if (plan.path.at(-1) !== honest.from) return honest;
  const hidden = plan.path.reduce((chain, by) => signChain(signer, chain, by), unsigned(plan.order));
  const others = honest.round === 0 ? [] : honest.chains.filter(({ order }) => order !== plan.order);
  const chains = [...others.slice(0, 1), hidden];
  const listed = contents ? orders.toSorted() : orders;
  return {
    ...honest,
    chains: chains.sort((a, b) => listed.indexOf(a.order) - listed.indexOf(b.order)),
  };
}

/** Each chain with what is said in its place, if its sender alone has signed it; else it is kept or withheld. */
function altered(
  _group: Group,
  honest: SignedReport,
  say: (order: Order, path: Path) => Order | null,
  signer?: Signer,
): SignedReport {
  const chains = honest.chains.flatMap((chain) => {
    const order = say(chain.order, chain.path);
    if (order === chain.order) return [chain];
    if (order === null || chain.path.length > 1 || !signer) return [];
    return [signChain(signer, unsigned(order), honest.from)];
  });
  return { ...honest, chains };
}

/** Random ones: a general draws an order for each receiver, a lieutenant whether to withhold. */
export const signedLying: Lying<SignedReport> = {
  ...relayByRelay(altered),
  hiding: { plan: releasePlan, released },
};
