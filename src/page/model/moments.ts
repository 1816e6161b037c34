/**
 * A run as the stage shows it: one moment after the other. Each message is one, then each level of the fold; where nodes
 * keep no trees, each round closes instead, and then all decide. Who watches one node sees only what goes to it or comes
 * from it.
 */
import type { NodeId, Order } from "../../core/group.js";
import { formatPath, levelSize, type Path } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";
import { protocolOf, roundsOf } from "../../protocols/index.js";
import { type FaultLine, hasTrees, type Recording, type ReportLine } from "../../recording/recording.js";
import { liesOf } from "./forks.js";
import type { Run } from "./runs.js";

/** One report on its way. */
export interface Message {
  readonly kind: "message";
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly relays: readonly Relay[];
  /** nothing came of what was owed */
  readonly isMissing: boolean;
  /** relays that an honest sender would have told otherwise, or not at all; empty where lies are not to be seen */
  readonly lies: readonly Lie[];
  /** of what came besides and no node accepts, as a program of others may tell it: the first, and why */
  readonly unsound?: Pick<FaultLine, "path" | "detail">;
}

export interface Lie {
  readonly path: Path;
  /** null: nothing */
  readonly owed: Order | null;
  readonly told: Order | null;
}

export type Moment =
  | Message
  /** all nodes are through with a round */
  | { readonly kind: "closed"; readonly round: number }
  /** the paths of this round fold */
  | { readonly kind: "fold"; readonly round: number }
  | { readonly kind: "decision" };

/** One moment at a time, or all messages of a round at once. */
export type Beat = "message" | "round";

/** With more leaves a tree is not drawn cell by cell. */
export const LEAVES_AS_CELLS_MAX = 130;

/** Whether what a node holds can be drawn as a tree of cells. */
export function isCells({ recording, group }: Pick<Run, "recording" | "group">): boolean {
  return hasTrees(recording.run) && levelSize(group.ids.length, group.m) <= LEAVES_AS_CELLS_MAX;
}

const known = new WeakMap<Run, Map<NodeId | null, readonly Moment[]>>();

/** All that happens; `only`: all that this node sees of it. */
export function momentsOf(run: Run, only: NodeId | null): readonly Moment[] {
  const byNode = known.get(run) ?? new Map<NodeId | null, readonly Moment[]>();
  known.set(run, byNode);
  const moments = byNode.get(only) ?? madeOf(run, only);
  byNode.set(only, moments);
  return moments;
}

function madeOf(run: Run, only: NodeId | null): Moment[] {
  const { group, recording } = run;
  const isTree = hasTrees(recording.run);
  const rounds = Array.from({ length: roundsOf(group) }, (_, round) => round);
  const lies = only === null ? liesIn(run) : new Map<string, Lie[]>();
  const told = rounds.flatMap((round): Moment[] => {
    const messages = messagesIn(run, round, lies).filter(
      ({ from, to, isMissing }) =>
        !(run.isOpen && isMissing) && (only === null || to === only || (from === only && !isMissing)),
    );
    if (run.isOpen) return messages;
    const isLast = round === rounds.at(-1);
    return isTree || isLast ? messages : [...messages, { kind: "closed", round }];
  });
  if (run.isOpen) return told;
  const folds = isTree ? rounds.slice(1, -1).toReversed() : [];
  return [...told, ...folds.map((round): Moment => ({ kind: "fold", round })), { kind: "decision" }];
}

function messagesIn(run: Run, round: number, lies: ReadonlyMap<string, Lie[]>): Message[] {
  const { group, recording } = run;
  const held = heldByHand(run);
  const protocol = protocolOf(group);
  const lines = new Map(
    recording.reports.filter((line) => line.round === round).map((line) => [keyOf(line), line] as const),
  );
  const owed = protocol.senders(group, round).flatMap((from) =>
    protocol
      .receivers(group, round)
      .filter((to) => to !== from)
      .map((to): Message => {
        const key = keyOf({ round, from, to });
        const line = held.has(key) ? undefined : lines.get(key);
        const found = {
          isMissing: line === undefined,
          relays: line?.relays ?? [],
          lies: lies.get(key) ?? [],
        };
        return { kind: "message", round, from, to, ...found };
      }),
  );
  return withUnsound(recording, round, owed);
}

/** What no node accepts came with what was owed, or where nothing was. */
function withUnsound({ faults }: Recording, round: number, owed: readonly Message[]): Message[] {
  const unsound = new Map<string, FaultLine>();
  for (const fault of faults) {
    const { from, node: to } = fault;
    if (fault.path === undefined || fault.round !== round || from === null || from === to) continue;
    const key = keyOf({ round, from, to });
    if (!unsound.has(key)) unsound.set(key, fault);
  }
  const messages = owed.map((message): Message => {
    const fault = unsound.get(keyOf(message));
    unsound.delete(keyOf(message));
    return fault ? { ...message, unsound: fault } : message;
  });
  const others = [...unsound.values()].map((fault): Message => {
    const [from, to] = [fault.from as NodeId, fault.node];
    return { kind: "message", round, from, to, isMissing: false, relays: [], lies: [], unsound: fault };
  });
  return [...messages, ...others];
}

/** Messages all of whose relays were held back by hand: some protocols then record the default order for them. */
function heldByHand(run: Run): ReadonlySet<string> {
  const held = new Map<string, number>();
  for (let one: Run | undefined = run; one?.change; one = one.before) {
    const { round, to, path, order } = one.change;
    const key = keyOf({ round, from: path.at(-1) ?? 0, to });
    if (order === null) held.set(key, (held.get(key) ?? 0) + 1);
  }
  const told = new Map(run.recording.reports.map((line) => [keyOf(line), line.relays?.length ?? 0]));
  return new Set([...held].flatMap(([key, count]) => (count >= (told.get(key) ?? 0) ? [key] : [])));
}

/** What the unfaithful told otherwise than owed, by message; in a run that contradicts itself, what loyal nodes did so too. */
function liesIn({ recording, group, facts, wrong }: Run): Map<string, Lie[]> {
  const found = new Map<string, Lie[]>();
  for (const from of group.ids.filter((id) => wrong !== undefined || !facts.isLoyal(id)))
    for (const { round, to, path, order, owed } of liesOf(recording, group, from)) {
      const key = keyOf({ round, from, to });
      found.set(key, [...(found.get(key) ?? []), { path, owed, told: order }]);
    }
  return found;
}

function keyOf({ round, from, to }: Pick<ReportLine, "round" | "from" | "to">): string {
  return formatPath([round, from, to]);
}

/** The moments that the last step before `at` brought: where it stops, going on beat by beat. */
export function stepAt(moments: readonly Moment[], at: number, beat: Beat): readonly Moment[] {
  return moments.slice(backFrom(moments, at, beat), at);
}

export function onFrom(moments: readonly Moment[], at: number, beat: Beat): number {
  const next = moments[at];
  if (next === undefined || beat === "message") return Math.min(at + 1, moments.length);
  const end = moments.findIndex((one, index) => index > at && !isSameRound(next, one));
  return end < 0 ? moments.length : end;
}

export function backFrom(moments: readonly Moment[], at: number, beat: Beat): number {
  const last = moments[at - 1];
  if (last === undefined || beat === "message") return Math.max(at - 1, 0);
  return 1 + moments.findLastIndex((one, index) => index < at - 1 && !isSameRound(last, one));
}

function isSameRound(a: Moment, b: Moment): boolean {
  return a.kind === "message" && b.kind === "message" && a.round === b.round;
}

/** How far a run has come for one node. */
export interface Progress {
  /** the step of its tree (steps.ts) */
  readonly step: number;
  /** the round that is open; the number of rounds once all have closed */
  readonly round: number;
  /** whose reports of the round of that step have come; null: all there are */
  readonly heard: ReadonlySet<NodeId> | null;
  readonly isDecided: boolean;
}

/** What of all moments up to `at` has reached a node, which tells itself when a round begins; while a run goes on, when it says so. */
export function progressOf(run: Run, moments: readonly Moment[], at: number, node: NodeId): Progress {
  const { m } = run.group;
  const [last, next] = [moments[at - 1], moments[at]];
  const over = { round: roundsOf(run.group), heard: null, isDecided: last?.kind === "decision" };
  if (over.isDecided) return { ...over, step: 2 * m };
  if (last?.kind === "fold") return { ...over, step: 2 * m - last.round };
  if (next && next.kind !== "message" && next.kind !== "closed") return { ...over, step: m };
  if (last?.kind !== "message") {
    const round = last?.kind === "closed" ? last.round + 1 : 0;
    return { step: round, round, heard: new Set(), isDecided: false };
  }
  const { round } = last;
  const isWhole = next?.kind === "message" && next.round > round;
  if (isWhole) return { step: round, round: round + 1, heard: null, isDecided: false };
  const heard = moments
    .slice(0, at)
    .flatMap((one) => (one.kind === "message" && one.round === round && one.to === node ? [one.from] : []));
  const isToCome =
    run.isOpen && hasTrees(run.recording.run) && !run.facts.trees.get(node)?.hasReport(round, node);
  return { step: round, round, heard: new Set(isToCome ? heard : [node, ...heard]), isDecided: false };
}
