/** Whether each loyal node decided what it had to. */
import type { NodeId, Order } from "../../core/group.js";
import type { Vector } from "../../core/protocol.js";
import { protocolOf, roundsOf } from "../../protocols/index.js";
import { decisionOn } from "../../protocols/vector/rules.js";
import { type DecisionLine, hasTrees } from "../../recording/recording.js";
import type { Facts } from "../facts.js";
import { clipped } from "../text.js";
import type { Findings } from "./findings.js";
import type { Due, LoyalNodes } from "./loyal.js";

/** What nodes decided: loyal ones what they had to, as far as it is known, all others what is recorded. */
export interface Decided {
  readonly orders: ReadonlyMap<NodeId, Order>;
  readonly vectors: ReadonlyMap<NodeId, Vector>;
}

export function judgeDecisions(facts: Facts, loyal: LoyalNodes, findings: Findings): Decided {
  const judge = new DecisionJudge(facts, loyal, findings);
  for (const id of loyal.ids) judge.judge(id);
  judge.sayUnknown();
  return judge.decided();
}

class DecisionJudge {
  readonly #lines = new Map<NodeId, DecisionLine>();
  readonly #wrong = new Set<NodeId>();
  readonly #unknown: NodeId[] = [];

  constructor(
    private readonly facts: Facts,
    private readonly loyal: LoyalNodes,
    private readonly findings: Findings,
  ) {
    for (const line of facts.recording.decisions) {
      const { node } = line;
      if (!facts.group.ids.includes(node))
        findings.contradiction(line, `node ${node} decided, which is not in this run.`);
      else if (this.#lines.has(node)) findings.contradiction(line, `node ${node} decided twice.`);
      else this.#lines.set(node, line);
    }
  }

  judge(id: NodeId): void {
    const line = this.#lines.get(id);
    const due = this.loyal.dueOf(id);
    if (!line) {
      if (!this.facts.recording.verdict && !this.facts.recording.void) return;
      // programs of others may forget that the one who orders decides, too
      const own = id === this.facts.group.general && due?.orders[0];
      const more = own ? `; the general decides his own order, ${this.findings.orderName(own)}` : "";
      const what = `node ${id} did not decide, and is neither a traitor nor observed${more}.`;
      this.findings.contradiction(null, what);
    } else if (!due) {
      this.#unknown.push(id);
    } else {
      const wrong = due.vectors.length > 0 ? this.#wrongVector(line, due) : this.#wrongOrder(line, due);
      if (wrong === null) return;
      this.#wrong.add(id);
      this.findings.contradiction(line, wrong, { round: roundsOf(this.facts.group), from: id });
    }
  }

  #wrongOrder({ node, order, vector }: DecisionLine, { orders }: Due): string | null {
    const { group, recording } = this.facts;
    const who = `node ${node}, which is loyal,`;
    if (vector) return `${who} decided an order, but holds a vector.`;
    if (orders.includes(order)) return null;
    const isOwn = node === group.general;
    const why = isOwn ? "its order is" : `its own reports ${hasTrees(recording.run) ? "fold" : "come"} to`;
    const [due] = orders;
    return `${who} decided ${this.findings.orderName(order)}, but ${why} ${this.findings.orderName(due)}.`;
  }

  /** Each entry by itself can have come to be the default one because its value was not brought. */
  #wrongVector({ node, order, vector }: DecisionLine, { vectors }: Due): string | null {
    const { group } = this.facts;
    const who = `node ${node}, which is loyal,`;
    if (!vector) return `${who} decided on a vector that is not there.`;
    const wrong = group.ids.find((id) => !vectors.some((due) => due[id] === vector[id]));
    if (wrong !== undefined) {
      const [held, due] = [vector[wrong], vectors[0]?.[wrong]].map((entry) =>
        this.findings.orderName(entry ?? ""),
      );
      return `${who} holds ${held} for node ${wrong}, but its own reports come to ${due}.`;
    }
    const due = decisionOn(group, vector);
    if (order === due) return null;
    return `${who} decided ${this.findings.orderName(order)}, but its vector comes to ${this.findings.orderName(due)}.`;
  }

  sayUnknown(): void {
    const { recording } = this.facts;
    if (this.#unknown.length === 0 || recording.verdict) return;
    const nodes = `${this.#unknown.length === 1 ? "node" : "nodes"} ${clipped(this.#unknown)}`;
    this.findings.cannotJudge(`what ${nodes} decided cannot be judged: not all is here that was told.`);
  }

  decided(): Decided {
    const orders = new Map<NodeId, Order>();
    const vectors = new Map<NodeId, Vector>();
    for (const [id, line] of this.#lines) {
      const due = this.#wrong.has(id) ? this.loyal.dueOf(id) : null;
      const vector = due?.vectors[0] ?? line.vector;
      orders.set(id, due?.orders[0] ?? line.order);
      if (vector && protocolOf(this.facts.group).everyone) vectors.set(id, vector);
    }
    return { orders, vectors };
  }
}
