/** The result of a run, real or simulated: what `--json` prints, and the verdict that ends its recording. */
import type { Group, NodeId, Order } from "./group.js";
import { type FaultLine, groupOfRun, type RunLine, type VerdictLine } from "./recording.js";
import { type Judgement, judge } from "./verdict.js";

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

/** A node, loyal by the config, that failed in this run. */
export interface Observed {
  readonly id: NodeId;
  readonly why: string;
}

export interface RunResult {
  readonly version: 1;
  readonly protocol: string;
  readonly n: number;
  readonly m: number;
  readonly general: NodeId;
  readonly order: Order;
  readonly default: Order;
  readonly traitors: RunLine["traitors"];
  /** how many rounds there were: m + 1 */
  readonly rounds: number;
  readonly guaranteed: boolean;
  readonly decisions: readonly NodeDecision[];
  readonly conditions: { readonly ic1: Judgement; readonly ic2: Judgement };
  readonly traffic: Traffic;
  readonly observed: readonly Observed[];
  readonly faults: readonly Omit<FaultLine, "type">[];
  readonly timing: Timing;
  /** the file that the run was recorded in */
  readonly recording: string | null;
}

export interface NodeDecision {
  readonly id: NodeId;
  readonly role: "general" | "lieutenant";
  /** by the config */
  readonly loyal: boolean;
  readonly order: Order | null;
}

export interface RunFacts {
  readonly run: RunLine;
  /** absent where a node did not decide */
  readonly decisions: ReadonlyMap<NodeId, Order>;
  /** what nodes were seen to fail at while the run went; who did not decide is added here */
  readonly observed: readonly Observed[];
  readonly faults: readonly FaultLine[];
  readonly traffic: Traffic;
  readonly timing: Timing;
  readonly recording: string | null;
}

/** Judges a run and puts its result together. */
export function resultOf(facts: RunFacts): { result: RunResult; verdict: VerdictLine } {
  const { run, decisions, traffic, timing, recording } = facts;
  const group = groupOfRun(run);
  const traitors = run.traitors.map(({ id }) => id);
  const observed = observedIn(group, traitors, facts);
  const verdict = judge({
    group,
    order: run.order,
    traitors,
    observed: observed.map(({ id }) => id),
    decisions,
  });
  const conditions = { ic1: verdict.ic1, ic2: verdict.ic2 };
  const { guaranteed } = verdict;
  const { protocol, n, m, general, order, default: defaultOrder } = run;
  const result: RunResult = {
    version: 1,
    ...{ protocol, n, m, general, order, default: defaultOrder },
    traitors: run.traitors,
    rounds: m + 1,
    guaranteed,
    decisions: group.ids.map((id) => ({
      id,
      role: id === general ? "general" : "lieutenant",
      loyal: !traitors.includes(id),
      order: decisions.get(id) ?? null,
    })),
    conditions,
    traffic,
    observed,
    faults: facts.faults.map(({ type: _, ...fault }) => fault),
    timing,
    recording,
  };
  return { result, verdict: { type: "verdict", conditions, guaranteed, observed } };
}

/** Each node once, with what came first: a failure that was seen, or else that it ended undecided. */
function observedIn(group: Group, traitors: readonly NodeId[], facts: RunFacts): Observed[] {
  const seen = new Map(facts.observed.toReversed().map((one) => [one.id, one]));
  return group.ids
    .filter((id) => !traitors.includes(id))
    .flatMap((id) => seen.get(id) ?? (facts.decisions.has(id) ? [] : [{ id, why: "ended undecided" }]));
}
