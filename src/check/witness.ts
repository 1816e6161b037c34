/** Worlds with the fewest lies, spelled out: which traitor tells whom what, along which path. */

import { lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { levelSize, type Path } from "../core/path.js";
import type { ScriptedLie, TraitorEntry } from "../core/traitor.js";
import { type Hop, LeastLies, type PathClass } from "./least-lies.js";
import { groupOf } from "./lieutenants.js";
import { replay } from "./play.js";
import { judgedBy, type Proof } from "./proof.js";
import { type Cast, loyalLieutenants, lyingLieutenants } from "./worlds.js";

/** A lie, and who tells it. */
export interface OwnedLie extends ScriptedLie {
  readonly by: NodeId;
}

/** The least number of lies that violates a condition in a case, under a general who was to give one order. */
export interface Least {
  readonly condition: "ic1" | "ic2";
  readonly order: Order;
  readonly lies: number;
}

/** What can be violated with each order at all, and by how many lies. */
export function leastOf(cast: Cast): Least[] {
  const found: Least[] = [];
  for (const condition of cast.general === "loyal" ? (["ic1", "ic2"] as const) : (["ic1"] as const)) {
    const costs = costsOf(cast, condition);
    for (const order of costs ? groupOf(cast.n, cast.m).orders.toReversed() : []) {
      const { lies } = (costs as Goal).reach(order);
      if (lies < Number.POSITIVE_INFINITY) found.push({ condition, order, lies });
    }
  }
  return found;
}

/** The lies themselves, by traitors with the lowest ids. */
export function spelledOut(cast: Cast, { condition, order }: Pick<Least, "condition" | "order">): OwnedLie[] {
  const { least, reach } = costsOf(cast, condition) as Goal;
  const group = groupOf(cast.n, cast.m);
  const { general, m, orders, defaultOrder } = group;
  const lieutenants = lieutenantsOf(group);
  const liars = lieutenants.slice(0, lyingLieutenants(cast));
  const watchers = lieutenants.slice(liars.length, liars.length + least.stage.watchers);
  const hopOf = (id: NodeId): Hop => {
    if (liars.includes(id)) return "liar";
    const watcher = watchers.indexOf(id);
    return watcher < 0 ? "loyal" : (watcher as 0 | 1);
  };
  const lies: OwnedLie[] = [];
  const lie = (path: Path, { heard }: PathClass, to: NodeId): void => {
    const turned = heard === 1 ? defaultOrder : (orders.find((it) => it !== defaultOrder) as Order);
    lies.push({ by: path.at(-1) as NodeId, round: path.length - 1, to, path, order: turned });
  };
  const below = (path: Path, at: PathClass, outcome: number): void => {
    // where nothing needs to be turned, there are no lies below
    if (least.costs(at)[outcome] === 0) return;
    if (at.level === m) {
      for (const [watcher, to] of watchers.entries())
        if (((outcome >> watcher) & 1) !== at.heard) lie(path, at, to);
      return;
    }
    const next = lieutenants.filter((id) => !path.includes(id));
    const hops = next.map(hopOf);
    least.choicesFor(at, outcome, hops).forEach((choice, index) => {
      const id = next[index] as NodeId;
      if (choice.isLie) lie(path, at, id);
      below([...path, id], least.childOf(at, hops[index] as Hop, choice.isLie), choice.outcome);
    });
  };
  below([general], least.root(order === defaultOrder ? 0 : 1), reach(order).outcome);
  return lies;
}

interface Goal {
  readonly least: LeastLies;
  readonly reach: (order: Order) => { readonly outcome: number; readonly lies: number };
}

/** IC2 needs one that disobeys, IC1 two that differ; which of the two decides what is the same. */
function costsOf(cast: Cast, condition: "ic1" | "ic2"): Goal | null {
  const watchers = condition === "ic1" ? 2 : 1;
  if (loyalLieutenants(cast) < watchers) return null;
  const least = new LeastLies({
    ...{ n: cast.n, m: cast.m, watchers, liars: lyingLieutenants(cast) },
    isGeneralTraitor: cast.general === "traitor",
  });
  const { defaultOrder } = groupOf(cast.n, cast.m);
  return {
    least,
    reach: (order) => {
      const told = order === defaultOrder ? 0 : 1;
      const outcome = condition === "ic1" || told === 0 ? 1 : 0;
      return { outcome, lies: least.costs(least.root(told))[outcome] as number };
    },
  };
}

/** Who tells no lie is no traitor. */
export function entriesOf(lies: readonly OwnedLie[]): TraitorEntry[] {
  const ids = [...new Set(lies.map(({ by }) => by))].sort((a, b) => a - b);
  return ids.map((id) => ({
    id,
    strategy: "script",
    lies: lies.filter(({ by }) => by === id).map(({ by: _, ...lie }) => lie),
  }));
}

/** Leaves of all trees of a world that is played. */
const REPLAY_LEAVES_MAX = 2 ** 27;

/**
 * The argument of classes of paths (least-lies.ts): what can be violated in a case at all, and by how few lies. What it
 * says is violated the shipped code plays, as far as the trees are small enough.
 */
export function byClasses(cast: Cast): { readonly proof: Proof; readonly least: readonly Least[] } {
  const least = leastOf(cast);
  const violations = new Set(least.map(({ condition }) => condition));
  const isPlayed = (cast.n - 1) * levelSize(cast.n, cast.m) <= REPLAY_LEAVES_MAX;
  if (isPlayed) for (const one of least) replayLeast(cast, one);
  const played = BigInt(isPlayed ? least.length : 0);
  const proof: Proof = {
    argument: "classes of paths",
    ...judgedBy(violations, cast),
    evaluated: played,
    folds: played * BigInt(cast.n - 1),
  };
  return { proof, least };
}

/** Plays the world with the fewest lies; that nothing is violated in it would be a bug. */
export function replayLeast(cast: Cast, least: Least) {
  const group = groupOf(cast.n, cast.m);
  const { condition, order } = least;
  const lies = spelledOut(cast, least);
  const traitors = entriesOf(lies);
  const played = replay(group, order, traitors);
  if (lies.length !== least.lies || played.verdict[condition] !== "violated")
    throw new Error(
      `${lies.length} lies for ${JSON.stringify({ cast, least })}: ${condition} is not violated`,
    );
  return { group, lies, traitors, ...played };
}
