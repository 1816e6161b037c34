/**
 * What a traitor decides is nobody's decision: it is not judged, and no sentence says it as one. What its honest tree or account
 * would come to can still be of use to who looks for lies, and is said as such.
 */
import type { NodeId } from "../core/group.js";
import type { Facts } from "./facts.js";
import { type Line, say, span } from "./text.js";

/** `Node 2 is a traitor (flip), and what it decides is not judged; …` */
export function notJudged(facts: Facts, node: NodeId, rest: string): Line {
  return say`Node ${node} is ${span("traitor", `a traitor (${facts.strategyOf(node) ?? ""})`)}, and what it decides is not judged; ${rest}.`;
}

/** Over the sentences on how a node comes to its decision. */
export function decisionTitle(facts: Facts, node: NodeId): string {
  return facts.isTraitor(node) ? "How it would decide if it were loyal" : "How it decided";
}
