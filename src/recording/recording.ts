/**
 * A recording: one run as JSON Lines, from real processes or from the simulator alike. Every view, explanation
 * and check reads it. `at` is milliseconds since the run's first start, on the launcher's clock, or as its timing says.
 */

import type { Fault, FaultKind } from "../core/fault.js";
import type { Combine, Group, NodeId, Order, ProtocolName } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import type { Contents } from "../core/party.js";
import type { Path } from "../core/path.js";
import type { Outcome, Values, Vector } from "../core/protocol.js";
import type { Relay } from "../core/relay.js";
import { protocolOf } from "../protocols/index.js";
import { demandRecording } from "./given.js";
import type { Conditions } from "./verdict.js";

export interface RunLine {
  readonly type: "run";
  readonly version: 1;
  readonly protocol: ProtocolName;
  readonly nodes: readonly NodeId[];
  readonly n: number;
  readonly m: number;
  readonly general: NodeId;
  readonly order: Order;
  readonly orders: readonly Order[];
  readonly default: Order;
  readonly traitors: readonly { readonly id: NodeId; readonly strategy: string }[];
  /** what a vector is combined to; absent where it is not */
  readonly combine?: Combine;
  /** what each node was to give, where every node has a value of its own */
  readonly values?: Values;
  /** where orders are digests of values of any kind: those values, as JSON text, as far as they matter here */
  readonly contents?: Contents;
  /** nodes that were programs of others: of them it holds what they decided, and not what they were told */
  readonly programs?: readonly NodeId[];
  /** where it holds what came in to each node: what their clocks went by */
  readonly timing?: RunTiming;
}

export interface RunTiming {
  readonly roundTimeoutMs: number;
  readonly startTimeoutMs: number;
  /** in a group that agrees again and again: how long a member stays to be told whether it was in time */
  readonly graceMs?: number;
  /** `own`: each node's times count from its own start, by a clock of its own */
  readonly clocks?: "own";
}

/** Whether its nodes keep message trees, which are of listed orders. */
export function hasTrees({ protocol, contents }: Pick<RunLine, "protocol" | "contents">): boolean {
  return protocolOf({ protocol, ...(contents && { contents }) }).keepsTree;
}

/** What `to` accepted from `from`; a node's report to itself is among them. */
export interface ReportLine {
  readonly type: "report";
  readonly at: number;
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly relays?: readonly Relay[];
  /** stands for the relays of a report too large to spell out */
  readonly count?: number;
}

export interface FaultLine {
  readonly type: "fault";
  readonly at: number;
  /** the node that observed it */
  readonly node: NodeId;
  readonly from: NodeId | null;
  readonly round: number | null;
  readonly kind: FaultKind;
  readonly detail: string;
  /** the path that it is about, where it is about one telling: one that nobody accepts */
  readonly path?: Path;
}

export interface DecisionLine {
  readonly type: "decision";
  readonly at: number;
  readonly node: NodeId;
  readonly order: Order;
  /** what lies behind the decision, where it is about a vector */
  readonly vector?: Vector;
}

export interface VerdictLine {
  readonly type: "verdict";
  readonly conditions: Conditions;
  readonly guaranteed: boolean;
  readonly observed: readonly { readonly id: NodeId; readonly why: string }[];
}

/**
 * One thing that came in to a node, in the order in which its lines stand: what it is made of is in inputs.ts. A node that
 * is handed all of them again at their times takes the same steps.
 */
export interface InputLine {
  readonly type: "input";
  readonly at: number;
  readonly node: NodeId;
  readonly is: (typeof INPUTS)[number];
  /** the peer; absent where the node comes up, and of its clock */
  readonly from?: NodeId;
  /** of `ready`: whose READYs these are */
  readonly by?: readonly NodeId[];
  /** of `done`, where there are any: those that missed a round at the sender */
  readonly missed?: readonly NodeId[];
  /** of `report` and `shown` */
  readonly round?: number;
  /** absent where the report was void */
  readonly relays?: readonly InputRelay[];
  /** where orders are digests: the values that came with them */
  readonly values?: Contents;
  /** what was wrong with the report by itself */
  readonly faults?: readonly Pick<Fault, "kind" | "detail">[];
  /** of a report of which not all counts: all that it tells, where that is signed */
  readonly shown?: readonly InputRelay[];
}

export interface InputRelay extends Relay {
  /** how many of the signatures are their signers', from the first on; absent: all */
  readonly good?: number;
}

/**
 * It comes up; the links with a peer are up, or given up; a peer's READY, report, signatures that count for nothing else, or
 * DONE; the clock; in a group, that the others have gone on to the next agreement.
 */
export const INPUTS = ["up", "heard", "cut", "ready", "report", "shown", "done", "tick", "passed"] as const;

export type RecordingLine = RunLine | ReportLine | FaultLine | DecisionLine | InputLine | VerdictLine;

/** What was told although no node accepts it. */
export interface VoidTelling {
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
  /** null for all that was told there */
  readonly path: Path | null;
  readonly why: string;
}

export interface Recording {
  readonly run: RunLine;
  readonly reports: readonly ReportLine[];
  readonly faults: readonly FaultLine[];
  readonly decisions: readonly DecisionLine[];
  /** what came in to each node, in order; absent where it was not kept */
  readonly inputs?: readonly InputLine[];
  /** absent in a recording that was cut off */
  readonly verdict?: VerdictLine;
  /** Of a recording by another program, which is whole although it has no verdict: what it tells that no node accepts. */
  readonly void?: readonly VoidTelling[];
}

/** The first line of a recording. */
export function runLineOf(
  { protocol, ids, m, general, orders, defaultOrder, combine, contents }: Group,
  order: Order,
  traitors: readonly { readonly id: NodeId; readonly strategy: string }[],
  values?: Values,
  timing?: RunTiming,
): RunLine {
  return {
    type: "run",
    version: 1,
    protocol,
    nodes: ids,
    n: ids.length,
    ...{ m, general, order, orders, default: defaultOrder },
    traitors: traitors.map(({ id, strategy }) => ({ id, strategy })),
    ...(combine && { combine }),
    ...(values && { values }),
    ...(contents && { contents }),
    ...(timing && { timing }),
  };
}

/** Asked for with every line that is read. */
const groupsOf = new WeakMap<RunLine, Group>();

export function groupOfRun(run: RunLine): Group {
  return keptIn(groupsOf, run, () => ({
    protocol: run.protocol,
    ids: [...run.nodes].sort((a, b) => a - b),
    general: run.general,
    m: run.m,
    orders: run.orders,
    defaultOrder: run.default,
    ...(run.combine && { combine: run.combine }),
    ...(run.contents && { contents: run.contents }),
  }));
}

/** What nodes decided, and the vectors behind that where they are about vectors. */
export function decidedIn(lines: readonly DecisionLine[]): {
  readonly decisions: ReadonlyMap<NodeId, Order>;
  readonly vectors?: ReadonlyMap<NodeId, Vector>;
} {
  const vectors = lines.flatMap(({ node, vector }) => (vector ? [[node, vector] as const] : []));
  return {
    decisions: new Map(lines.map(({ node, order }) => [node, order])),
    ...(vectors.length > 0 && { vectors: new Map(vectors) }),
  };
}

/** What a recording says came out, to be judged: its decisions as they are recorded. */
export function recordedOutcome({ run, decisions, verdict }: Recording): Outcome {
  return {
    ...{ group: groupOfRun(run), order: run.order },
    traitors: run.traitors.map(({ id }) => id),
    observed: verdict?.observed.map(({ id }) => id) ?? [],
    ...(run.values && { values: run.values }),
    ...decidedIn(decisions),
  };
}

/** The lines of a finished recording: reports by round, from, to; then faults, decisions, inputs by node and the verdict. */
export function linesOf(recording: Recording): RecordingLine[] {
  demandRecording("linesOf", recording);
  const { run, reports, faults, decisions, inputs = [], verdict } = recording;
  return [
    run,
    ...inOrder(reports),
    ...[...faults].sort(byRoundFromNode),
    ...[...decisions].sort((a, b) => a.node - b.node),
    ...inputsByNode(inputs),
    ...(verdict ? [verdict] : []),
  ];
}

/** By round, sender and receiver. */
export function inOrder(reports: readonly ReportLine[]): ReportLine[] {
  return reports.toSorted((a, b) => a.round - b.round || a.from - b.from || a.to - b.to);
}

/** Those of one node stay in order. */
export function inputsByNode(inputs: readonly InputLine[]): InputLine[] {
  return [...inputs].sort((a, b) => a.node - b.node);
}

function byRoundFromNode(a: FaultLine, b: FaultLine): number {
  return (
    (a.round ?? 0) - (b.round ?? 0) ||
    (a.from ?? 0) - (b.from ?? 0) ||
    a.node - b.node ||
    (a.kind < b.kind ? -1 : 1)
  );
}
