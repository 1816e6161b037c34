/** Whether each loyal node decided what it had to. */
import type { NodeId, Order } from "../../core/group.js";
import type { Vector } from "../../core/protocol.js";
import { protocolOf, roundsOf } from "../../protocols/index.js";
import { decisionOn } from "../../protocols/vector/rules.js";
import { type DecisionLine, hasTrees } from "../../recording/recording.js";
import type { Facts } from "../facts.js";
import { nodes } from "../text.js";
import type { Findings } from "./findings.js";
import type { Due, LoyalNodes } from "./loyal.js";

/** What nodes decided: loyal ones what they had to, as far as it is known, all others what is recorded. */
export interface Decided {
  readonly orders: ReadonlyMap<NodeId, Order>;
  readonly vectors: ReadonlyMap<NodeId, Vector>;
}

export function judgeDecisions(facts: Facts, loyal: LoyalNodes, findings: Findings): Decided {
  const { group, recording } = facts;
  const lines = linesIn(facts, findings);
  const decided = { orders: new Map<NodeId, Order>(), vectors: new Map<NodeId, Vector>() };
  const take = (id: NodeId, order: Order, vector: Vector | undefined) => {
    decided.orders.set(id, order);
    if (vector && protocolOf(group).everyone) decided.vectors.set(id, vector);
  };
  for (const [id, { order, vector }] of lines) take(id, order, vector);
  const unknown: NodeId[] = [];
  for (const id of loyal.ids) {
    const [line, due] = [lines.get(id), loyal.dueOf(id)];
    if (!line) judgeUndecided(facts, findings, id, due);
    else if (!due) unknown.push(id);
    else {
      const wrongIn = due.vectors.length > 0 ? wrongVector : wrongOrder;
      const wrong = wrongIn(facts, findings, line, due);
      if (wrong === null) continue;
      findings.contradiction(line, wrong, { round: roundsOf(group), from: id });
      take(id, due.orders[0], due.vectors[0] ?? line.vector);
    }
  }
  if (unknown.length > 0 && !recording.verdict)
    findings.cannotJudge(`what ${nodes(unknown)} decided cannot be judged: not all is here that was told.`);
  return decided;
}

/** One line a node. */
function linesIn({ group, recording }: Facts, findings: Findings): ReadonlyMap<NodeId, DecisionLine> {
  const lines = new Map<NodeId, DecisionLine>();
  for (const line of recording.decisions) {
    const { node } = line;
    if (!group.ids.includes(node))
      findings.contradiction(line, `node ${node} decided, which is not in this run.`);
    else if (lines.has(node)) findings.contradiction(line, `node ${node} decided twice.`);
    else lines.set(node, line);
  }
  return lines;
}

function judgeUndecided({ group, recording }: Facts, findings: Findings, id: NodeId, due: Due | null): void {
  if (!recording.verdict && !recording.void) return;
  // programs of others may forget that the one who orders decides, too
  const own = id === group.general && due?.orders[0];
  const more = own ? `; the general decides his own order, ${findings.orderName(own)}` : "";
  findings.contradiction(null, `node ${id} did not decide, and is neither a traitor nor observed${more}.`);
}

function wrongOrder(
  { group, recording }: Facts,
  findings: Findings,
  { node, order, vector }: DecisionLine,
  { orders }: Due,
): string | null {
  const who = `node ${node}, which is loyal,`;
  if (vector) return `${who} decided an order, but holds a vector.`;
  if (orders.includes(order)) return null;
  const isOwn = node === group.general;
  const why = isOwn ? "its order is" : `its own reports ${hasTrees(recording.run) ? "fold" : "come"} to`;
  return `${who} decided ${findings.orderName(order)}, but ${why} ${findings.orderName(orders[0])}.`;
}

/** Each entry by itself can have come to be the default one because its value was not brought. */
function wrongVector(
  { group }: Facts,
  findings: Findings,
  { node, order, vector }: DecisionLine,
  { vectors }: Due,
): string | null {
  const who = `node ${node}, which is loyal,`;
  if (!vector) return `${who} decided on a vector that is not there.`;
  const wrong = group.ids.find((id) => !vectors.some((due) => due[id] === vector[id]));
  if (wrong !== undefined) {
    const [held, due] = [vector[wrong], vectors[0]?.[wrong]].map((entry) => findings.orderName(entry ?? ""));
    return `${who} holds ${held} for node ${wrong}, but its own reports come to ${due}.`;
  }
  const due = decisionOn(group, vector);
  if (order === due) return null;
  return `${who} decided ${findings.orderName(order)}, but its vector comes to ${findings.orderName(due)}.`;
}
