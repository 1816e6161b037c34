/**
 * One world played out by the shipped protocol: every node an `OralMessages`, in lockstep, nothing lost. A traitor's
 * reports pass through its deviation, as in a run; what it tells other traitors too.
 */
import { deviationOf } from "../../adversary/deviation.js";
import type { TraitorEntry } from "../../adversary/traitor.js";
import type { Deviation } from "../../core/driver.js";
import type { Group, NodeId, Order } from "../../core/group.js";
import { OralMessages } from "../../core/oral.js";
import type { Protocol } from "../../core/protocol.js";
import type { Report } from "../../core/report.js";
import { judge, type Verdict } from "../../core/verdict.js";

export type Lies = Pick<Deviation<Report>, "lie">;
export type NodeFactory = (group: Group, id: NodeId, order: Order) => Protocol<Report>;

export interface Played {
  readonly decisions: ReadonlyMap<NodeId, Order>;
  readonly verdict: Verdict;
}

const shipped: NodeFactory = (group, id, order) => new OralMessages(group, id, order);

/** `nodeOf` makes each node; the shipped protocol unless told otherwise. */
export function play(
  group: Group,
  order: Order,
  liars: ReadonlyMap<NodeId, Lies>,
  nodeOf: NodeFactory = shipped,
): Played {
  const nodes = new Map(group.ids.map((id) => [id, nodeOf(group, id, order)]));
  const [first] = nodes.values();
  const lastRound = first?.lastRound ?? 0;
  for (let round = 0; round <= lastRound; round++) {
    for (const { from, to, report } of sentIn(round, nodes, liars))
      nodes.get(to)?.receive(round, from, report);
  }
  const decisions = new Map([...nodes].map(([id, node]) => [id, node.decide()]));
  const traitors = [...liars.keys()];
  return { decisions, verdict: judge({ group, order, traitors, observed: [], decisions }) };
}

interface Sent {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly report: Report;
}

function sentIn(
  round: number,
  nodes: ReadonlyMap<NodeId, Protocol<Report>>,
  liars: ReadonlyMap<NodeId, Lies>,
): Sent[] {
  const sent: Sent[] = [];
  for (const [from, node] of nodes) {
    const outgoing = node.send(round);
    if (!outgoing) continue;
    for (const to of outgoing.to) {
      const liar = to === from ? undefined : liars.get(from);
      const report = liar ? liar.lie(outgoing.report, round, to) : outgoing.report;
      if (report !== null) sent.push({ from, to, report });
    }
  }
  return sent;
}

/** Plays traitors as a configuration names them. */
export function playTraitors(
  group: Group,
  order: Order,
  traitors: readonly TraitorEntry[],
  seed = 0,
): Played {
  const liars = new Map(traitors.map((traitor) => [traitor.id, deviationOf<Report>(group, traitor, seed)]));
  return play(group, order, liars);
}
