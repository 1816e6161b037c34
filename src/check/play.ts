/**
 * One world played out by the shipped protocol, every node of it in lockstep, nothing lost. A traitor's
 * reports pass through its deviation, as in a run; what it tells other traitors too.
 */
import { type Deviation, deviationOf } from "../adversary/deviation.js";
import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { playInStep } from "../core/in-step.js";
import type { Party } from "../core/party.js";
import type { Protocol, Report } from "../core/protocol.js";
import type { TraitorEntry } from "../core/traitor.js";
import { BitTree } from "../protocols/om/bit-tree.js";
import { fold } from "../protocols/om/fold.js";
import { type OralReport, reportOf } from "../protocols/om/report.js";
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

/**
 * A world of scripted traitors, played by the shipped trees, fold and deviations, up to the largest trees there are: each
 * lieutenant keeps its levels before the last, and the last round is stored and folded for one lieutenant after the other.
 */
export function replay(group: Group, order: Order, traitors: readonly TraitorEntry[]): Played {
  const liars = new Map(traitors.map((entry) => [entry.id, deviationOf<OralReport>(group, entry, 0)]));
  const trees = new Map(lieutenantsOf(group).map((id) => [id, new BitTree(group)]));
  const decisions = new Map<NodeId, Order>([[group.general, order]]);
  for (let round = 0; round <= group.m; round++) {
    const honest = honestReports(group, order, trees, round);
    for (const [id, tree] of trees) {
      for (const report of honest) tree.store(told(liars.get(report.from), report, id));
      if (round < group.m) continue;
      decisions.set(id, fold(tree).decision);
      trees.delete(id);
    }
  }
  const ids = traitors.map(({ id }) => id);
  return { decisions, verdict: judge({ group, order, traitors: ids, observed: [], decisions }) };
}

function honestReports(
  group: Group,
  order: Order,
  trees: ReadonlyMap<NodeId, BitTree>,
  round: number,
): OralReport[] {
  if (round > 0) return [...trees].map(([id, tree]) => tree.relay(id, round));
  return [reportOf(group, 0, group.general, [{ path: [group.general], order }])];
}

/** To itself everybody is honest. */
function told(liar: Deviation<OralReport> | undefined, honest: OralReport, to: NodeId): OralReport {
  if (!liar || honest.from === to) return honest;
  return liar.lie(honest, honest.round, to) ?? honest;
}
