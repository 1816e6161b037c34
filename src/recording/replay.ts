/**
 * Makes nodes of a recording again by the shipped rules and hands them the reports that they accepted: to tell what they
 * held (explain/held.ts), to judge the recording (explain/audit/), and to complete one (complete.ts). Report lines hold no
 * signatures, so those of a protocol that signs count as good here.
 */

import type { Fault } from "../core/fault.js";
import type { Group, NodeId, Order } from "../core/group.js";
import type { Party } from "../core/party.js";
import type { Report, Vector } from "../core/protocol.js";
import { protocolOf, roundsOf, valuesProtocolOf } from "../protocols/index.js";
import type { CarriedReport } from "../protocols/values/rules.js";
import { AS_FOUND } from "./inputs.js";
import { groupOfRun, type ReportLine, type RunLine } from "./recording.js";

export type ByRound = readonly (readonly ReportLine[])[];

/** By round, and there by sender, as nodes take them in. */
export function reportsByRound(run: RunLine, reports: readonly ReportLine[]): ByRound {
  const byRound = Array.from({ length: roundsOf(groupOfRun(run)) }, (): ReportLine[] => []);
  for (const line of reports) byRound[line.round]?.push(line);
  return byRound.map((lines) => lines.toSorted((a, b) => a.from - b.from));
}

/** The node as it was before round 0; honest, whatever it was in the run. `group` can be given with a smaller m. */
export function nodeAgain(run: RunLine, id: NodeId, group = groupOfRun(run)): Party<Report> {
  const kind = protocolOf(group);
  const own: Order = run.values?.[id] ?? run.order;
  return kind.make({ group, self: id, order: own, ...(kind.signs && { signer: AS_FOUND }) });
}

/**
 * Plays the node from round to round. Each comes up when the one before has closed and this one's reports are not yet
 * handed over.
 */
export function* replayed(
  group: Group,
  node: Party<Report>,
  id: NodeId,
  byRound: ByRound,
): Generator<{ readonly round: number; readonly owed: Owed }> {
  for (const [round, lines] of byRound.entries()) {
    yield { round, owed: told(group, node, id, round) };
    for (const line of lines) if (line.to === id && line.from !== id) handOver(group, node, line);
  }
}

/**
 * Hands a node what it was told, and says what is wrong with it. Of chains that no node accepts together, as programs of others may
 * tell them, each counts by itself: in the paper each is a message.
 */
function handOver(
  group: Group,
  node: Party<Report>,
  { round, from, relays = [] }: ReportLine,
  report = protocolOf(group).reportOf(group, round, from, relays),
): Fault | undefined {
  const protocol = protocolOf(group);
  const [fault] = node.receive(round, from, report);
  if (fault && protocol.tells === "chains")
    for (const chain of relays) node.receive(round, from, protocol.reportOf(group, round, from, [chain]));
  return fault;
}

/** A node of a recording, made again, before round 0. */
export interface NodeAgain {
  readonly group: Group;
  readonly id: NodeId;
  readonly node: Party<Report>;
  /** `node` itself, or what it carries values for */
  readonly inner: Party<Report>;
  readonly byRound: ByRound;
}

/** Plays the node to its end; what it decides. */
export function playedAgain({ group, node, id, byRound }: Omit<NodeAgain, "inner">): Order {
  for (const _ of replayed(group, node, id, byRound));
  return node.decide();
}

/** What the node tells in a round, and whether itself too: then it has taken that in. */
function told(group: Group, node: Party<Report>, id: NodeId, round: number): Owed {
  const kind = protocolOf(group);
  const report = node.send(round);
  const isToSelf = report !== null && kind.receivers(group, round).includes(id) && !kind.ownIsNoNews;
  if (isToSelf) node.receive(round, id, report);
  return { report, isToSelf };
}

/** What a node owes in a round; null for nothing. */
export interface Owed {
  readonly report: Report | null;
  readonly isToSelf: boolean;
}

/** One node played again to the end. */
export interface Again {
  /** by round */
  readonly owed: readonly Owed[];
  /** reports that no node would have accepted, and why */
  readonly void: readonly (readonly [line: ReportLine, why: string])[];
  readonly decision: Order;
  readonly vector: Vector | undefined;
}

/** Who is played again, and what they were told. */
export interface Cast {
  readonly run: RunLine;
  readonly group: Group;
  readonly ids: readonly NodeId[];
  readonly byRound: ByRound;
  /**
   * Which values a report of the further round brought (protocols/values/rules.ts) is not recorded. Each of these nodes brought what
   * it owed.
   */
  readonly bringing: ReadonlySet<NodeId>;
  /** Whether all others brought all values, or none. */
  readonly othersBring: boolean;
}

/** Plays nodes again together. */
export function playAgain(cast: Cast): ReadonlyMap<NodeId, Again> {
  const { run, group, byRound } = cast;
  const played = new Map(
    cast.ids.map((id) => [
      id,
      { node: nodeAgain(run, id, group), owed: [] as Owed[], void: [] as [ReportLine, string][] },
    ]),
  );
  for (const [round, lines] of byRound.entries()) {
    for (const [id, { node, owed }] of played) owed.push(told(group, node, id, round));
    for (const line of lines) {
      const receiver = line.from === line.to ? undefined : played.get(line.to);
      if (!receiver) continue;
      const report = reportIn(cast, line, played.get(line.from)?.owed[round]?.report);
      const fault = handOver(group, receiver.node, line, report);
      if (fault) receiver.void.push([line, fault.detail]);
    }
  }
  const ended = [...played].map(([id, { node, ...one }]): [NodeId, Again] => [
    id,
    { ...one, decision: node.decide(), vector: node.vector?.() },
  ]);
  return new Map(ended);
}

function reportIn(cast: Cast, { round, from, relays }: ReportLine, owed: Report | null | undefined): Report {
  const { group, bringing, othersBring } = cast;
  const report = protocolOf(group).reportOf(group, round, from, relays ?? []);
  if (!isFurther(group, round)) return report;
  if (owed && bringing.has(from)) return owed;
  const none: CarriedReport = { round, from, said: null, values: {} };
  return othersBring ? report : none;
}

/** Whether in a round nodes tell only the values of what they decided. */
export function isFurther(group: Group, round: number): boolean {
  return group.contents !== undefined && round > valuesProtocolOf(group.protocol).inner.lastRound(group);
}
