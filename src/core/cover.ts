/**
 * The least vertex cover of a graph: of all sets of vertices that touch every edge, the one whose costs add up to least.
 *
 * Exact by branch and bound: the vertex with the most edges is in the cover, or else all its neighbours are. A branch
 * is left where what it costs already, with what the rest must cost at least, is no better than the best cover found;
 * that bound pays for each edge what its ends still have in common (Bar-Yehuda and Even, 1985). Finding the least is
 * NP-hard, so the search has a limit. Graphs of up to 40 vertices stay far below it, whatever their edges. Where the
 * limit is reached the result is still a cover, and may not be the least.
 */
import type { NodeId } from "./group.js";
import { groupedBy } from "./grouped.js";

export type Edge = readonly [NodeId, NodeId];

/** Edges looked at, all branches together: about two seconds. */
const LOOKS_MAX = 300_000;

/** Ascending. Costs are positive and add up without a loss; that of an end of an edge has to be given. */
export function leastCover(edges: readonly Edge[], costs: ReadonlyMap<NodeId, number>): NodeId[] {
  return componentsOf(edges)
    .flatMap((component) => new Search(component, costs).least)
    .toSorted((a, b) => a - b);
}

class Search {
  least: readonly NodeId[] = [];
  #leastCost: number | null = null;
  #looks = 0;

  constructor(
    edges: readonly Edge[],
    readonly costs: ReadonlyMap<NodeId, number>,
  ) {
    this.#branch(edges, [], 0);
  }

  #branch(edges: readonly Edge[], taken: readonly NodeId[], cost: number): void {
    const best = this.#leastCost;
    const busiest = edges.length === 0 ? null : busiestOf(edges);
    if (busiest === null) {
      if (best === null || cost < best) [this.least, this.#leastCost] = [taken, cost];
      return;
    }
    if (best !== null && (this.#looks > LOOKS_MAX || cost + costAtLeast(edges, this.costs) >= best)) return;
    this.#looks += edges.length;
    const neighbours = edges.flatMap(([a, b]) => (a === busiest ? [b] : b === busiest ? [a] : []));
    for (const chosen of [[busiest], neighbours]) {
      const ids = new Set(chosen);
      const rest = edges.filter(([a, b]) => !ids.has(a) && !ids.has(b));
      const more = chosen.reduce((sum, id) => sum + costOf(this.costs, id), cost);
      this.#branch(rest, [...taken, ...chosen], more);
    }
  }
}

function costOf(costs: ReadonlyMap<NodeId, number>, id: NodeId): number {
  return costs.get(id) ?? 1;
}

function busiestOf(edges: readonly Edge[]): NodeId {
  const degrees = new Map<NodeId, number>();
  for (const id of edges.flat()) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  return [...degrees].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/** No cover costs less: each edge takes from both its ends what both have left, and one of them has to be paid. */
function costAtLeast(edges: readonly Edge[], costs: ReadonlyMap<NodeId, number>): number {
  const left = new Map<NodeId, number>();
  let sum = 0;
  for (const [a, b] of edges) {
    const leftA = left.get(a) ?? costOf(costs, a);
    const leftB = left.get(b) ?? costOf(costs, b);
    const paid = leftA < leftB ? leftA : leftB;
    left.set(a, leftA - paid);
    left.set(b, leftB - paid);
    sum += paid;
  }
  return sum;
}

/** Parts that share no vertex; each edge once, whichever way round it was given. */
function componentsOf(edges: readonly Edge[]): Edge[][] {
  const unique = [
    ...new Map(edges.map(([a, b]) => [`${Math.min(a, b)} ${Math.max(a, b)}`, [a, b] as const])).values(),
  ];
  const leader = new Map<NodeId, NodeId>();
  const leaderOf = (id: NodeId): NodeId => {
    const above = leader.get(id) ?? id;
    return above === id ? id : leaderOf(above);
  };
  for (const [a, b] of unique) leader.set(leaderOf(a), leaderOf(b));
  return [...groupedBy(unique, ([a]) => leaderOf(a)).values()];
}
