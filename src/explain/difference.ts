/** Where the trees of two nodes differ, which relay caused it, and whether it mattered for what they decided. */

import type { NodeId, Order } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import { childrenOf, type Path } from "../core/path.js";
import type { Recording } from "../recording/recording.js";
import { Facts } from "./facts.js";
import {
  clipped,
  count,
  type Line,
  nodes,
  order,
  path,
  say,
  section,
  sentence,
  span,
  type Text,
} from "./text.js";
import { type NodeTree, treeOf } from "./trees.js";
import { tallyAt, tallyCounts } from "./votes.js";

const GROUPS_SHOWN_MAX = 8;
const PATHS_SHOWN_MAX = 8;

/** What one teller told the two nodes differently in one round, in the same two orders. */
export interface Split {
  readonly round: number;
  readonly from: NodeId;
  readonly told: readonly [Order, Order];
  readonly paths: readonly Path[];
}

/** What `strategos explain RECORDING --node 4 --node 5` tells. */
export function explainDifference(
  recording: Recording,
  a: NodeId,
  b: NodeId,
  facts = new Facts(recording),
): Text {
  const pair = [treeOf(recording, facts.trees, a), treeOf(recording, facts.trees, b)] as const;
  const splits = splitsOf(...pair);
  const total = pathsOfTree(pair[0]).length;
  if (splits.length === 0) {
    return [
      headline(facts, pair),
      say`They were told the same on ${total === 1 ? "the only path" : `all ${total} paths`}, so their trees and folds are the same.`,
    ];
  }
  const differing = splits.reduce((sum, split) => sum + split.paths.length, 0);
  return [
    headline(facts, pair),
    ...section(`Told differently: ${differing} of ${count(total, "path")}`, splitLines(facts, pair, splits)),
    ...section("Folded differently", foldLines(pair)),
    ...section("Did it matter?", matterLines(facts, pair)),
  ];
}

type Pair = readonly [NodeTree, NodeTree];

function headline(facts: Facts, [a, b]: Pair): Line {
  const root = [facts.group.general];
  const [left, right] = [a.foldedAt(root), b.foldedAt(root)];
  const traitors = [a.node, b.node].filter((id) => facts.isTraitor(id));
  if (traitors.length > 0) {
    const are = traitors.length === 1 ? "is a traitor" : "are traitors";
    const come =
      left === right ? say`both come to ${order(left)}` : say`come to ${order(left)} and ${order(right)}`;
    return sentence(
      say`the trees of nodes ${a.node} and ${b.node} ${come}. ${sentence([span("traitor", `${nodes(traitors)} ${are}`)])}, and not judged.`,
    );
  }
  if (left === right) return say`Nodes ${a.node} and ${b.node} both decided ${order(left)}.`;
  return say`Node ${a.node} decided ${order(left)}, node ${b.node} decided ${order(right)}.`;
}

/** Everything that the two were told differently, grouped; the shallowest first. */
export function splitsOf(a: NodeTree, b: NodeTree): Split[] {
  const splits = new Map<string, Split & { paths: Path[] }>();
  for (const at of pathsOfTree(a)) {
    const told = [a.toldAt(at), b.toldAt(at)] as const;
    if (told[0] === told[1]) continue;
    const round = at.length - 1;
    const from = at.at(-1) as NodeId;
    const key = JSON.stringify([round, from, told]);
    keptIn(splits, key, () => ({ round, from, told, paths: [] })).paths.push(at);
  }
  return [...splits.values()].sort((x, y) => x.round - y.round || x.from - y.from);
}

/** Every path of a tree, level by level. */
function pathsOfTree({ group }: NodeTree): Path[] {
  const all: Path[] = [];
  let level: Path[] = [[group.general]];
  for (let round = 0; round <= group.m; round++) {
    all.push(...level);
    level = level.flatMap((at) => childrenOf(group, at));
  }
  return all;
}

function splitLines(facts: Facts, pair: Pair, splits: readonly Split[]): Text {
  const blamed = new Set<NodeId>();
  const shown = splits.slice(0, GROUPS_SHOWN_MAX).map((split, index) => {
    const first = index === 0 ? "The first: in round" : "In round";
    const blame = blamed.has(split.from) ? [] : facts.blame(split.from);
    blamed.add(split.from);
    return say`${first} ${split.round} ${splitSentence(facts, pair, split)}${blame}.`;
  });
  const left = splits.slice(GROUPS_SHOWN_MAX).reduce((sum, split) => sum + split.paths.length, 0);
  return left > 0 ? [...shown, [span("note", `… and ${count(left, "more path")}`)]] : shown;
}

/** `node 3 told node 4 retreat and node 5 attack on 1.2.3` */
function splitSentence(facts: Facts, [a, b]: Pair, { from, told, paths }: Split): Line {
  const where = span(
    "path",
    clipped(
      paths.map((at) => at.join(".")),
      PATHS_SHOWN_MAX,
    ),
  );
  const teller = facts.name(from);
  const on = say`${paths.length === 1 ? "on path" : "on paths"} ${where}`;
  const [one, other] = [order(told[0]), order(told[1])];
  if (from === a.node) return say`${teller} itself holds ${one} and told node ${b.node} ${other} ${on}`;
  if (from === b.node) return say`${teller} itself holds ${other} and told node ${a.node} ${one} ${on}`;
  return say`${teller} told node ${a.node} ${one} and node ${b.node} ${other} ${on}`;
}

/** The inner paths whose votes came to different orders. */
function foldLines(pair: Pair): Text {
  const [a, b] = pair;
  const inner = pathsOfTree(a).filter((at) => at.length <= a.group.m);
  const apart = inner.filter((at) => a.foldedAt(at) !== b.foldedAt(at));
  if (apart.length === 0) return [say`No vote came out differently.`];
  const lines = apart
    .slice(0, GROUPS_SHOWN_MAX)
    .map((at) => say`On path ${path(at)}, ${comparedAt(pair, at)}.`);
  const left = apart.length - lines.length;
  return left > 0 ? [...lines, [span("note", `… and ${count(left, "more path")}`)]] : lines;
}

/** `node 4 counts 3 of 5 retreat, node 5 counts 4 of 5 attack` */
function comparedAt(pair: Pair, at: Path): Line {
  const [left, right] = pair.map((tree) => {
    const tally = tallyAt(tree, at);
    const stands = tally.hasMajority ? "" : say`, so ${order(tally.result)} stands`;
    return say`node ${tree.node} counts ${tallyCounts(tally)}${stands}`;
  }) as [Line, Line];
  return say`${left}; ${right}`;
}

function matterLines(facts: Facts, pair: Pair): Text {
  const [a, b] = pair;
  const { general, m } = a.group;
  const root = [general];
  const [left, right] = [a.foldedAt(root), b.foldedAt(root)];
  const counts = m === 0 ? [] : say` On the general's order, ${comparedAt(pair, root)}.`;
  const areLoyal = !pair.some(({ node }) => facts.isTraitor(node));
  if (left === right) return [say`No: both ${areLoyal ? "decided" : "come to"} ${order(left)}.${counts}`];
  const chain = chainDown(pair);
  const last = chain.at(-1) as Path;
  const steps = chain.map((at) => at.join(".")).join(" ← ");
  return [
    say`Yes: they ${areLoyal ? "decided differently" : "come to different orders"}.${counts}`,
    ...(m === 0
      ? []
      : [
          sentence(
            say`one way down to the cause: ${span("path", steps)}, told ${order(a.toldAt(last))} to node ${a.node} and ${order(b.toldAt(last))} to node ${b.node}.`,
          ),
        ]),
  ];
}

/** From the root down along paths that folded differently, to one that was told differently. */
function chainDown([a, b]: Pair): Path[] {
  const chain: Path[] = [[a.group.general]];
  for (;;) {
    const at = chain.at(-1) as Path;
    if (at.length > a.group.m) return chain;
    const next = childrenOf(a.group, at).find((child) => a.foldedAt(child) !== b.foldedAt(child));
    if (!next) return chain;
    chain.push(next);
  }
}
