/** The verdict of a run that is too large to be played node by node: nodes of one kind decide alike. */
import { lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { judge, type Verdict } from "../../recording/verdict.js";
import { GroupedTree } from "./aggregate.js";
import { kindsOf } from "./kinds.js";
import { groupOfSetup, type Setup } from "./setup.js";

export interface LargeVerdict {
  readonly verdict: Verdict;
  /** loyal lieutenants by what they decide, most first */
  readonly camps: readonly { readonly order: Order; readonly ids: readonly NodeId[] }[];
}

/** Nobody is observed to fail: there are no clocks here. */
const NOBODY = 0;

export function verdictOf(setup: Setup): LargeVerdict {
  const group = groupOfSetup(setup);
  const traitors = setup.traitors.map(({ id }) => id);
  const decisions = new Map<NodeId, Order>([[setup.general, setup.order]]);
  for (const ids of kindsOf(setup, NOBODY).members) {
    const loyal = ids.filter((id) => !traitors.includes(id));
    const [first] = loyal;
    if (first === undefined) continue;
    const { folded } = new GroupedTree(setup, first).at([setup.general]);
    for (const id of loyal) decisions.set(id, folded);
  }
  const loyal = lieutenantsOf(group).filter((id) => !traitors.includes(id));
  const camps = group.orders
    .map((order) => ({ order, ids: loyal.filter((id) => decisions.get(id) === order) }))
    .filter(({ ids }) => ids.length > 0)
    .sort((a, b) => b.ids.length - a.ids.length);
  return { verdict: judge({ group, order: setup.order, traitors, observed: [], decisions }), camps };
}
