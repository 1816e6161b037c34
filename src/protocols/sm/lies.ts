/**
 * Lies among signed messages. A traitor signs what it likes with its own key, and can alter nothing that another signed:
 * a traitor general signs other orders, and a lieutenant's altered relay is one that it withholds.
 */

import type { Group, NodeId, Order } from "../../core/group.js";
import type { Lying } from "../../core/lying.js";
import { wordsOf } from "../../core/random.js";
import { type Chain, type Signer, signChain, unsigned } from "../../core/signer.js";
import type { ReleasePlan, ScriptedLie } from "../../core/traitor.js";
import { releasePlan } from "./release.js";
import type { SignedReport } from "./rules.js";

type Choose = (chain: Chain) => Order | null;

function mapChains(
  _group: Group,
  honest: SignedReport,
  replace: (order: Order) => Order,
  signer?: Signer,
): SignedReport {
  return altered(honest, ({ order }) => replace(order), signer);
}

/** A general draws an order for each receiver; a lieutenant draws whether to withhold. */
function randomChains(
  { orders }: Group,
  honest: SignedReport,
  to: NodeId,
  seed: number,
  signer?: Signer,
): SignedReport {
  const words = wordsOf(seed, honest.from, honest.round, to);
  return altered(honest, () => orders[words() % orders.length] as Order, signer);
}

function scriptedChains(
  _group: Group,
  honest: SignedReport,
  to: NodeId,
  lies: readonly ScriptedLie[],
  signer?: Signer,
): SignedReport {
  const told = lies.filter((lie) => lie.round === honest.round && lie.to === to);
  const lieAt = (path: string) => told.find((one) => one.path.join(".") === path);
  return altered(
    honest,
    (chain) => {
      const lie = lieAt(chain.path.join("."));
      return lie ? lie.order : chain.order;
    },
    signer,
  );
}

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

/** Each chain with the order that is chosen for it, if its sender alone has signed it; else it is kept or withheld. */
function altered(honest: SignedReport, choose: Choose, signer?: Signer): SignedReport {
  const chains = honest.chains.flatMap((chain) => {
    const order = choose(chain);
    if (order === chain.order) return [chain];
    if (order === null || chain.path.length > 1 || !signer) return [];
    return [signChain(signer, unsigned(order), honest.from)];
  });
  return { ...honest, chains };
}

export const signedLying: Lying<SignedReport> = {
  map: mapChains,
  random: randomChains,
  scripted: scriptedChains,
  hiding: { plan: releasePlan, released },
};
