/** Bugs of time, and the scenarios that they break. Every scenario keeps to the timing that a run promises. */

import { groupOf, uniformReport } from "../../../src/check/lieutenants.js";
import type { Group, NodeId, Order } from "../../../src/core/group.js";
import { Rounds } from "../../../src/core/rounds.js";
import type { OralMessages } from "../../../src/protocols/om/rules.js";
import { refolding, strictMajority } from "./refold.js";
import { type Parcel, ROUND_TIMEOUT_MS, type Scenario, type Sending, type TimedBug } from "./timed.js";

/**
 * Lieutenants that count the order they accepted as their own vote, as the paper words it ("v_i the value that
 * Lieutenant i receives"). The shipped fold counts what the node relayed to itself instead, so that no report which
 * comes after its round can change a decision, even if it were let in.
 */
const ownValueNode = refolding((_, self) => ({
  majority: (votes, fold, path) =>
    strictMajority(
      votes.map((vote) => (vote.from === self ? { ...vote, order: fold.tree.orderAt(path) } : vote)),
      fold,
    ),
})) as (group: Group, id: NodeId, order: Order) => OralMessages;

const quick = () => 1;
const honest = (_from: NodeId, sending: Sending) => [sending];

/** General 1 tells 3 and 4 attack, 5 and 6 retreat; node 7 leaves node 2 waiting in the last round. */
function splitGeneral(toNode2: (group: Group, sending: Sending, now: number) => Sending[]): Scenario {
  const group = groupOf(7, 2);
  return {
    ...{ group, order: "attack", traitors: [1, 7], nodeOf: ownValueNode, deliveryMs: quick },
    forge: (from, sending, now) => {
      const { round, to } = sending;
      if (from === 7) return round === 2 && to === 2 ? [] : [sending];
      if (to === 2) return toNode2(group, sending, now);
      const told = uniformReport(group, 0, 1, to === 5 || to === 6 ? "retreat" : "attack");
      return [{ ...sending, report: told }];
    },
  };
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "a traitor silent to one node": {
    ...{ group: groupOf(7, 2), order: "attack", traitors: [6, 7], nodeOf: ownValueNode },
    deliveryMs: (_from, _to, round) => (round === 2 ? 3 : 1),
    forge: (from, sending) => {
      if (from === 6 && sending.round === 1 && sending.to === 5) return [];
      return [{ ...sending, report: uniformReport(groupOf(7, 2), sending.round, from, "retreat") }];
    },
  },
  "reports of a later round come first": {
    ...{ group: groupOf(4, 1), order: "attack", traitors: [4], nodeOf: ownValueNode, forge: honest },
    deliveryMs: (from, to, round) => (from === 1 && to === 2 && round === 0 ? 20 : 1),
  },
  "a late order": splitGeneral((group, sending, now) => [
    { ...sending, atMs: now + 1.5 * ROUND_TIMEOUT_MS, report: uniformReport(group, 0, 1, "attack") },
  ]),
  "a second order after the first": splitGeneral((group, sending, now) => [
    { ...sending, report: uniformReport(group, 0, 1, "retreat") },
    { ...sending, atMs: now + 1.5 * ROUND_TIMEOUT_MS, report: uniformReport(group, 0, 1, "attack") },
  ]),
};

/** Each round has a whole timeout from when the node entered it. */
class RelativeRounds extends Rounds<Parcel> {
  readonly #enteredMs = new Map<number, number>();
  #nowMs = 0;

  override deadlineMs(round: number): number {
    if (!this.#enteredMs.has(round)) this.#enteredMs.set(round, this.#nowMs);
    return (this.#enteredMs.get(round) as number) + ROUND_TIMEOUT_MS;
  }

  override report(...args: Parameters<Rounds<Parcel>["report"]>) {
    this.#nowMs = args[3];
    return super.report(...args);
  }

  override saidReady(peer: NodeId, now: number) {
    this.#nowMs = now;
    return super.saidReady(peer, now);
  }

  override tick(now: number) {
    this.#nowMs = now;
    return super.tick(now);
  }
}

/** The deadline of round r is start + r·roundTimeout. */
class ShortRounds extends Rounds<Parcel> {
  override deadlineMs(round: number): number {
    return super.deadlineMs(round) - ROUND_TIMEOUT_MS;
  }
}

class OpenRoundOnly extends Rounds<Parcel> {
  override report(...args: Parameters<Rounds<Parcel>["report"]>) {
    return args[1] > this.round ? { reception: "closedRound" as const, steps: [] } : super.report(...args);
  }
}

export const TIMED_BUGS: Readonly<Record<string, TimedBug>> = {
  "deadline counted from entering the round": { roundsOf: (plan, now) => new RelativeRounds(plan, now) },
  "deadlines one round too early": { roundsOf: (plan, now) => new ShortRounds(plan, now) },
  "reports of a later round dropped": { roundsOf: (plan, now) => new OpenRoundOnly(plan, now) },
  "late accepted by one path": {
    onRefused: (node, report, why) => {
      if (why === "closedRound") node.tree.store(report);
    },
  },
  "duplicate overwriting": {
    onRefused: (node, report, why) => {
      if (why === "duplicate") node.tree.store(report);
    },
  },
};
