/**
 * One world played out by the shipped protocol, every node of it in lockstep, nothing lost. A traitor's
 * reports pass through its deviation, as in a run; what it tells other traitors too.
 */
import { deviationOf } from "../../adversary/deviation.js";
import type { TraitorEntry } from "../../adversary/traitor.js";
import type { Deviation } from "../../core/driver.js";
import type { Group, NodeId, Order } from "../../core/group.js";
import type { Told } from "../../core/kind.js";
import { OralMessages } from "../../core/oral.js";
import type { Protocol } from "../../core/protocol.js";
import type { Report } from "../../core/report.js";
import { judge, type Verdict } from "../../core/verdict.js";

export type Lies<R extends Told = Report> = Pick<Deviation<R>, "lie">;
export type NodeFactory<R extends Told = Report> = (group: Group, id: NodeId, order: Order) => Protocol<R>;

export interface Played {
  readonly decisions: ReadonlyMap<NodeId, Order>;
  readonly verdict: Verdict;
}

const shipped: NodeFactory = (group, id, order) => new OralMessages(group, id, order);

/** `nodeOf` makes each node; OM(m) as shipped unless told otherwise. */
export function play(
  group: Group,
  order: Order,
  liars: ReadonlyMap<NodeId, Lies>,
  nodeOf: NodeFactory = shipped,
): Played {
  return playBy(nodeOf, group, order, liars);
}

/** The same for any protocol. */
export function playBy<R extends Told>(
  nodeOf: NodeFactory<R>,
  group: Group,
  order: Order,
  liars: ReadonlyMap<NodeId, Lies<R>>,
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

interface Sent<R> {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly report: R;
}

function sentIn<R extends Told>(
  round: number,
  nodes: ReadonlyMap<NodeId, Protocol<R>>,
  liars: ReadonlyMap<NodeId, Lies<R>>,
): Sent<R>[] {
  const sent: Sent<R>[] = [];
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
