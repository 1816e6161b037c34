/**
 * What one node held in a run of a protocol that keeps no message tree of listed orders: SM(m)'s set V, the phase king's
 * values and proposals, the vector, and what each word came to in a tree of digests. By the shipped rules from the reports that the node accepted; of a traitor, what it
 * would have held had it been honest.
 */

import type { Group, NodeId, Order } from "../core/group.js";
import type { Party } from "../core/party.js";
import { childrenOf, formatPath, type Path } from "../core/path.js";
import type { Report } from "../core/protocol.js";
import { kingOf, PhaseKing, stepOf } from "../protocols/king/rules.js";
import { OpenOralMessages } from "../protocols/om/any-rules.js";
import { foldOpen, type OpenTree } from "../protocols/om/any-tree.js";
import { SignedMessages } from "../protocols/sm/rules.js";
import { Carrying } from "../protocols/values/rules.js";
import { InteractiveConsistency } from "../protocols/vector/rules.js";
import { RecordingError } from "../recording/fields.js";
import { groupOfRun, type Recording } from "../recording/recording.js";
import { type ByRound, nodeAgain, replayed, reportsByRound } from "../recording/replay.js";
import { clipped } from "./text.js";

/** Who told an order; null is no order, as who proposes nothing tells. The order that most told comes first. */
export interface Camp {
  readonly order: Order | null;
  readonly by: readonly NodeId[];
}

/** An order of V, with the chain that showed it first. */
export interface HeldOrder {
  readonly order: Order;
  readonly path: Path;
  readonly round: number;
}

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

/** The words on one node's order. */
export interface Words {
  /** what that node told this one itself in round 0; null for this node's own order */
  readonly told: Order | null;
  /** what each other node's word on it came to; empty with m = 0 and for this node's own order */
  readonly votes: readonly Camp[];
}

/** One entry of a vector, and how it came about. */
export interface HeldEntry extends Words {
  readonly of: NodeId;
  readonly entry: Order;
}

export type Held =
  | { readonly protocol: "sm"; readonly orders: readonly HeldOrder[]; readonly choice: Order }
  | {
      readonly protocol: "king";
      readonly first: Order;
      readonly phases: readonly HeldPhase[];
      readonly choice: Order;
    }
  | { readonly protocol: "vector"; readonly entries: readonly HeldEntry[]; readonly choice: Order }
  | ({ readonly protocol: "om"; readonly choice: Order } & Words);

/** What nodes held, all of them if none are named. Throws RecordingError where the recording only counts what was told. */
export function heldIn(recording: Recording, ids = recording.run.nodes): ReadonlyMap<NodeId, Held> {
  const counted = recording.reports.filter(({ relays }) => relays === undefined);
  if (counted.length > 0) {
    const rounds = [...new Set(counted.map(({ round }) => round))];
    const what = `the reports of round ${clipped(rounds)} were counted, not recorded`;
    throw new RecordingError(null, what, "record the run with sim and --record-all");
  }
  const group = groupOfRun(recording.run);
  const byRound = reportsByRound(recording.run, recording.reports);
  return new Map(
    group.ids
      .filter((id) => ids.includes(id))
      .flatMap((id) => {
        const held = heldBy(recording, group, id, byRound);
        return held ? [[id, held] as const] : [];
      }),
  );
}

function heldBy({ run }: Recording, group: Group, id: NodeId, byRound: ByRound): Held | null {
  const node = nodeAgain(run, id);
  const inner = node instanceof Carrying ? node.inner : node;
  if (inner instanceof PhaseKing) return heldByKing(group, { node, inner }, id, byRound);
  for (const _ of replayed(group, node, id, byRound));
  const choice = node.decide();
  if (inner instanceof SignedMessages) {
    const orders = [...inner.accepted].map(([order, { chain, round }]) => ({
      order,
      path: chain.path,
      round,
    }));
    return { protocol: "sm", orders, choice };
  }
  if (inner instanceof InteractiveConsistency) {
    const vector = node.vector?.() ?? {};
    const entries = group.ids.map((of): HeldEntry => {
      const tree = inner.trees.get(of);
      return { of, entry: vector[of] as Order, ...(tree ? wordsOn(tree, of) : NO_WORDS) };
    });
    return { protocol: "vector", entries, choice };
  }
  if (!(inner instanceof OpenOralMessages)) return null;
  const words = id === group.general ? NO_WORDS : wordsOn(inner.tree, group.general);
  return { protocol: "om", choice, ...words };
}

const NO_WORDS: Words = { told: null, votes: [] };

/** How the instance of node `of` went: what it told, and what each word on it came to. */
function wordsOn(tree: OpenTree, of: NodeId): Words {
  const told = tree.orderAt([of]);
  if (tree.group.m === 0) return { told, votes: [] };
  const { orders } = foldOpen(tree);
  const words = childrenOf(tree.group, [of]).map((path) => ({
    by: path[1] as NodeId,
    order: orders.get(formatPath(path)) as Order,
  }));
  return { told, votes: campsOf(words) };
}

/** `node` is the king's algorithm itself, or carries it. */
interface King {
  readonly node: Party<Report>;
  readonly inner: PhaseKing;
}

function heldByKing(group: Group, { node, inner }: King, id: NodeId, byRound: ByRound): Held {
  const after: PhaseKing["held"][] = [];
  for (const { round } of replayed(group, node, id, byRound)) if (round > 0) after.push(inner.held);
  const choice = node.decide();
  after.push(inner.held);
  const told = (round: number) => toldTo(group, byRound, round, id);
  const phases = Array.from({ length: group.m + 1 }, (_, phase): HeldPhase => {
    const start = 1 + 3 * phase;
    const proposals = told(start + 1);
    const { value, isSure } = after[start + 1] as PhaseKing["held"];
    return {
      king: kingOf(group, start),
      values: told(start),
      proposal: (after[start] as PhaseKing["held"]).proposal,
      ...{ proposals, value, isSure },
      support: proposals.find(({ order }) => order === value)?.by.length ?? 0,
      kingSaid: told(start + 2)[0]?.order ?? null,
      after: (after[start + 2] as PhaseKing["held"]).value,
    };
  });
  return { protocol: "king", first: (after[0] as PhaseKing["held"]).value, phases, choice };
}

/** What a node was told in a round of the phase king. Who told nothing in an exchange told the default order. */
function toldTo(group: Group, byRound: ByRound, round: number, id: NodeId): Camp[] {
  const lines = (byRound[round] ?? []).filter(({ to }) => to === id);
  const words = lines.map(({ from, relays }) => ({ by: from, order: relays?.[0]?.order ?? null }));
  if (stepOf(round) !== "exchange") return campsOf(words);
  const silent = group.ids.filter((by) => !words.some((word) => word.by === by && word.order !== null));
  const told = words.filter(({ order }) => order !== null);
  return campsOf([...told, ...silent.map((by) => ({ by, order: group.defaultOrder }))]);
}

function campsOf(words: readonly { readonly by: NodeId; readonly order: Order | null }[]): Camp[] {
  const camps = new Map<Order | null, NodeId[]>();
  for (const { by, order } of words) camps.set(order, [...(camps.get(order) ?? []), by]);
  return [...camps]
    .map(([order, by]) => ({ order, by: by.toSorted((a, b) => a - b) }))
    .toSorted((a, b) => b.by.length - a.by.length);
}

/** `round 2`; with the phase king also what it is for: `round 3, phase 1: king, node 1`. */
export function roundName(group: Group, round: number): string {
  if (group.protocol !== "king") return `round ${round}`;
  const step = stepOf(round);
  if (step === "order") return "round 0: the order";
  const phase = `round ${round}, phase ${Math.ceil(round / 3)}: ${step}`;
  return step === "king" ? `${phase}, node ${kingOf(group, round)}` : phase;
}

/** Whether in a round the phase's king tells his value. */
export function isKings(group: Group, round: number): boolean {
  return group.protocol === "king" && stepOf(round) === "king";
}
