/**
 * Nodes on virtual time: the shipped Lockstep and Rounds (src/core) of every node, a delivery that takes as long as the
 * scenario says, and traitors that send what and when they like. Rounds may be replaced by a patched one.
 */
import type { Group, NodeId, Order } from "../../../src/core/group.js";
import { type Arrival, Lockstep, type LockstepMessage } from "../../../src/core/lockstep.js";
import type { Input } from "../../../src/core/machine.js";
import type { Rounds, Schedule } from "../../../src/core/rounds.js";
import type { OralReport } from "../../../src/protocols/om/report.js";
import { type OralMessages, oralMessages } from "../../../src/protocols/om/rules.js";
import { judge, type Verdict } from "../../../src/recording/verdict.js";

export type Parcel = Arrival<OralReport>;

export type RoundsOf = (plan: Schedule<Parcel>, now: number) => Rounds<Parcel>;

/** One report on its way. */
export interface Sending {
  readonly round: number;
  readonly to: NodeId;
  readonly report: OralReport;
  /** when it arrives, ms */
  readonly atMs: number;
}

export interface Scenario {
  readonly group: Group;
  readonly order: Order;
  readonly traitors: readonly NodeId[];
  readonly nodeOf: (group: Group, id: NodeId, order: Order) => OralMessages;
  /** `round` is −1 for what is no report */
  readonly deliveryMs: (from: NodeId, to: NodeId, round: number) => number;
  /** What a traitor makes of a report that it owes; `now` is the time it is sent. */
  readonly forge: (from: NodeId, honest: Sending, now: number) => readonly Sending[];
}

export interface TimedBug {
  readonly roundsOf?: RoundsOf;
  /** called with each report that its receiver refused, and how it did */
  readonly onRefused?: (
    node: OralMessages,
    report: OralReport,
    reception: "duplicate" | "closedRound",
  ) => void;
}

export const ROUND_TIMEOUT_MS = 100;

interface Event {
  readonly at: number;
  readonly run: (now: number) => void;
}

export function playTimed(
  scenario: Scenario,
  bug: TimedBug = {},
): { verdict: Verdict; decisions: Map<NodeId, Order> } {
  const { group, order, traitors } = scenario;
  const events: Event[] = [];
  const decisions = new Map<NodeId, Order>();
  const nodes = new Map(group.ids.map((id) => [id, makeNode(scenario, bug, id)]));
  const deliver = (at: number, run: (now: number) => void) => events.push({ at, run });

  const step: Stepping = (id, input, now) => {
    const { machine, party } = nodes.get(id) as Node;
    const done = machine.step(input, now);
    if (input.kind === "message" && input.message.kind === "report")
      for (const { kind } of done.faults)
        if (kind === "duplicate" || kind === "closedRound")
          bug.onRefused?.(party, input.message.report as OralReport, kind);
    for (const { order: decided } of done.out) decisions.set(id, decided);
    for (const { to, message } of done.send) for (const peer of to) send(id, peer, message, now);
  };
  const send = (from: NodeId, to: NodeId, message: LockstepMessage<OralReport>, now: number): void => {
    if (message.kind !== "report") return hand(from, to, message, now + scenario.deliveryMs(from, to, -1));
    const { round } = message;
    const sending: Sending = {
      ...{ round, to, report: message.report as OralReport },
      atMs: now + scenario.deliveryMs(from, to, round),
    };
    for (const one of traitors.includes(from) ? scenario.forge(from, sending, now) : [sending])
      hand(from, one.to, { ...message, round: one.round, report: one.report }, one.atMs);
  };
  const hand = (from: NodeId, to: NodeId, message: LockstepMessage<OralReport>, at: number): void => {
    deliver(at, (now) => step(to, { kind: "message", from, message }, now));
  };

  for (const id of group.ids) {
    for (const peer of group.ids.filter((it) => it !== id)) {
      deliver(0, (at) => step(id, { kind: "peer", id: peer, is: "heard" }, at));
    }
  }
  drain(events, nodes, step);
  return { decisions, verdict: judge({ group, order, traitors, observed: [], decisions }) };
}

type Stepping = (id: NodeId, input: Input<LockstepMessage<OralReport>>, now: number) => void;

interface Node {
  readonly machine: Lockstep<OralReport>;
  readonly party: OralMessages;
}

function makeNode({ group, order, nodeOf }: Scenario, { roundsOf }: TimedBug, id: NodeId): Node {
  class Patched extends Lockstep<OralReport> {
    protected override makeRounds(plan: Schedule<Parcel>, now: number): Rounds<Parcel> {
      return roundsOf?.(plan, now) ?? super.makeRounds(plan, now);
    }
  }
  const party = nodeOf(group, id, order);
  const timing = { roundTimeoutMs: ROUND_TIMEOUT_MS, startTimeoutMs: 1000 };
  return { party, machine: new Patched({ protocol: oralMessages, group, self: id, party, timing }, 0) };
}

/** What has arrived comes before the clock; each node's clock is asked when it said it must be. */
function drain(events: Event[], nodes: ReadonlyMap<NodeId, Node>, step: Stepping): void {
  for (let turn = 0; turn < 100_000; turn++) {
    const [next] = events.sort((a, b) => a.at - b.at);
    const due = [...nodes].map(([id, { machine }]) => ({ id, at: machine.deadlineMs ?? Infinity }));
    const [clock] = due.sort((a, b) => a.at - b.at || a.id - b.id);
    if (next && next.at <= (clock?.at ?? Infinity)) events.shift()?.run(next.at);
    else if (clock && clock.at < Infinity) step(clock.id, { kind: "tick" }, clock.at);
    else return;
  }
  throw new Error("the nodes never come to an end");
}
