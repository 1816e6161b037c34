/** The phase king, explained: what a node proposed, took and held, phase by phase. */
import type { Group, NodeId, Order } from "../../../core/group.js";
import type { Explained, Held } from "../../../explain/explained.js";
import { type Camp, campsOf } from "../../../explain/explained.js";
import { count, type Line, order, say } from "../../../explain/text.js";
import { type ByRound, type NodeAgain, replayed } from "../../../recording/replay.js";
import { type KingHeld as AfterRound, kingOf, type PhaseKing, stepOf } from "../rules.js";

/** One phase of the phase king as one node saw it; its own word is among the camps. */
export interface HeldPhase {
  readonly king: NodeId;
  readonly values: readonly Camp[];
  /** null: none */
  readonly proposal: Order | null;
  readonly proposals: readonly Camp[];
  /** the value taken from the proposals, and how many proposed it */
  readonly value: Order;
  readonly support: number;
  /** whether that is at least n − m, so that the king is not heeded */
  readonly isSure: boolean;
  /** null where the king told nothing, which counts as the default order */
  readonly kingSaid: Order | null;
  /** the value after the king's round */
  readonly after: Order;
}

export interface KingHeld extends Held {
  readonly first: Order;
  readonly phases: readonly HeldPhase[];
}

export const explained: Explained<KingHeld> = {
  called: "the phase king",
  theory: { rounds: "3m + 4", relays: "O(n²m)" },
  roundName(group, round) {
    const step = stepOf(round);
    if (step === "order") return "round 0: the order";
    const phase = `round ${round}, phase ${Math.ceil(round / 3)}: ${step}`;
    return step === "king" ? `${phase}, node ${kingOf(group, round)}` : phase;
  },
  held,
  afterRound({ ids }, { first, phases }, round) {
    const phase = phases[Math.ceil(round / 3) - 1];
    const step = stepOf(round);
    if (!phase || step === "order") return say`begins with ${order(first)}`;
    const { proposal, value, support, isSure, after } = phase;
    if (step === "king") return say`holds ${order(after)}`;
    if (step === "exchange")
      return proposal === null ? say`proposes nothing` : say`proposes ${order(proposal)}`;
    return say`takes ${order(value)}, ${isSure ? "strong" : "weak"}: ${support} of ${ids.length}`;
  },
  lines(group, id, { phases, choice }) {
    const end =
      id === group.general
        ? say`It is the general, and decides his own order, ${order(choice)}.`
        : say`After the last phase it decides ${order(choice)}.`;
    return [...phases.map((phase, index) => phaseLine(group, phase, index + 1)), end];
  },
};

function held({ group, id, node, inner, byRound }: NodeAgain): KingHeld {
  const party = inner as PhaseKing;
  const after: AfterRound[] = [];
  for (const { round } of replayed(group, node, id, byRound)) if (round > 0) after.push(party.held);
  const choice = node.decide();
  after.push(party.held);
  const told = (round: number) => toldTo(group, byRound, round, id);
  const phases = Array.from({ length: group.m + 1 }, (_, phase): HeldPhase => {
    const start = 1 + 3 * phase;
    const proposals = told(start + 1);
    const { value, isSure } = after[start + 1] as AfterRound;
    return {
      king: kingOf(group, start),
      values: told(start),
      proposal: (after[start] as AfterRound).proposal,
      ...{ proposals, value, isSure },
      support: proposals.find((one) => one.order === value)?.by.length ?? 0,
      kingSaid: told(start + 2)[0]?.order ?? null,
      after: (after[start + 2] as AfterRound).value,
    };
  });
  return { first: (after[0] as AfterRound).value, phases, choice };
}

/** What a node was told in a round. Who told nothing in an exchange told the default order. */
function toldTo(group: Group, byRound: ByRound, round: number, id: NodeId): Camp[] {
  const lines = (byRound[round] ?? []).filter(({ to }) => to === id);
  const words = lines.map(({ from, relays }) => ({ by: from, order: relays?.[0]?.order ?? null }));
  if (stepOf(round) !== "exchange") return campsOf(words);
  const silent = group.ids.filter((by) => !words.some((word) => word.by === by && word.order !== null));
  const told = words.filter((word) => word.order !== null);
  return campsOf([...told, ...silent.map((by) => ({ by, order: group.defaultOrder }))]);
}

function phaseLine({ ids, m }: Group, phase: HeldPhase, number: number): Line {
  const { proposal, value, support, isSure, king, kingSaid, after } = phase;
  const needed = ids.length - m;
  const proposed =
    proposal === null
      ? say`no order had ${needed} votes, so it proposed none`
      : say`it proposed ${order(proposal)}`;
  const supported = say`${order(value)} then had ${count(support, "proposal")}`;
  const heeded = isSure
    ? say`which is at least n - m = ${needed}, so that it did not heed the king, node ${king}`
    : say`fewer than n - m = ${needed}, so that it took ${order(after)} from the king, node ${king}${kingSaid === null ? ", who told nothing" : ""}`;
  return say`Phase ${number}: ${proposed}; ${supported}, ${heeded}.`;
}
