/** The result of a run, real or simulated: what `--json` prints, and the verdict that ends its recording. */
import type { NodeId, Order } from "../core/group.js";
import type { Vector } from "../core/protocol.js";
import { protocolOf, roundsOf } from "../protocols/index.js";
import { type Observed, observedIn } from "./observed.js";
import { type FaultLine, groupOfRun, type RunLine, type VerdictLine } from "./recording.js";
import { type Conditions, judge } from "./verdict.js";

export interface Traffic {
  /** reports sent, a node's report to itself not counted */
  reports: number;
  /** relays sent in each round */
  relays: number[];
  bytes: number;
}

export interface Timing {
  /** launch to the moment that the last node is up, ms */
  readonly startMs: number;
  /** from there to the last decision, ms */
  readonly decideMs: number;
  /** launch to verdict, ms */
  readonly totalMs: number;
}

type OfRun = "protocol" | "n" | "m" | "general" | "order" | "default" | "combine" | "contents" | "traitors";

export interface RunResult extends Pick<RunLine, OfRun> {
  readonly version: 1;
  /** how many rounds there were, round 0 counted: m + 1 for om */
  readonly rounds: number;
  readonly guaranteed: boolean;
  readonly decisions: readonly NodeDecision[];
  readonly conditions: Conditions;
  readonly traffic: Traffic;
  readonly observed: readonly Observed[];
  readonly faults: readonly Omit<FaultLine, "type">[];
  readonly timing: Timing;
  /** the file that the run was recorded in */
  readonly recording: string | null;
}

export interface NodeDecision {
  readonly id: NodeId;
  /** where every node has a value, each is the general of its own */
  readonly role: "general" | "lieutenant";
  /** by the config */
  readonly loyal: boolean;
  readonly order: Order | null;
  /** what it was to give, where every node has a value of its own */
  readonly value?: Order;
  /** what lies behind the decision, where it is about a vector */
  readonly vector?: Vector;
}

export interface RunFacts {
  readonly run: RunLine;
  /** absent where a node did not decide */
  readonly decisions: ReadonlyMap<NodeId, Order>;
  /** where nodes decide on vectors */
  readonly vectors?: ReadonlyMap<NodeId, Vector>;
  /** nodes that never came up, gave up, or died */
  readonly gone: readonly Observed[];
  /** nodes that stood still for too long */
  readonly slow: readonly Observed[];
  readonly faults: readonly FaultLine[];
  readonly traffic: Traffic;
  readonly timing: Timing;
  readonly recording: string | null;
}

/** Judges a run and puts its result together. */
export function resultOf(facts: RunFacts): { result: RunResult; verdict: VerdictLine } {
  const { run, decisions, vectors, traffic, timing, recording } = facts;
  const group = groupOfRun(run);
  const traitors = run.traitors.map(({ id }) => id);
  const observed = observedIn({ ...facts, group, traitors });
  const verdict = judge({
    group,
    order: run.order,
    traitors,
    observed: observed.map(({ id }) => id),
    decisions,
    ...(run.values && { values: run.values }),
    ...(vectors && { vectors }),
  });
  const conditions = { ic1: verdict.ic1, ic2: verdict.ic2 };
  const { guaranteed } = verdict;
  const { protocol, n, m, general, order, default: defaultOrder } = run;
  const { everyone } = protocolOf(group);
  const result: RunResult = {
    version: 1,
    ...{ protocol, n, m, general, order, default: defaultOrder },
    ...(run.combine && { combine: run.combine }),
    ...(run.contents && { contents: run.contents }),
    traitors: run.traitors,
    rounds: roundsOf(group),
    guaranteed,
    decisions: group.ids.map((id) => {
      const [value, vector] = [run.values?.[id], vectors?.get(id)];
      return {
        id,
        role: everyone || id === general ? "general" : "lieutenant",
        loyal: !traitors.includes(id),
        order: decisions.get(id) ?? null,
        ...(value !== undefined && { value }),
        ...(vector && { vector }),
      };
    }),
    conditions,
    traffic,
    observed,
    faults: facts.faults.map(({ type: _, ...fault }) => fault),
    timing,
    recording,
  };
  return { result, verdict: { type: "verdict", conditions, guaranteed, observed } };
}
