/**
 * IC1 under a traitor general, by common paths (Lynch 1996, §6.3.2).
 *
 * A path from the root to a leaf holds m+1 ids, the traitor general's among them, so at least one loyal lieutenant.
 * Stop at the first. That node told everyone the same, itself included, and the subtree below it is a worst-case
 * world of IC2 with the traitors that are left, and with its own order kept it folds alike in every loyal node's
 * tree. These nodes cut every path, so the root folds alike too.
 */
import type { WorstCase } from "./worst-case.js";

/** The cut's nodes at one level: paths of `level` traitors, the general first, and then a loyal lieutenant. */
export interface NodeClass {
  readonly level: number;
  /** lying lieutenants below such a node */
  readonly liars: number;
  readonly nodes: bigint;
  /** leaves below them, all together */
  readonly leaves: bigint;
  /** both orders are kept at this level in the worst world of so many liars, on the shipped code */
  readonly isKept: boolean;
}

/** The cut for `traitors` traitors, the general among them. `worst[k]` is the worst case of k liars. */
export function commonCut(n: number, m: number, traitors: number, worst: readonly WorstCase[]): NodeClass[] {
  const classes: NodeClass[] = [];
  let ways = 1n;
  for (let level = 1; level <= Math.min(m, traitors); level++) {
    const liars = traitors - level;
    const nodes = ways * BigInt(n - traitors);
    let leaves = nodes;
    for (let below = level + 1; below <= m; below++) leaves *= BigInt(n - below);
    classes.push({ level, liars, nodes, leaves, isKept: worst[liars]?.kept[level] ?? false });
    ways *= BigInt(liars);
  }
  return classes;
}

/** Whether the cut's nodes lie above every leaf and each of them is kept. */
export function isCommon(n: number, m: number, cut: readonly NodeClass[]): boolean {
  let leaves = 1n;
  for (let level = 1; level <= m; level++) leaves *= BigInt(n - level);
  const below = cut.reduce((sum, { leaves: some }) => sum + some, 0n);
  return below === leaves && cut.every(({ isKept }) => isKept);
}
