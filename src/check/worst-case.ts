/**
 * The worst world: a loyal general gives one order, and k lying lieutenants tell the other one along every path to
 * everyone.
 *
 * Loyal nodes relay verbatim and the strict majority is monotone, so every fold of every loyal node's tree is a
 * monotone function of what traitors tell: no world of these liars brings a fold further from the order than this
 * one does (Lamport et al. 1982, Lemma 1, says when that is not far enough).
 *
 * In this world a relay is the order if its path holds no liar, else the other one, whoever receives it. So all loyal
 * lieutenants hold the same tree, one tree stands for them all, and an echo is no different from another relay.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { levelSize, rowBits } from "../core/path.js";
import { BitTree } from "../protocols/om/bit-tree.js";
import { fold } from "../protocols/om/fold.js";
import type { Level } from "../protocols/om/levels.js";
import { countBits, type Rows, reportOf } from "../protocols/om/report.js";
import { groupOf, uniformReport } from "./lieutenants.js";
import { subsets } from "./sets.js";
import { binomial } from "./worlds.js";

/** Below so many leaves in all, every set of liars is folded; above, one set stands for all of its size. */
const LEAVES_MAX = 2 ** 23;

export interface WorstCase {
  readonly liars: number;
  /** kept[level]: whether every path of that level that holds no liar folds to the order */
  readonly kept: readonly boolean[];
  /** how many such paths each level has, in one world */
  readonly paths: readonly bigint[];
  /** worlds folded: sets of liars, times two orders */
  readonly worlds: bigint;
  /** the order that is not kept at the root, and by which liars; null when both are */
  readonly broken: { readonly order: Order; readonly liars: readonly NodeId[] } | null;
}

export function worstCase(n: number, m: number, liars: number): WorstCase {
  const group = groupOf(n, m);
  const sets = [...setsOfLiars(group, liars)];
  const kept = Array.from({ length: m + 1 }, () => true);
  let paths: bigint[] = [];
  let broken: WorstCase["broken"] = null;
  // The order that is not the default first: where both break, it is the one that tells more.
  for (const order of group.orders.toReversed()) {
    for (const set of sets) {
      const levels = worstLevels(group, set, order);
      levels.forEach((level, round) => {
        kept[round] &&= level.isKept;
      });
      if (!levels[0]?.isKept) broken ??= { order, liars: set };
      paths = levels.map((level) => level.paths);
    }
  }
  return { liars, kept, paths, worlds: BigInt(sets.length) * 2n, broken };
}

function setsOfLiars(group: Group, size: number): Iterable<NodeId[]> {
  const lieutenants = lieutenantsOf(group);
  const n = group.ids.length;
  if (binomial(n - 1, size) * BigInt(levelSize(n, group.m)) <= BigInt(LEAVES_MAX))
    return subsets(lieutenants, size);
  const step = lieutenants.length / Math.max(1, size);
  return [Array.from({ length: size }, (_, index) => lieutenants[Math.floor(index * step)] as NodeId)];
}

/** The tree that every loyal lieutenant holds in the worst world. */
export function worstTree(group: Group, liars: readonly NodeId[], order: Order): BitTree {
  const other = group.orders.find((it) => it !== order) as Order;
  const tree = new BitTree(group);
  tree.store(reportOf(group, 0, group.general, [{ path: [group.general], order }]));
  for (let round = 1; round <= group.m; round++) {
    const lie = uniformReport(group, round, group.general, other);
    for (const id of lieutenantsOf(group)) {
      tree.store(liars.includes(id) ? { ...lie, from: id } : tree.relay(id, round));
    }
  }
  return tree;
}

interface JudgedLevel {
  readonly isKept: boolean;
  readonly paths: bigint;
}

/** At each level: do the paths without a liar, which are those told the order, fold to it? */
function worstLevels(group: Group, liars: readonly NodeId[], order: Order): JudgedLevel[] {
  const tree = worstTree(group, liars, order);
  const folded = fold(tree);
  return tree.levels.map((told, round) =>
    judgeLevel(group, round, order, told, folded.levels[round] as Level),
  );
}

function judgeLevel(group: Group, round: number, order: Order, told: Level, folded: Level): JudgedLevel {
  const width = rowBits(group.ids.length, round);
  const full = 2 ** width - 1;
  const flip = order === group.defaultOrder ? full : 0;
  let paths = 0;
  let lost = 0;
  told.forEach(([toldRows], sender) => {
    const foldedRows = folded[sender]?.[0] as Rows;
    (toldRows as Rows).forEach((bits, row) => {
      const isOrder = (bits ^ flip) & full;
      paths += countBits(isOrder);
      lost |= isOrder & ~((foldedRows[row] as number) ^ flip);
    });
  });
  return { isKept: lost === 0, paths: BigInt(paths) };
}
