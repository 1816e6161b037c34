/** The simulator's public face: a world in, what a run of real processes would give out. */

import { wrongArgument } from "../core/argument.js";
import type { Group, NodeId, Order } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import type { Report } from "../core/protocol.js";
import type { Relay } from "../core/relay.js";
import { protocolOf } from "../protocols/index.js";
import { BitTree } from "../protocols/om/bit-tree.js";
import type { Folded } from "../protocols/om/fold.js";
import { RELAYS_SPELLED_OUT_MAX } from "../protocols/om/report.js";
import { OralMessages } from "../protocols/om/rules.js";
import { inputLine, upLine } from "../recording/inputs.js";
import {
  type DecisionLine,
  decidedIn,
  type FaultLine,
  type InputLine,
  inputsByNode,
  type Recording,
  type ReportLine,
  runLineOf,
} from "../recording/recording.js";
import { type RunResult, resultOf } from "../recording/result.js";
import { failedIn, type Played, type PlayOptions, play } from "./play.js";
import type { Traced } from "./trace.js";
import type { World } from "./world.js";

export type { FrameFault, InjectedFault, Which, World } from "./world.js";

/** `traffic.bytes` is 0 without `frameBytes`; without `keepsReports` the recording has no reports at all. */
export interface SimulateOptions extends World, PlayOptions {
  /** Spells out reports of over 1000 relays too. */
  readonly spellsOut?: boolean;
  /** Spells all out, and keeps what came in to each node. */
  readonly recordAll?: boolean;
}

/** A lieutenant's message tree as it was at the end. */
export interface NodeTree {
  readonly tree: BitTree;
  /** null for a node that did not decide */
  readonly folded: Folded | null;
}

export interface Simulated {
  readonly recording: Recording;
  readonly result: RunResult;
  /** with oral messages: of every lieutenant, a traitor's honest one too, by ascending id */
  readonly trees: ReadonlyMap<NodeId, NodeTree>;
}

/** Plays the world. The same options give the same recording, byte for byte. */
export function simulate(options: SimulateOptions): Simulated {
  if (typeof options !== "object" || options === null)
    throw wrongArgument(
      "simulate",
      options,
      "a world",
      "give { group, order, traitors, … } (docs/SIMULATOR.md)",
    );
  const { group, traitors, values, roundTimeoutMs, startTimeoutMs, onStep, keepsReports } = options;
  const keepsInputs = options.recordAll === true && keepsReports !== false;
  const came: Traced[] = [];
  const keep = (traced: Traced) => {
    came.push(traced);
    onStep?.(traced);
  };
  const played = play(options, keepsInputs ? { ...options, onStep: keep } : options);
  const timing = keepsInputs ? { roundTimeoutMs, startTimeoutMs } : undefined;
  const run = runLineOf(group, options.order, traitors, values, timing);
  const nodes = [...played.nodes.values()];
  const starts = nodes.flatMap(({ startedMs }) => startedMs ?? []);
  const zeroMs = starts.length > 0 ? Math.min(...starts) : 0;
  const faults = played.faults.map(
    ({ atMs, node, fault }): FaultLine => ({ type: "fault", at: atMs - zeroMs, node, ...fault }),
  );
  const decided = nodes.filter(({ decision }) => decision !== null);
  const decisions = decided.map(
    ({ id, decidedMs, decision, vector }): DecisionLine => ({
      type: "decision",
      at: (decidedMs as number) - zeroMs,
      node: id,
      order: decision as Order,
      ...(vector && { vector }),
    }),
  );
  const { result, verdict } = resultOf({
    run,
    ...decidedIn(decisions),
    ...failedIn(options, played),
    faults,
    traffic: played.traffic,
    timing: timingOf(played),
    recording: null,
  });
  const reports = reportLines(options, played, zeroMs);
  const inputs = keepsInputs && { inputs: inputLines(group, played, came, zeroMs) };
  const recording = { run, reports, faults, decisions, ...inputs, verdict };
  return { recording, result, trees: treesOf(options, played) };
}

/** What came in to each node that came up, in order. */
function inputLines(
  group: Group,
  { nodes }: Played,
  came: readonly Traced[],
  zeroMs: number,
): readonly InputLine[] {
  const up = [...nodes.values()].flatMap(({ id, upMs }) =>
    upMs === null ? [] : [upLine(id, upMs - zeroMs)],
  );
  const rest = came.flatMap(({ atMs, node, input }) => {
    return inputLine(group, node, atMs - zeroMs, input, nodes.get(node)?.signer) ?? [];
  });
  return inputsByNode([...up, ...rest]);
}

/** Spells each report out once: a loyal node tells everybody the same one. */
function reportLines(
  { group, recordAll, spellsOut = recordAll }: SimulateOptions,
  { accepted }: Played,
  zeroMs: number,
): ReportLine[] {
  const kind = protocolOf(group);
  const spelled = new Map<Report, Relay[]>();
  return accepted.map(({ atMs, to, report }) => {
    const { round, from } = report;
    const line = { type: "report", at: atMs - zeroMs, round, from, to } as const;
    const count = kind.relaysEach(group, round);
    if (count > RELAYS_SPELLED_OUT_MAX && !spellsOut) return { ...line, count };
    return { ...line, relays: keptIn(spelled, report, () => kind.relaysOf(group, report)) };
  });
}

function timingOf({ nodes, endMs }: Played): RunResult["timing"] {
  const startMs = Math.max(0, ...[...nodes.values()].map(({ upMs }) => upMs ?? 0));
  const decidedMs = Math.max(startMs, ...[...nodes.values()].map((node) => node.decidedMs ?? 0));
  return { startMs, decideMs: decidedMs - startMs, totalMs: Math.max(endMs, decidedMs) };
}

function treesOf({ group }: World, { nodes }: Played): Map<NodeId, NodeTree> {
  const trees = new Map<NodeId, NodeTree>();
  for (const { id, protocol, decision } of nodes.values()) {
    if (id === group.general || !(protocol instanceof OralMessages && protocol.tree instanceof BitTree))
      continue;
    trees.set(id, { tree: protocol.tree, folded: decision === null ? null : protocol.folded() });
  }
  return trees;
}
