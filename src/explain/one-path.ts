/** One path at one node: what it was told there, how the votes on it went, and what became of it. */
import type { NodeId } from "../core/group.js";
import { childrenOf, type Path } from "../core/path.js";
import type { Recording } from "../recording/recording.js";
import { Facts } from "./facts.js";
import { pathSentence, truthSentence } from "./sentence.js";
import {
  BLANK,
  count,
  indent,
  type Line,
  order,
  path,
  say,
  section,
  sentence,
  span,
  type Text,
} from "./text.js";
import { type NodeTree, treeOf } from "./trees.js";
import { isUnanimous, tallyAt, tallySentence } from "./votes.js";

const VOTES_SHOWN_MAX = 12;

/** What `strategos explain RECORDING --node 4 --path 1.3.2` tells. The path must be one of this run's (parsePath). */
export function explainPath(recording: Recording, node: NodeId, at: Path): Text {
  const facts = new Facts(recording);
  const tree = treeOf(recording, facts.trees, node);
  return [
    headline(tree, at),
    BLANK,
    sentence(say`${pathSentence(at, tree.toldAt(at))}.`),
    sentence(say`What really happened: ${truthSentence(facts, at, node)}.`),
    ...remarks(tree, at),
    ...(at.length <= facts.group.m ? section("How the votes on it went", votesBelow(tree, at)) : []),
    ...(at.length > 1 ? section("What became of it", upwards(facts, tree, at)) : []),
  ];
}

function headline(tree: NodeTree, at: Path): Line {
  const told = order(tree.toldAt(at));
  const where = say`Path ${path(at)} at node ${tree.node}: told ${told}`;
  return at.length > tree.group.m ? where : say`${where}, folded to ${order(tree.foldedAt(at))}`;
}

/** What kind of cell it is, where that is not plain. */
function remarks(tree: NodeTree, at: Path): Text {
  const { node, group } = tree;
  const lines: Line[] = [];
  if (at.at(-1) === node)
    lines.push(say`It is node ${node}'s own cell: it relays to itself what it was told.`);
  else if (at.includes(node))
    lines.push(say`It is an echo: the path already holds node ${node}, which hears of its own relay.`);
  if (!tree.hasReportFor(at)) {
    const from = at.at(-1) as NodeId;
    const round = at.length - 1;
    const teller = from === group.general ? "the general" : `node ${from}`;
    lines.push(
      say`Node ${node} accepted no report of round ${round} from ${teller}: the default order, ${order(group.defaultOrder)}, stands.`,
    );
  }
  return lines;
}

/** The vote below a path, and below it those votes that were contested themselves. */
function votesBelow(tree: NodeTree, at: Path): Text {
  const all: Line[] = [];
  const visit = (inner: Path, depth: number): void => {
    const tally = tallyAt(tree, inner);
    const votes = tallySentence(tally, { self: tree.node, namesAll: true });
    all.push(indent(depth, say`${path(inner)} → ${order(tally.result)}: ${votes}.`));
    if (inner.length === tree.group.m) return;
    for (const child of childrenOf(tree.group, inner)) {
      const isSettled = isUnanimous(tallyAt(tree, child)) && tree.foldedAt(child) === tree.toldAt(child);
      if (!isSettled) visit(child, depth + 1);
    }
  };
  visit(at, 0);
  const shown = all.slice(0, VOTES_SHOWN_MAX);
  const more = all.length - shown.length;
  return more > 0 ? [...shown, say`${span("note", `… ${count(more, "more contested vote")} below`)}`] : shown;
}

/** The votes that this path's order takes part in, up to the decision. */
function upwards(facts: Facts, tree: NodeTree, at: Path): Text {
  const { node } = tree;
  const decision = facts.isTraitor(node)
    ? say`; what node ${node}, a traitor, decides is not judged`
    : say`, and that is node ${node}'s decision`;
  const lines: Line[] = [];
  for (let length = at.length - 1; length >= 1; length--) {
    const above = at.slice(0, length);
    const tally = tallyAt(tree, above);
    const mine = order(tree.foldedAt(at.slice(0, length + 1)));
    const votes = sentence(tallySentence(tally, { self: node, namesAll: true }));
    const end = length === 1 ? decision : [];
    const result = say`${path(above)} folds to ${order(tally.result)}${end}`;
    lines.push(say`On path ${path(above)}, node ${at[length] as NodeId} votes ${mine}. ${votes}: ${result}.`);
  }
  return lines;
}
