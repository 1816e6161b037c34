/** Why one node decided so. Where it has a message tree: the whole tree, summed up lieutenant by lieutenant. */
import type { NodeId, Order } from "../core/group.js";
import { groupedBy } from "../core/grouped.js";
import { childrenOf, type Path } from "../core/path.js";
import { protocolOf } from "../protocols/index.js";
import { RecordingError } from "../recording/fields.js";
import { demandRecording } from "../recording/given.js";
import { named, namedIn } from "../recording/named.js";
import { hasTrees, type Recording } from "../recording/recording.js";
import { Facts } from "./facts.js";
import { heldIn } from "./held.js";
import { EXPLAINED } from "./protocols.js";
import { toldByRound } from "./rounds.js";
import {
  clipped,
  count,
  type Line,
  listed,
  nodes,
  order,
  say,
  section,
  sentence,
  span,
  type Text,
} from "./text.js";
import { type NodeTree, treeOf } from "./trees.js";
import { leafCounts, tallyAt, tallySentence, voterNames } from "./votes.js";

/**
 * What `strategos explain RECORDING --node ID` tells, of every protocol. Throws RecordingError where there is no such node,
 * or where the relays of its message tree were only counted.
 */
export function explainNode(recording: Recording, node: NodeId): Text {
  demandRecording("explainNode", recording);
  if (!hasTrees(recording.run)) return explainHeld(recording, node);
  const facts = new Facts(recording);
  if (node === facts.group.general) return explainGeneral(facts);
  const tree = treeOf(recording, facts.trees, node);
  return [
    headline(facts, tree),
    ...section("What it was told", whatItWasTold(tree)),
    ...(facts.group.m > 1 ? section("What each lieutenant's word folds to", lieutenantLines(tree)) : []),
    ...section(decisionTitle(facts, node), decisionLines(tree)),
    ...section("What it observed", observedFaults(facts, node)),
  ];
}

/** `Node 4, a loyal lieutenant, decided attack.` */
function headline(facts: Facts, tree: NodeTree): Line {
  const { node } = tree;
  const decided = facts.decisionOf(node);
  const folded = tree.foldedAt([facts.group.general]);
  if (facts.isTraitor(node)) return notJudged(facts, node, "it keeps its tree honestly all the same");
  const kind = say`a loyal lieutenant${facts.blame(node)}`;
  if (decided === null)
    return say`Node ${node}, ${kind}, did not decide; its reports fold to ${order(folded)}.`;
  if (decided === folded) return say`Node ${node}, ${kind}, decided ${order(decided)}.`;
  return say`Node ${node}, ${kind}, decided ${order(decided)}, but its reports fold to ${order(folded)}.`;
}

function whatItWasTold(tree: NodeTree): Text {
  const { group, node } = tree;
  const root = [group.general];
  const lines: Line[] = [
    tree.hasReportFor(root)
      ? say`Round 0: the general ordered ${order(tree.toldAt(root))}.`
      : say`Round 0: nothing came from the general, so ${order(tree.toldAt(root))}, the default order, stands.`,
  ];
  for (let round = 1; round <= group.m; round++) {
    const counts = toldCounts(tree, round);
    const total = counts.reduce((sum, [, told]) => sum + told.length, 0);
    const camps = counts.map(([name, told]) => {
      const names =
        round > 1
          ? ""
          : ` (${voterNames(
              told.map((at) => at[1] as NodeId),
              node,
            )})`;
      return say`${told.length} ${told.length === 1 ? "says" : "say"} ${order(name)}${names}`;
    });
    lines.push(say`Round ${round}: of ${count(total, "path")}, ${listed(camps)}.`);
  }
  return lines;
}

/** The paths of one round by the order they were told with, the most first. */
function toldCounts(tree: NodeTree, round: number): [Order, Path[]][] {
  const told = new Map<Order, Path[]>(tree.group.orders.map((name) => [name, []]));
  const visit = (at: Path): void => {
    if (at.length <= round) childrenOf(tree.group, at).forEach(visit);
    else told.get(tree.toldAt(at))?.push(at);
  };
  visit([tree.group.general]);
  return [...told].filter(([, paths]) => paths.length > 0).sort(([, a], [, b]) => b.length - a.length);
}

/** One line a lieutenant; those who said the same, and on whom the same voted otherwise, share one. */
function lieutenantLines(tree: NodeTree): Text {
  const alike = groupedBy(childrenOf(tree.group, [tree.group.general]), (child) => {
    const { camps, hasMajority } = tallyAt(tree, child);
    const isPlain = hasMajority && child.at(-1) !== tree.node && tree.hasReportFor(child);
    return JSON.stringify(isPlain ? [tree.toldAt(child), camps[0]?.order, camps.slice(1)] : child);
  });
  return [...alike.values()].map((paths) => lieutenantLine(tree, paths as [Path, ...Path[]]));
}

function lieutenantLine(tree: NodeTree, paths: readonly [Path, ...Path[]]): Line {
  const { node } = tree;
  const ids = paths.map((at) => at[1] as NodeId);
  const [first] = paths;
  const told = order(tree.toldAt(first));
  const isOwn = ids[0] === node;
  const what = !tree.hasReportFor(first)
    ? say`nothing came from ${nodes(ids)}, so ${told} stands`
    : isOwn
      ? say`node ${node}'s own word is ${told}`
      : say`${nodes(ids)} ${ids.length === 1 ? "says" : "say"} ${told}`;
  const on = ids.length === 1 ? "it" : "each";
  const votes = sentence(tallySentence(tallyAt(tree, first), { on, self: node }));
  const echoes = isOwn ? "; they are echoes of its own word" : "";
  const names = span("path", clipped(paths.map((at) => at.join("."))));
  return say`${names} → ${order(tree.foldedAt(first))}: ${what}. ${votes}${echoes}.`;
}

function decisionLines(tree: NodeTree): Text {
  const { group, node } = tree;
  const root = [group.general];
  const result = order(tree.foldedAt(root));
  if (group.m === 0) return [say`With m 0 nobody relays: it obeys what it was told, ${result}.`];
  const tally = tallyAt(tree, root);
  const votes = sentence(tallySentence(tally, { on: "the general's order", self: node, namesAll: true }));
  const because = tally.hasMajority
    ? say`more than half, so it decides ${result}`
    : say`it decides ${result}`;
  const lines: Line[] = [say`${votes}: ${because}.`];
  const trap = leafTrap(tree);
  return trap ? [...lines, trap] : lines;
}

/** Where one tally of all leaves would have come to another order than the fold. */
function leafTrap(tree: NodeTree): Line | null {
  const { group } = tree;
  const counts = leafCounts(tree);
  const leaves = counts.reduce((sum, one) => sum + one.leaves, 0);
  const [first] = counts;
  const decided = tree.foldedAt([group.general]);
  if (group.m < 2 || !first || first.order === decided || first.leaves * 2 <= leaves) return null;
  return say`${first.leaves} of its ${leaves} leaves say ${order(first.order)}, yet it decides ${order(decided)}: votes are counted below each path, level by level, and not leaf by leaf.`;
}

/** The general decides its own order; what can be told of it is what it gave the others. */
function explainGeneral(facts: Facts): Text {
  const { group, recording } = facts;
  const { run } = recording;
  const told = groupedBy(facts.trees.values(), (tree) =>
    tree.hasReportFor([group.general]) ? tree.toldAt([group.general]) : "",
  );
  const who = facts.isTraitor(group.general)
    ? notJudged(facts, group.general, "it keeps no message tree")
    : say`Node ${group.general}, the general, decided its own order, ${order(run.order)}. It keeps no message tree.`;
  const lines = [...told].map(([given, trees]) => {
    const whom =
      trees.length === group.ids.length - 1 ? "every lieutenant" : nodes(trees.map(({ node }) => node));
    return given === "" ? say`It told ${whom} nothing in time.` : say`It told ${whom} ${order(given)}.`;
  });
  return [who, ...section("What it ordered", lines)];
}

/** Why one node decided so in a protocol that keeps no message tree of listed orders: what it was told and what it held. */
function explainHeld(recording: Recording, node: NodeId): Text {
  const { run } = recording;
  if (!run.nodes.includes(node)) {
    const fix = `choose one of ${clipped(run.nodes)}`;
    throw new RecordingError(null, `there is no node ${node} in this run`, fix);
  }
  const facts = new Facts(named(recording));
  return [
    heldHeadline(facts, node),
    ...toldByRound(recording, node),
    ...whatItHeld(recording, facts, node),
    ...section("What it observed", observedFaults(facts, node)),
  ];
}

/** `Node 4, a loyal lieutenant, decided attack.` */
function heldHeadline(facts: Facts, node: NodeId): Line {
  const { group } = facts;
  const role = protocolOf(group).everyone ? "node" : node === group.general ? "general" : "lieutenant";
  if (facts.isTraitor(node)) return notJudged(facts, node, "it keeps account honestly all the same");
  const kind = say`a loyal ${role}${facts.blame(node)}`;
  const decided = facts.decisionOf(node);
  const what = decided === null ? "did not decide" : say`decided ${order(decided)}`;
  return say`Node ${node}, ${kind}, ${what}.`;
}

/** Digests are played again as they are, and named in what comes of it. */
function whatItHeld(recording: Recording, facts: Facts, node: NodeId): Text {
  const { group } = facts;
  const title = decisionTitle(facts, node);
  try {
    const held = namedIn(heldIn(recording, [node]).get(node), recording.run.contents);
    if (held === undefined) return [];
    const explained = EXPLAINED[group.protocol];
    const entries = explained.entryLines?.(node, held) ?? [];
    return [
      ...(entries.length > 0 ? section("What it held", entries) : []),
      ...section(title, explained.lines(group, node, held)),
    ];
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    return section(title, [sentence(say`${error.what}: ${error.fix}.`)]);
  }
}

const FAULTS_MAX = 12;

function observedFaults(facts: Facts, node: NodeId): Text {
  const faults = facts.recording.faults.filter((fault) => fault.node === node);
  if (faults.length === 0) return [say`No fault: every report came in time and was well formed.`];
  const lines = faults.slice(0, FAULTS_MAX).map(({ from, round, kind, detail }) => {
    const who = from === null ? "somebody" : facts.name(from);
    return sentence(say`${who}${round === null ? "" : `, round ${round}`}: ${kind}, ${detail}.`);
  });
  const more = faults.length - lines.length;
  return more > 0 ? [...lines, say`… and ${count(more, "more fault")}.`] : lines;
}

/**
 * `Node 2 is a traitor (flip), and what it decides is not judged; …`: that is nobody's decision, and no sentence says it as one. What
 * its honest tree or account would come to can still be of use to who looks for lies, and is said as such.
 */
function notJudged(facts: Facts, node: NodeId, rest: string): Line {
  return say`Node ${node} is ${span("traitor", `a traitor (${facts.strategyOf(node) ?? ""})`)}, and what it decides is not judged; ${rest}.`;
}

/** Over the sentences on how a node comes to its decision. */
function decisionTitle(facts: Facts, node: NodeId): string {
  return facts.isTraitor(node) ? "How it would decide if it were loyal" : "How it decided";
}
