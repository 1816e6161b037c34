/**
 * Who failed in a run, of the nodes that are loyal by the configuration: the **observed**, which are judged as
 * traitors and use up m.
 *
 * Some failed by themselves: they were gone, stood still for too long, or ended undecided. What is left to explain is
 * the reports that one loyal node missed of another. Either end may be at fault, and nobody can tell which: a report
 * that is sent late and one that is not heard look alike. But the guarantee of every protocol here is about any set of
 * at most m nodes outside of which all is well. So blame is the least set of nodes that touches every missed report;
 * nodes that are faulty anyway touch theirs for nothing. Where it has at most m nodes, all others were loyal and heard
 * each other in time, and what is guaranteed holds for them. A deaf node then is one faulty node, and those that it did
 * not hear are none.
 *
 * Of several least sets it is the one that charges the most missed reports to their senders, as one that comes late is
 * commoner than one that is not heard; of those, the one with the lowest ids (by the sum of their places).
 * The search is exact but for very large groups in very great disorder (core/cover.ts), where it may blame too many nodes,
 * never too few.
 */
import { type Edge, leastCover } from "../core/cover.js";
import type { Group, NodeId, Order } from "../core/group.js";
import { protocolOf } from "../protocols/index.js";
import type { FaultLine } from "./recording.js";

/** A node, loyal by the config, that failed in this run. */
export interface Observed {
  readonly id: NodeId;
  readonly why: string;
}

export interface Failures {
  readonly group: Group;
  readonly traitors: readonly NodeId[];
  /** absent or null where a node did not decide */
  readonly decisions: ReadonlyMap<NodeId, Order | null>;
  /** nodes that never came up, gave up, or died */
  readonly gone: readonly Observed[];
  /** nodes that stood still for too long */
  readonly slow: readonly Observed[];
  readonly faults: readonly Pick<FaultLine, "node" | "from" | "round" | "kind">[];
}

/** A report that was not there when its round closed. */
interface Missed {
  readonly round: number;
  readonly from: NodeId;
  readonly at: NodeId;
}

/** By ascending id, each with the first reason that is known. */
export function observedIn(failures: Failures): Observed[] {
  const { group, traitors, decisions, gone, slow } = failures;
  const undecided = group.ids
    .filter((id) => (decisions.get(id) ?? null) === null)
    .map((id) => ({ id, why: "ended undecided" }));
  const byThemselves = [...gone, ...slow, ...undecided].filter(({ id }) => !traitors.includes(id));
  const faulty = new Set([...traitors, ...byThemselves.map(({ id }) => id)]);
  const all = [...byThemselves, ...blamed(failures, faulty)];
  if (all.length === 0) return [];
  return group.ids.flatMap((id) => all.find((one) => one.id === id) ?? []);
}

function blamed({ group, faults }: Failures, faulty: ReadonlySet<NodeId>): Observed[] {
  const all: Missed[] = [];
  for (const { kind, node, from, round } of faults)
    if (kind === "late" && from !== null && round !== null) all.push({ round, from, at: node });
  all.sort((a, b) => a.round - b.round || a.from - b.from || a.at - b.at);
  const missed = all.filter(({ from, at }) => !faulty.has(from) && !faulty.has(at));
  if (missed.length === 0) return [];
  const ids = leastCover(
    missed.map(({ from, at }): Edge => [from, at]),
    costsOf(group, missed),
  );
  return ids.map((id) => {
    const touched = missed.filter(({ from, at }) => from === id || at === id);
    // in a least set, what a node alone explains is never nothing
    const own = touched.filter(({ from, at }) => !ids.includes(from === id ? at : from));
    return { id, why: whyBlamed(group, id, own.length > 0 ? own : touched, all) };
  });
}

/** A node costs more than all that sets of equal size can differ in, and what they differ in comes in that order. */
function costsOf({ ids }: Group, missed: readonly Missed[]): Map<NodeId, number> {
  const places = ids.length ** 2;
  const whole = places * (missed.length + 2);
  const sent = new Map<NodeId, number>();
  for (const { from } of missed) sent.set(from, (sent.get(from) ?? 0) + 1);
  return new Map(ids.map((id, place) => [id, whole - places * (sent.get(id) ?? 0) + place]));
}

/** From `own`, missed reports that this node explains. */
function whyBlamed(group: Group, id: NodeId, own: readonly Missed[], all: readonly Missed[]): string {
  const late = own.filter(({ from }) => from === id);
  const [firstLate] = late;
  if (firstLate && 2 * late.length >= own.length) {
    // one node's word, which may be a lie of one that nobody knows to be a traitor
    const isAlone = own.every(({ from, at }) => from === id && at === firstLate.at);
    return `late in round ${firstLate.round} at node ${firstLate.at}${isAlone ? `, as node ${firstLate.at} alone says` : ""}`;
  }
  const [{ round }] = own.filter(({ at }) => at === id) as [Missed];
  const unheard = all.filter((one) => one.at === id && one.round === round).map(({ from }) => from);
  const isDeaf = protocolOf(group)
    .senders(group, round)
    .every((from) => from === id || unheard.includes(from));
  if (isDeaf) return `heard nothing in round ${round}`;
  return `heard nothing from ${unheard.length > 1 ? "nodes" : "node"} ${unheard.join(", ")} in round ${round}`;
}
