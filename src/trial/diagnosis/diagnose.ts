/**
 * Which typical mistake a node makes, from what it answered in some worlds.
 *
 * A name is given only to a node that answered in every world as that model does, to the last relay, and unlike a right node in
 * one at least: a node with two mistakes, or with another one, is none of them. Where several models answered alike everywhere,
 * all are named.
 */
import type { Order } from "../../core/group.js";
import type { Diagnosis } from "../trial-report.js";
import type { Heard, MakePlayer, Start, Tell } from "../turn.js";
import type { Lab } from "./lab.js";
import { NodeEnded } from "./mind.js";
import { keyOf } from "./places.js";

/** What one node was told and what it answered. */
export interface Answered {
  readonly start: Start;
  /** by round, from 1 to the one in which it decides */
  readonly told: readonly (readonly Heard[])[];
  /** by round, from 0; a node that ended has none from there on */
  readonly tells: readonly (readonly Tell[])[];
  /** null for a node that decided nothing */
  readonly decision: Order | null;
}

export function diagnose(worlds: readonly Answered[], lab: Lab): Diagnosis | null {
  const { rightNodes, models } = lab;
  const asked = worlds.map((world) => ({ ...world, lab, said: saidBy(world, lab) }));
  if (rightNodes.some((right) => asked.every((world) => isAlike(right, world)))) return null;
  const alike = models.filter(({ make }) => asked.every((world) => isAlike(make, world)));
  const names = [...new Set(alike.map(({ name }) => name))];
  if (names.length === 0) return null;
  const sentences = [...new Set(alike.map(({ sentence }) => sentence))];
  // the right node that it is most like: its own style
  const differs = Math.min(
    ...rightNodes.map((right) => asked.filter((world) => !isAlike(right, world)).length),
  );
  return {
    name: names.join("|"),
    sentence: `it ${sentences.join(", or ")}.`,
    worlds: worlds.length,
    differs,
  };
}

interface Asked extends Answered {
  readonly lab: Lab;
  /** what it told others, by round */
  readonly said: readonly ReadonlySet<string>[];
}

function saidBy({ start, tells }: Answered, lab: Lab): ReadonlySet<string>[] {
  return Array.from({ length: lab.lastRound(start) + 1 }, (_, round) =>
    saidOf(start, tells[round] ?? [], lab),
  );
}

function saidOf(start: Start, tells: readonly Tell[], { isFree }: Lab): Set<string> {
  const others = tells.filter((tell) => !isFree(start, tell));
  return new Set(others.map(({ to, path, order }) => `${to} ${keyOf(path)} ${order}`));
}

/** Whether such a node, told the same, answers the same. One that ends tells and decides nothing from there on. */
function isAlike(make: MakePlayer, { start, told, said, decision, lab }: Asked): boolean {
  const player = make(start);
  const last = lab.lastRound(start);
  let round = 0;
  try {
    for (; round <= last; round++) {
      const tells = saidOf(start, player.tell(round, told[round - 1] ?? []), lab);
      if (!isSame(tells, said[round])) return false;
    }
    return player.decide(told[last] ?? []) === decision;
  } catch (error) {
    if (!(error instanceof NodeEnded)) throw error;
    return decision === null && said.slice(round).every(({ size }) => size === 0);
  }
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string> = new Set()): boolean {
  return some.size === others.size && [...some].every((one) => others.has(one));
}
