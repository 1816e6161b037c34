/**
 * Every node's decision in a world whose tree nobody could hold: by Lynch 1996, §6.3.2, Lemma 6.16, every path that
 * ends in a loyal node folds, at every node alike, to what that node told along it. So only the paths that hold
 * traitors alone are walked, and of what is told along them, each node's word is known from the one path before.
 *
 * docs/PROOFS.md states the lemma for the tree of this program, with echoes, and why it holds. It needs n > 3m, at most m
 * traitors, and that no loyal node is late.
 */

import { completeEntry } from "../adversary/collude.js";
import { liarOf, tellsAlong } from "../adversary/strategies.js";
import { ABOVE_3M } from "../core/bound.js";
import { lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import type { Path } from "../core/path.js";
import type { TraitorEntry } from "../core/traitor.js";
import { protocolOf } from "../protocols/index.js";
import type { World } from "./world.js";

type LemmaWorld = Pick<World, "group" | "order" | "traitors" | "seed">;

export interface ByLemma {
  /** a node that crashes has none */
  readonly decisions: ReadonlyMap<NodeId, Order>;
  /** paths of traitors alone that were walked */
  readonly paths: number;
}

/** Why the lemma says nothing about this world, or null when it does. */
export function lemmaFault({ group, traitors }: LemmaWorld): string | null {
  const { ids, m, orders } = group;
  if (!protocolOf(group).keepsTree)
    return `it is about the trees of om, and this is ${protocolOf(group).title("m")}`;
  if (!ABOVE_3M.tolerates(ids.length, m)) return `n = ${ids.length} is not above 3m = ${3 * m}`;
  if (traitors.length > m) return `${traitors.length} traitors are more than m = ${m}`;
  if (orders.length > 2 && traitors.some(({ strategy }) => strategy === "random")) {
    return "one relay of the strategy random is known among two orders only";
  }
  return null;
}

/** How many paths there are to walk: (k−1) + (k−1)(k−2) + … and the root, with k traitors, the general among them. */
export function allTraitorPaths({ group, traitors }: LemmaWorld): number {
  if (!traitors.some(({ id }) => id === group.general)) return 0;
  let paths = 0;
  let ofLevel = 1;
  for (let left = traitors.length - 1; ; left--) {
    paths += ofLevel;
    if (left === 0) return paths;
    ofLevel *= left;
  }
}

export function decideByLemma(world: LemmaWorld): ByLemma {
  const wrong = lemmaFault(world);
  if (wrong) throw new RangeError(`the lemma says nothing here: ${wrong}`);
  const { group, order, traitors } = world;
  const { general, ids } = group;
  const isLoyal = !traitors.some(({ id }) => id === general);
  const decided = isLoyal ? order : walked(world);
  const crashed = traitors.filter(({ strategy }) => strategy === "crash").map(({ id }) => id);
  const deciding = ids.filter((id) => !crashed.includes(id));
  return {
    decisions: new Map(deciding.map((id) => [id, id === general ? order : decided])),
    paths: allTraitorPaths(world),
  };
}

/** What the paths of traitors alone come to, from the traitor general down. */
function walked({ group, order, traitors, seed }: LemmaWorld): Order {
  const { general, defaultOrder } = group;
  const entry = (id: NodeId) => completeEntry(group, traitors, id) as TraitorEntry;
  const liars = new Map(traitors.map(({ id }) => [id, tellsAlong(liarOf(group, id, seed), entry(id))]));
  /** The last node of `path`, a traitor who accepted `honest`, tells each lieutenant that is not in it. */
  const folded = (path: Path, honest: Order): Order => {
    const lie = liars.get(path.at(-1) as NodeId);
    const receivers = lieutenantsOf(group).filter((id) => !path.includes(id));
    const votes = new Map<Order, number>();
    for (const to of receivers) {
      const told = lie?.(path, honest, to) ?? defaultOrder;
      // a loyal child tells what it was told, and folds to that
      const vote = liars.has(to) ? folded([...path, to], told) : told;
      votes.set(vote, (votes.get(vote) ?? 0) + 1);
    }
    const [majority] = [...votes].find(([, count]) => count > receivers.length / 2) ?? [defaultOrder];
    return majority;
  };
  return folded([general], order);
}
