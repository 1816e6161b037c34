/**
 * A violation as something that can be replayed: traitors with the strategy `script`, shrunk until no single lie can
 * be dropped (one-minimal, as by Zeller and Hildebrandt's ddmin, IEEE TSE 28(2), 2002).
 */
import type { ScriptedLie, TraitorEntry } from "../../adversary/traitor.js";
import type { Group, NodeId, Order } from "../../core/group.js";
import { levelSize } from "../../core/path.js";
import { type Report, relaysOf } from "../../core/report.js";
import { type Lies, play, playTraitors } from "./play.js";
import type { Violation } from "./proof.js";
import { tellStory } from "./story.js";
import { relaysOwed } from "./worlds.js";

export interface Counterexample {
  readonly group: Group;
  /** what the general was to order */
  readonly order: Order;
  readonly traitors: readonly TraitorEntry[];
  /** of every node, traitors too */
  readonly decisions: readonly { readonly id: NodeId; readonly order: Order }[];
  readonly violated: "ic1" | "ic2";
  /** relays that are not what an honest node would have told */
  readonly lies: number;
  /** no single lie can be dropped; false where the shrinking was cut short */
  readonly isMinimal: boolean;
  readonly story: readonly string[];
}

/** A lie, and who tells it. */
export interface OwnedLie extends ScriptedLie {
  readonly by: NodeId;
}

/** Shrinking folds so many leaves at the most. */
const SHRINK_LEAVES_MAX = 2 ** 28;

/** Relays that the traitors of a violation owe loyal lieutenants: no more of them can be lies. */
export function liesOwedMax(group: Group, { traitors }: Violation): number {
  const n = group.ids.length;
  const isGeneralTraitor = traitors.includes(group.general);
  const liars = traitors.length - (isGeneralTraitor ? 1 : 0);
  const toEach = liars * Number(relaysOwed(n, 1, group.m)) + (isGeneralTraitor ? 1 : 0);
  return toEach * (n - 1 - liars);
}

export function counterexampleOf(group: Group, violation: Violation): Counterexample {
  const playLeaves = group.ids.length * levelSize(group.ids.length, group.m);
  const playsMax = Math.ceil(SHRINK_LEAVES_MAX / playLeaves);
  const { condition, order } = violation;
  const all = liesOf(group, violation);
  const isViolated = (lies: readonly OwnedLie[]) =>
    playTraitors(group, order, entriesOf(lies)).verdict[condition] === "violated";
  const { items: lies, isMinimal } = shrink(all, isViolated, playsMax);
  const traitors = entriesOf(lies);
  const { decisions } = playTraitors(group, order, traitors);
  return {
    group,
    order,
    traitors,
    decisions: group.ids.map((id) => ({ id, order: decisions.get(id) as Order })),
    violated: condition,
    lies: lies.length,
    isMinimal,
    story: tellStory({ group, order, lies, decisions, violated: condition }),
  };
}

/** Plays the world and takes down every relay that differs from what was owed honestly. */
function liesOf(group: Group, { order, traitors, told }: Violation): OwnedLie[] {
  const lies: OwnedLie[] = [];
  const liar: Lies = {
    lie: (honest, round, to) => {
      if (traitors.includes(to)) return honest;
      const report = told(round, honest.from, to);
      lies.push(...differences(group, honest, report, to));
      return report;
    },
  };
  play(group, order, new Map(traitors.map((id) => [id, liar])));
  return lies;
}

function differences(group: Group, honest: Report, told: Report, to: NodeId): OwnedLie[] {
  const owed = relaysOf(group, honest);
  const { round, from: by } = honest;
  return relaysOf(group, told).flatMap(({ path, order }, index) =>
    owed[index]?.order === order ? [] : [{ by, round, to, path, order }],
  );
}

/** Who tells no lie is no traitor. */
export function entriesOf(lies: readonly OwnedLie[]): TraitorEntry[] {
  const ids = [...new Set(lies.map(({ by }) => by))].sort((a, b) => a - b);
  return ids.map((id) => ({
    id,
    strategy: "script",
    lies: lies.filter(({ by }) => by === id).map(({ by: _, ...lie }) => lie),
  }));
}

/** Drops pieces, halves first and single items last, while `isStill` says yes; until no single item can go. */
function shrink<T>(
  all: readonly T[],
  isStill: (items: readonly T[]) => boolean,
  triesMax: number,
): { items: readonly T[]; isMinimal: boolean } {
  let items = all;
  let tries = 0;
  for (let size = Math.ceil(items.length / 2); size >= 1; ) {
    let dropped = false;
    for (let start = items.length - size; start > -size; start -= size) {
      if (tries++ >= triesMax) return { items, isMinimal: false };
      const left = items.filter((_, index) => index < start || index >= start + size);
      if (!isStill(left)) continue;
      items = left;
      dropped = true;
    }
    if (size === 1 && !dropped) break;
    size = size > 1 ? Math.ceil(size / 2) : 1;
  }
  return { items, isMinimal: true };
}
