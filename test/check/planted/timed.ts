/**
 * Nodes on virtual time: the shipped Driver and Rounds (src/core) of every node, a delivery that takes as long as the
 * scenario says, and traitors that send what and when they like. Rounds may be replaced by a patched one.
 */
import { Driver, type Effect } from "../../../src/core/driver.js";
import type { Group, NodeId, Order } from "../../../src/core/group.js";
import type { OralMessages } from "../../../src/core/oral.js";
import { type Report, sameReport } from "../../../src/core/report.js";
import { Rounds, type Schedule } from "../../../src/core/rounds.js";
import { judge, type Verdict } from "../../../src/core/verdict.js";

export interface Parcel {
  readonly report: Report;
  readonly faults: readonly [];
}

export type RoundsOf = (plan: Schedule<Parcel>, now: number) => Rounds<Parcel>;

/** One report on its way. */
export interface Sending {
  readonly round: number;
  readonly to: NodeId;
  readonly report: Report;
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
  readonly onRefused?: (node: OralMessages, report: Report, reception: "duplicate" | "closedRound") => void;
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

  const carryOut = (id: NodeId, effects: readonly Effect<Report>[], now: number): void => {
    for (const effect of effects) {
      if (effect.kind === "decide") decisions.set(id, effect.order);
      if (effect.kind === "sayReady") tellAll(id, now, (driver, at) => driver.saidReady(id, at));
      if (effect.kind === "sayDone") tellAll(id, now, (driver, at) => driver.saidDone(id, at));
      if (effect.kind !== "send") continue;
      const { round, to, report } = effect;
      const sending: Sending = { round, to, report, atMs: now + scenario.deliveryMs(id, to, round) };
      for (const one of traitors.includes(id) ? scenario.forge(id, sending, now) : [sending]) hand(id, one);
    }
  };
  const hand = (from: NodeId, { round, to, report, atMs }: Sending): void => {
    deliver(atMs, (at) => {
      const { driver, protocol } = nodes.get(to) as Node;
      const effects = driver.report(from, round, { report, faults: [] }, at);
      for (const effect of effects) {
        if (
          effect.kind !== "fault" ||
          (effect.fault.kind !== "duplicate" && effect.fault.kind !== "closedRound")
        )
          continue;
        bug.onRefused?.(protocol, report, effect.fault.kind);
      }
      carryOut(to, effects, at);
    });
  };
  const tellAll = (
    id: NodeId,
    now: number,
    say: (driver: Driver<Report, Parcel>, at: number) => Effect<Report>[],
  ) => {
    for (const to of group.ids.filter((it) => it !== id)) {
      deliver(now + scenario.deliveryMs(id, to, -1), (at) =>
        carryOut(to, say((nodes.get(to) as Node).driver, at), at),
      );
    }
  };

  for (const id of group.ids) {
    for (const peer of group.ids.filter((it) => it !== id)) {
      deliver(0, (at) => carryOut(id, (nodes.get(id) as Node).driver.heard(peer, at), at));
    }
  }
  drain(events, nodes, carryOut);
  return { decisions, verdict: judge({ group, order, traitors, observed: [], decisions }) };
}

interface Node {
  readonly driver: Driver<Report, Parcel>;
  readonly protocol: OralMessages;
}

function makeNode({ group, order, nodeOf }: Scenario, { roundsOf }: TimedBug, id: NodeId): Node {
  const protocol = nodeOf(group, id, order);
  const peers = group.ids.filter((it) => it !== id);
  const schedule = {
    ...{ peers, m: group.m, roundTimeoutMs: ROUND_TIMEOUT_MS, startTimeoutMs: 1000 },
    same: (a: Parcel, b: Parcel) => sameReport(a.report, b.report),
  };
  const driver = new Driver<Report, Parcel>({ self: id, protocol, schedule }, 0);
  const { lastRound, readiesNeeded } = protocol;
  const expects = (round: number) => protocol.expects(round);
  const rounds = roundsOf?.({ ...schedule, lastRound, readiesNeeded, expects }, 0);
  if (rounds) Object.defineProperty(driver, "rounds", { value: rounds });
  return { driver, protocol };
}

/** What has arrived comes before the clock; each node's clock is asked when it said it must be. */
function drain(
  events: Event[],
  nodes: ReadonlyMap<NodeId, Node>,
  carryOut: (id: NodeId, effects: readonly Effect<Report>[], now: number) => void,
): void {
  for (let step = 0; step < 100_000; step++) {
    const [next] = events.sort((a, b) => a.at - b.at);
    const due = [...nodes].map(([id, { driver }]) => ({
      id,
      at: driver.rounds.nextDeadlineMs() ?? Infinity,
    }));
    const [clock] = due.sort((a, b) => a.at - b.at || a.id - b.id);
    if (next && next.at <= (clock?.at ?? Infinity)) events.shift()?.run(next.at);
    else if (clock && clock.at < Infinity)
      carryOut(clock.id, (nodes.get(clock.id) as Node).driver.tick(clock.at), clock.at);
    else return;
  }
  throw new Error("the nodes never come to an end");
}
