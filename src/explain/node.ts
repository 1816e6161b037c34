/** Why one node decided so: the whole tree, summed up lieutenant by lieutenant. */
import type { NodeId, Order } from "../core/group.js";
import { childrenOf, type Path } from "../core/path.js";
import type { Recording } from "../core/recording.js";
import { Facts } from "./facts.js";
import { BLANK, clipped, count, indent, type Line, order, path, say, sentence, span, type Text } from "./text.js";
import { type NodeTree, treeOf } from "./trees.js";
import { isUnanimous, leafCounts, type Tally, tallyAt, tallySentence } from "./votes.js";

const FAULTS_MAX = 12;

/** What `strategos explain RECORDING --node ID` tells. */
export function explainNode(recording: Recording, node: NodeId): Text {
  const facts = new Facts(recording);
  if (node === facts.group.general) return explainGeneral(facts);
  const tree = treeOf(recording, facts.trees, node);
  return [
    headline(facts, tree),
    ...part("What it was told", whatItWasTold(tree)),
    ...(facts.group.m > 1 ? part("What each lieutenant's word comes to", lieutenantLines(tree)) : []),
    ...part("How it decided", decisionLines(tree)),
    ...part("What it observed", faultLines(facts, node)),
  ];
}

function part(title: string, lines: Text): Text {
  return [BLANK, [span("heading", title)], ...lines.map((line) => indent(1, line))];
}

/** `Node 4, a loyal lieutenant, decided attack.` */
function headline(facts: Facts, tree: NodeTree): Line {
  const { node } = tree;
  const decided = facts.decisionOf(node);
  const folded = tree.foldedAt([facts.group.general]);
  const strategy = facts.strategyOf(node);
  const kind =
    strategy !== undefined
      ? say`a traitor (${strategy}) that keeps its tree honestly`
      : say`a loyal lieutenant${facts.blame(node)}`;
  if (decided === null) return say`Node ${node}, ${kind}, did not decide; its reports fold to ${order(folded)}.`;
  if (decided === folded) return say`Node ${node}, ${kind}, decided ${order(decided)}.`;
  return say`Node ${node}, ${kind}, decided ${order(decided)}, but its reports fold to ${order(folded)}.`;
}

function whatItWasTold(tree: NodeTree): Text {
  const { group, node } = tree;
  const root = [group.general];
  const missing = tree.hasReportFor(root) ? "" : "nothing came, so the default order stands: ";
  const lines: Line[] = [say`Round 0: ${missing}the general ordered ${order(tree.toldAt(root))}.`];
  for (let round = 1; round <= group.m; round++) {
    const counts = toldCounts(tree, round);
    const total = counts.reduce((sum, [, told]) => sum + told.length, 0);
    const camps = counts.map(([name, told]) => {
      const who = round > 1 ? "" : `: ${clipped(told.map((it) => voterName(it, node)))}`;
      return say`${told.length} ${told.length === 1 ? "says" : "say"} ${order(name)}${who}`;
    });
    const list = camps.reduce((line, camp) => say`${line}; ${camp}`);
    lines.push(say`Round ${round}: ${count(total, "relay")}; ${list}.`);
  }
  return lines;
}

function voterName(told: Path, self: NodeId): string {
  const voter = told.at(-1) as NodeId;
  return voter === self ? `${voter} itself` : String(voter);
}

/** The paths of one round by the order they were told with. */
function toldCounts(tree: NodeTree, round: number): [Order, Path[]][] {
  const told = new Map<Order, Path[]>(tree.group.orders.map((name) => [name, []]));
  const visit = (at: Path): void => {
    if (at.length <= round) childrenOf(tree.group, at).forEach(visit);
    else told.get(tree.toldAt(at))?.push(at);
  };
  visit([tree.group.general]);
  return [...told].filter(([, paths]) => paths.length > 0).sort(([, a], [, b]) => b.length - a.length);
}

/** One line a lieutenant; those whose votes are all alike share one. */
function lieutenantLines(tree: NodeTree): Text {
  const { group, node } = tree;
  const plain = new Map<Order, Path[]>();
  const lines: Line[] = [];
  for (const child of childrenOf(group, [group.general])) {
    const tally = tallyAt(tree, child);
    const told = tree.toldAt(child);
    const isPlain = isUnanimous(tally) && tally.result === told && child.at(-1) !== node && tree.hasReportFor(child);
    if (isPlain) plain.set(told, [...(plain.get(told) ?? []), child]);
    else lines.push(lieutenantLine(tree, child, tally));
  }
  for (const [told, paths] of plain) lines.push(plainLine(tree, told, paths));
  return lines;
}

function lieutenantLine(tree: NodeTree, at: Path, tally: Tally): Line {
  const voter = at.at(-1) as NodeId;
  const said = order(tree.toldAt(at));
  const who = voter === tree.node ? "its own word is" : `node ${voter} says`;
  const what = tree.hasReportFor(at) ? say`${who} ${said}` : say`node ${voter} told nothing, so ${said} stands`;
  const echoes = voter === tree.node ? "; these are echoes of its own word" : "";
  return say`${path(at)} → ${order(tally.result)}: ${what}; of the votes on it ${tallySentence(tally, tree.node)}${echoes}.`;
}

function plainLine(tree: NodeTree, told: Order, paths: readonly Path[]): Line {
  const ids = paths.map((at) => at.at(-1) as NodeId);
  const votes = tree.group.ids.length - 2;
  const [first] = paths as [Path];
  if (ids.length === 1) {
    return say`${path(first)} → ${order(told)}: node ${ids[0] as NodeId} says ${order(told)}, and so do all ${votes} votes on it.`;
  }
  const names = paths.length > 6 ? `${paths.length} paths` : clipped(paths.map((at) => at.join(".")));
  return say`${span("path", names)} → ${order(told)}: nodes ${clipped(ids)} say ${order(told)}, and so do all ${votes} votes on each.`;
}

function decisionLines(tree: NodeTree): Text {
  const { group, node } = tree;
  const root = [group.general];
  const result = order(tree.foldedAt(root));
  if (group.m === 0) return [say`With m 0 nobody relays: it obeys what it was told, ${result}.`];
  const tally = tallyAt(tree, root);
  const because = tally.hasMajority ? say`. More than half: it decides ${result}.` : say`, and it decides ${result}.`;
  const lines: Line[] = [sentence(say`${tallySentence(tally, node)}${because}`)];
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
  return say`${first.leaves} of its ${leaves} leaves say ${order(first.order)}, yet it decides ${order(decided)}: the votes are counted below each path, not leaf by leaf.`;
}

function faultLines(facts: Facts, node: NodeId): Text {
  const faults = facts.recording.faults.filter((fault) => fault.node === node);
  if (faults.length === 0) return [say`No fault: every report came in time and was well formed.`];
  const lines = faults.slice(0, FAULTS_MAX).map(({ from, round, kind, detail }) => {
    const who = from === null ? "somebody" : facts.name(from);
    return sentence(say`${who}${round === null ? "" : `, round ${round}`}: ${kind}, ${detail}.`);
  });
  const more = faults.length - lines.length;
  return more > 0 ? [...lines, say`… and ${count(more, "more fault")}.`] : lines;
}

/** The general decides its own order; what can be told of it is what it gave the others. */
function explainGeneral(facts: Facts): Text {
  const { group, recording } = facts;
  const { run } = recording;
  const told = new Map<Order, NodeId[]>();
  for (const [id, tree] of facts.trees) {
    const given = tree.toldAt([group.general]);
    told.set(given, [...(told.get(given) ?? []), id]);
  }
  const strategy = facts.strategyOf(group.general);
  const kind = strategy === undefined ? "the general" : `the general and a traitor (${strategy})`;
  const given = [...told].map(([name, ids]) => say`${order(name)} to ${clipped(ids)}`);
  return [
    say`Node ${group.general}, ${kind}, decided its own order, ${order(run.order)}. It keeps no message tree.`,
    ...part("What it ordered", given.map((line) => sentence(say`${line}.`))),
  ];
}
