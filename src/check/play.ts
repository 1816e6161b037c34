/**
 * One world played out by the shipped protocol, every node of it in lockstep, nothing lost. A traitor's
 * reports pass through its deviation, as in a run; what it tells other traitors too.
 */
import type { Deviation } from "../adversary/deviation.js";
import type { Group, NodeId, Order } from "../core/group.js";
import { playInStep } from "../core/in-step.js";
import type { Party } from "../core/party.js";
import type { Protocol, Report } from "../core/protocol.js";
import type { OralReport } from "../protocols/om/report.js";
import { oralMessages } from "../protocols/om/rules.js";
import { judge, type Verdict } from "../recording/verdict.js";

export type Lies<R extends Report = OralReport> = Pick<Deviation<R>, "lie">;
export type NodeFactory<R extends Report = OralReport> = (group: Group, id: NodeId, order: Order) => Party<R>;

export interface Played {
  readonly decisions: ReadonlyMap<NodeId, Order>;
  readonly verdict: Verdict;
}

const shipped: NodeFactory = (group, self, order) => oralMessages.make({ group, self, order });

/** `nodeOf` makes each node; OM(m) as shipped unless told otherwise. */
export function play(
  group: Group,
  order: Order,
  liars: ReadonlyMap<NodeId, Lies>,
  nodeOf: NodeFactory = shipped,
): Played {
  return playBy(oralMessages, nodeOf, group, order, liars);
}

/** The same for any protocol. */
export function playBy<R extends Report>(
  protocol: Protocol<R>,
  nodeOf: NodeFactory<R>,
  group: Group,
  order: Order,
  liars: ReadonlyMap<NodeId, Lies<R>>,
): Played {
  const nodes = new Map(group.ids.map((id) => [id, nodeOf(group, id, order)]));
  playInStep(protocol, group, nodes, (honest, round, to) => {
    const liar = liars.get(honest.from);
    return liar ? liar.lie(honest, round, to) : honest;
  });
  const decisions = new Map([...nodes].map(([id, node]) => [id, node.decide()]));
  const traitors = [...liars.keys()];
  return { decisions, verdict: judge({ group, order, traitors, observed: [], decisions }) };
}
