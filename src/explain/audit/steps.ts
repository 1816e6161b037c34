/**
 * Where a recording holds what came in to each node: every loyal one is made again and handed it, input by input, at the same
 * times. A node is a pure machine (core/machine.ts), so it must then accept, fault and decide what is recorded, when it is
 * recorded; and what came in from another loyal node that one must have sent.
 */
import type { Fault, FaultKind } from "../../core/fault.js";
import { DIFFERENT_MAX } from "../../core/fault-book.js";
import type { NodeId, Order } from "../../core/group.js";
import { groupedBy } from "../../core/grouped.js";
import { Lockstep, type LockstepMessage, type LockstepStep } from "../../core/lockstep.js";
import type { Report, Vector } from "../../core/protocol.js";
import type { Relay } from "../../core/relay.js";
import { protocolOf } from "../../protocols/index.js";
import { inputOf } from "../../recording/inputs.js";
import type { InputLine, RunTiming } from "../../recording/recording.js";
import { nodeAgain } from "../../recording/replay.js";
import type { Facts } from "../facts.js";
import { nodes } from "../text.js";
import { differences } from "./differences.js";
import type { Findings } from "./findings.js";

/** Returns how many inputs were handed in again. */
export function judgeSteps(facts: Facts, findings: Findings): number {
  const { run, verdict } = facts.recording;
  const { inputs = run.timing?.clocks === "own" ? [] : null } = facts.recording;
  // inputs stand near the end: of a recording that is cut off nobody knows whether they are all there
  if (!inputs || !run.timing || !verdict) return 0;
  return new StepJudge(facts, findings, inputs, run.timing).judge();
}

type Message = LockstepMessage<Report>;

/** What a node did, handed what came in to it. */
class Steps {
  readonly accepts = new Map<string, { readonly at: number; readonly relays: readonly Relay[] }>();
  readonly faults: Fault[] = [];
  readonly sent: { readonly at: number; readonly to: readonly NodeId[]; readonly message: Message }[] = [];
  decided: { readonly at: number; readonly order: Order; readonly vector?: Vector } | null = null;
}

/** Kinds of faults that only a machine finds; all others may be found in a message before it comes in. */
const OF_MACHINES: readonly FaultKind[] = ["late", "closedRound", "twoOrders", "missingPath", "badOrder"];

/** Times are written down in microseconds. */
const SAME_MS = 0.0005;

class StepJudge {
  readonly #steps = new Map<NodeId, Steps>();
  readonly #inputs: ReadonlyMap<NodeId, readonly InputLine[]>;
  /** members that have not told what came in to them */
  readonly #untold: NodeId[] = [];

  constructor(
    readonly facts: Facts,
    readonly findings: Findings,
    inputs: readonly InputLine[],
    readonly timing: RunTiming,
  ) {
    this.#inputs = groupedBy(inputs, ({ node }) => node);
  }

  judge(): number {
    const { programs } = this.facts.recording.run;
    for (const id of this.facts.group.ids)
      if (this.facts.isLoyal(id) && !programs?.includes(id)) this.#play(id);
    this.#lookForUntold();
    for (const [id, steps] of this.#steps) {
      this.#accepts(id, steps);
      this.#faults(id, steps);
      this.#decision(id, steps);
      for (const line of this.#inputs.get(id) ?? []) this.#came(line);
    }
    return [...this.#steps.keys()].reduce((sum, id) => sum + (this.#inputs.get(id)?.length ?? 0), 0);
  }

  #play(id: NodeId): void {
    const { group, recording } = this.facts;
    const [up, ...rest] = this.#inputs.get(id) ?? [];
    // each member of a group tells for itself
    if (!up && this.timing.clocks === "own") return void this.#untold.push(id);
    if (up?.is !== "up")
      return this.findings.contradiction(
        up ?? null,
        `what came in to node ${id} does not begin with its start.`,
      );
    const protocol = protocolOf(group);
    const seat = { protocol, group, self: id, party: nodeAgain(recording.run, id), timing: this.timing };
    const machine = new Lockstep(seat, up.at);
    const steps = new Steps();
    let nowMs = up.at;
    for (const line of rest) {
      const input = inputOf(group, line);
      const wrong = machine.isOver
        ? "had left before this came in"
        : line.at < nowMs
          ? "was handed this before what came earlier"
          : input === null
            ? "came up a second time"
            : null;
      if (wrong) return this.findings.contradiction(line, `node ${id} ${wrong}.`);
      nowMs = line.at;
      if (input) this.#take(steps, machine.step(input, nowMs), nowMs);
    }
    this.#steps.set(id, steps);
  }

  #lookForUntold(): void {
    const who = nodes(this.#untold);
    if (this.#untold.length > 0)
      this.findings.cannotJudge(
        `what came in to ${who} is not recorded: steps taken there cannot be judged.`,
      );
  }

  #take(steps: Steps, { send, faults, notes, out }: LockstepStep<Report>, at: number): void {
    const { group } = this.facts;
    for (const { to, message } of send) steps.sent.push({ at, to, message });
    steps.faults.push(...faults);
    for (const note of notes)
      if (note.kind === "accept")
        steps.accepts.set(`${note.round}.${note.from}`, {
          at,
          relays: protocolOf(group).relaysOf(group, note.report),
        });
    for (const { order, vector } of out) steps.decided = { at, order, ...(vector && { vector }) };
  }

  #accepts(id: NodeId, { accepts }: Steps): void {
    const left = new Map(accepts);
    for (const line of this.facts.recording.reports) {
      const { round, from, at, relays } = line;
      if (line.to !== id) continue;
      const key = `${round}.${from}`;
      const again = left.get(key);
      const which = `report of round ${round} from node ${from}`;
      left.delete(key);
      if (!again) this.#differs(id, line, `accepts no ${which}`);
      else if (isApart(again.at, at)) this.#differs(id, line, `accepts the ${which} at ${again.at} ms`);
      else if (relays) {
        const [one] = differences(relays, again.relays, protocolOf(this.facts.group).signs);
        if (one) this.#differs(id, line, `accepts ${this.findings.relayName(one.due)} in the ${which}`);
      }
    }
    for (const key of left.keys()) {
      const [round, from] = key.split(".");
      this.#differs(id, null, `accepts a report of round ${round} from node ${from}, and none is recorded`);
    }
  }

  #faults(id: NodeId, { faults }: Steps): void {
    const recorded = this.facts.recording.faults.filter(({ node }) => node === id);
    const found = new Map(faults.map((fault) => [keyOf(fault), fault]));
    const told = new Set(recorded.map(keyOf));
    for (const fault of recorded)
      if (
        OF_MACHINES.includes(fault.kind) &&
        !found.has(keyOf(fault)) &&
        !/different ones/.test(fault.detail)
      )
        this.#differs(
          id,
          fault,
          `finds no such fault of ${fault.from === null ? "anybody" : `node ${fault.from}`}`,
        );
    const times = new Map<string, number>();
    for (const [key, fault] of found) {
      const kind = `${fault.from} ${fault.kind} ${fault.round}`;
      times.set(kind, (times.get(kind) ?? 0) + 1);
      if (!told.has(key) && (times.get(kind) ?? 0) <= DIFFERENT_MAX)
        this.#differs(id, null, `finds a fault of node ${fault.from} that is not recorded: ${fault.detail}`);
    }
  }

  #decision(id: NodeId, { decided }: Steps): void {
    const line = this.facts.recording.decisions.find(({ node }) => node === id);
    if (!line && !decided) return;
    if (!line) return this.#differs(id, null, "decides, and no decision of it is recorded");
    if (!decided) return this.#differs(id, line, "decides nothing");
    if (decided.order !== line.order)
      return this.#differs(id, line, `decides ${this.findings.orderName(decided.order)}`);
    if (JSON.stringify(decided.vector) !== JSON.stringify(line.vector))
      return this.#differs(id, line, "holds another vector");
    if (isApart(decided.at, line.at)) this.#differs(id, line, `decides at ${decided.at} ms`);
  }

  /** What came from a loyal node it must have sent. */
  #came(line: InputLine): void {
    const { node, from = node, is, at, round } = line;
    const sender = this.#steps.get(from);
    if (!sender || from === node) return;
    const isBefore = (sentAt: number) => this.timing.clocks === "own" || sentAt <= at + SAME_MS;
    const before = sender.sent.filter((one) => isBefore(one.at) && one.to.includes(node));
    const said = before.map(({ message }) => message);
    const isSent =
      is === "ready"
        ? line.by?.every((id) => said.some((one) => one.kind === "ready" && one.by.includes(id)))
        : is === "done"
          ? said.some((one) => one.kind === "done")
          : is === "report"
            ? said.some(
                (one) => one.kind === "report" && one.round === round && this.#isSame(line, one.report),
              )
            : true;
    if (isSent) return;
    const what = is === "report" ? `a report of round ${round}` : is.toUpperCase();
    this.findings.contradiction(
      line,
      `${what} came in to node ${node} from node ${from}, which is loyal and, handed what came in to it, did not send it so.`,
    );
  }

  #isSame({ relays, faults = [] }: InputLine, report: Report | null): boolean {
    const { group } = this.facts;
    if (!relays || !report || faults.length > 0) return false;
    const protocol = protocolOf(group);
    return differences(relays, protocol.relaysOf(group, report), protocol.signs).length === 0;
  }

  #differs(id: NodeId, line: Parameters<Findings["contradiction"]>[0], what: string): void {
    this.findings.contradiction(
      line,
      `node ${id}, which is loyal and is handed what came in to it, ${what}.`,
    );
  }
}

function isApart(a: number, b: number): boolean {
  return Math.abs(a - b) > SAME_MS;
}

function keyOf({ from, round, kind, detail }: Fault): string {
  return `${from} ${round} ${kind} ${detail}`;
}
