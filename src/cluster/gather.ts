/** What the nodes of one run tell, gathered into its recording and its result. */
import { programsIn } from "../config/command.js";
import type { Run } from "../config/run.js";
import type { Evidence } from "../core/evidence.js";
import type { Fault } from "../core/fault.js";
import type { Group, NodeId, Order } from "../core/group.js";
import type { StampedEvent } from "../node/events.js";
import type { LaunchedMessage } from "../node/launched.js";
import { paceOf, roundsOf } from "../protocols/index.js";
import type { Observed } from "../recording/observed.js";
import {
  type DecisionLine,
  decidedIn,
  type FaultLine,
  type InputLine,
  inputsByNode,
  type Recording,
  type ReportLine,
  type RunLine,
  type RunTiming,
  runLineOf,
} from "../recording/recording.js";
import { type RunResult, resultOf, type Traffic } from "../recording/result.js";
import type { ProcessEnd } from "./processes.js";

/** All times that come in are on the machine's monotonic clock, ms. */
export class Gathering {
  /** the first that a node told */
  evidence: Evidence | null = null;
  readonly #group: Group;
  /** what the recording says of the run before its first node starts */
  readonly runLine: RunLine;
  /** the values of what was decided */
  readonly #contents: Record<Order, string> = {};
  readonly #reports: ReportLine[] = [];
  readonly #inputs: InputLine[] = [];
  readonly #faults: FaultLine[] = [];
  readonly #decisions: DecisionLine[] = [];
  readonly #slow = new Map<NodeId, Observed>();
  readonly #gone = new Map<NodeId, Observed>();
  /** of its nodes' clocks */
  readonly timing: RunTiming;
  readonly #traffic: Traffic;
  readonly #startsMs = new Map<NodeId, number>();
  /** when the first thing came in to it */
  readonly #firstMs = new Map<NodeId, number>();
  #lastUpMs: number;

  /** `ofGroup`: of members that agree again and again, each with a clock of its own. */
  constructor(
    { config, group, driven, values }: Run,
    private readonly launchedAtMs: number,
    ofGroup = false,
  ) {
    const { order, traitors, roundTimeoutMs, startTimeoutMs } = config;
    this.#group = driven;
    const programs = programsIn(config);
    this.runLine = { ...runLineOf(group, order, traitors, values), ...(programs.length > 0 && { programs }) };
    const timing = { roundTimeoutMs, startTimeoutMs };
    this.timing = ofGroup ? { ...timing, graceMs: roundTimeoutMs, clocks: "own" } : timing;
    this.#lastUpMs = launchedAtMs;
    this.#traffic = { reports: 0, relays: Array.from({ length: roundsOf(group) }, () => 0), bytes: 0 };
  }

  take(id: NodeId, message: LaunchedMessage): void {
    if (message.type === "event") this.#takeEvent(id, message.event);
    else if (message.type === "report") this.#reports.push({ type: "report", ...message.report });
    else if (message.type === "input") {
      this.#inputs.push(message.input);
      if (!this.#firstMs.has(id)) this.#firstMs.set(id, message.input.at);
    } else if (message.type === "end") {
      this.#traffic.reports += message.traffic.reports;
      this.#traffic.bytes += message.traffic.bytes;
      message.traffic.relays.forEach((count, round) => {
        this.#traffic.relays[round] = (this.#traffic.relays[round] as number) + count;
      });
      if (message.end.kind === "gaveUp") {
        const missing = message.end.missing.join(", ");
        this.#gone.set(id, { id, why: `gave up waiting for ${missing}` });
      }
    }
  }

  /** A node whose process ended otherwise than by its own decision. */
  died(id: NodeId, { code, signal, why }: ProcessEnd): void {
    if (this.#gone.has(id)) return;
    this.#gone.set(id, { id, why: why ?? (signal ? `killed by ${signal}` : `exited with code ${code}`) });
  }

  #takeEvent(id: NodeId, event: StampedEvent): void {
    switch (event.kind) {
      case "up":
        this.#lastUpMs = Math.max(this.#lastUpMs, event.atMs);
        return;
      case "start":
        this.#startsMs.set(id, event.atMs);
        return;
      case "fault":
        this.#faults.push({ type: "fault", at: event.atMs, node: id, ...this.#paperFault(event.fault) });
        return;
      case "slow":
        this.#slow.set(id, { id, why: `stood still for ${Math.round(event.stoodStillMs)} ms` });
        return;
      case "decide":
        this.#decided(id, event);
        return;
      case "evidence":
        this.evidence ??= event.evidence;
        return;
      case "waiting":
      case "close":
      case "late":
        return;
    }
  }

  #decided(node: NodeId, { atMs: at, order, vector, contents }: StampedEvent & { kind: "decide" }): void {
    this.#decisions.push({ type: "decision", at, node, order, ...(vector && { vector }) });
    Object.assign(this.#contents, contents);
  }

  /** A part's fault is one of its round. */
  #paperFault(fault: Fault): Fault {
    return fault.round === null ? fault : { ...fault, round: paceOf(this.#group).part(fault.round).of };
  }

  /** Judges the run. `recording` is the file it goes to, if any. */
  finish(nowMs: number, file: string | null): { recording: Recording; result: RunResult } {
    const since = <L extends { at: number }>(id: NodeId, line: L): L => {
      return { ...line, at: round3(line.at - this.#zeroMs(id)) };
    };
    const faults = this.#faults.map((line) => since(line.node, line));
    const decisions = this.#decisions.map((line) => since(line.node, line));
    const lastDecisionMs = Math.max(this.#lastUpMs, ...this.#decisions.map(({ at }) => at));
    const { contents } = this.runLine;
    const inputs = this.#isAllKnown() ? inputsByNode(this.#inputs.map((line) => since(line.node, line))) : [];
    const run = {
      ...this.runLine,
      ...(contents && { contents: { ...contents, ...this.#contents } }),
      // of members it is told when nobody told inputs, too
      ...((inputs.length > 0 || this.timing.clocks) && { timing: this.timing }),
    };
    const { result, verdict } = resultOf({
      run,
      ...decidedIn(decisions),
      gone: [...this.#gone.values()],
      slow: [...this.#slow.values()],
      faults,
      traffic: this.#traffic,
      timing: {
        startMs: round3(this.#lastUpMs - this.launchedAtMs),
        decideMs: round3(lastDecisionMs - this.#lastUpMs),
        totalMs: round3(nowMs - this.launchedAtMs),
      },
      recording: file,
    });
    return {
      recording: {
        ...{ run, reports: this.#reports.map((line) => since(line.to, line)), faults, decisions },
        ...(inputs.length > 0 && { inputs }),
        verdict,
      },
      result,
    };
  }

  /** What is 0 ms for this node's lines: the first start, or its own. */
  #zeroMs(id: NodeId): number {
    const starts = this.#startsMs;
    if (this.timing.clocks !== "own")
      return starts.size > 0 ? Math.min(...starts.values()) : this.launchedAtMs;
    return starts.get(id) ?? this.#firstMs.get(id) ?? 0;
  }

  /** What came in to a launcher's nodes is played again of all that decided, or of none; of members each may leave it out. */
  #isAllKnown(): boolean {
    if (this.timing.clocks === "own") return true;
    const known = new Set(this.#inputs.map(({ node }) => node));
    const { programs } = this.runLine;
    return this.#decisions.every(({ node }) => known.has(node) || programs?.includes(node));
  }
}

/** Microseconds are all that is known. */
function round3(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
