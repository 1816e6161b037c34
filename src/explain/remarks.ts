/** What is said of any node, however it decides: what it observed of the others, and that a traitor is not judged. */
import type { NodeId } from "../core/group.js";
import type { Facts } from "./facts.js";
import { count, type Line, say, sentence, span, type Text } from "./text.js";

const FAULTS_MAX = 12;

export function observedFaults(facts: Facts, node: NodeId): Text {
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
export function notJudged(facts: Facts, node: NodeId, rest: string): Line {
  return say`Node ${node} is ${span("traitor", `a traitor (${facts.strategyOf(node) ?? ""})`)}, and what it decides is not judged; ${rest}.`;
}

/** Over the sentences on how a node comes to its decision. */
export function decisionTitle(facts: Facts, node: NodeId): string {
  return facts.isTraitor(node) ? "How it would decide if it were loyal" : "How it decided";
}
