/**
 * Which typical mistake a node makes, from what it answered in some worlds.
 *
 * A name is given only to a node that answered in every world as that model does, to the last relay, and unlike a right node in
 * one at least: a node with two mistakes, or with another one, is none of them. Where several models answered alike everywhere,
 * all are named.
 */
import type { NodeId, Order } from "../../core/group.js";
import type { Failed } from "../shrink.js";
import type { House } from "../table.js";
import type { Diagnosis } from "../trial-report.js";
import type { Actor, Heard, MakePlayer, Misdeed, Start, Tell } from "../turn.js";
import type { Lab, ScriptedWorld } from "./lab.js";
import { NodeEnded } from "./mind.js";
import { keyOf } from "./places.js";
import { LABS } from "./protocols.js";

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

interface Compared extends Answered {
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
function isAlike(make: MakePlayer, { start, told, said, decision, lab }: Compared): boolean {
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

/** The mistake of the program that failed; null where it is none of those that have a name, or where it is not known whose it is. */
export async function diagnosisOf(
  { world, finding, place }: Failed,
  house: House,
  { seed, tables }: { readonly seed: number; readonly tables: number },
): Promise<Diagnosis | null> {
  const lab = LABS[world.group.protocol];
  if (finding.node === null && house.isMixed) return null;
  // none of them ends a node before it has heard anything, and whoever hangs would be waited for once more
  if (finding.kind === "program" && finding.round === 0) return null;
  const worlds = lab.worlds(seed);
  const places: readonly NodeId[] = finding.node === null ? world.group.ids : [finding.node];
  const all = Array.from({ length: tables }, () => house.table());
  const actors = all.flatMap((table) => {
    if (place !== undefined) return table.actorAt(place) ?? [];
    return places.map(table.cast(world)).find((one) => one !== undefined) ?? [];
  });
  let isHopeless = false;
  // whoever ends where no mistake ends a node may do so in every world, and slowly
  const asked = await askAll(actors, worlds, lab, (answered) => {
    isHopeless ||= answered.decision === null && diagnose([answered], lab) === null;
    return isHopeless;
  });
  for (const table of all) table.leave();
  return asked.length === worlds.length && !isHopeless ? diagnose(asked, lab) : null;
}

/** What a node answered, and what it did instead of answering. */
export interface Asked extends Answered {
  readonly misdeed?: Misdeed & { readonly round: number };
}

/** What a node answers in these worlds, in their order, asked by several actors until one answer is enough. */
export async function askAll(
  actors: readonly Actor[],
  worlds: readonly ScriptedWorld[],
  lab: Lab,
  isEnough: (answered: Asked) => boolean,
): Promise<Asked[]> {
  const asked: Asked[] = [];
  let next = 0;
  let isOver = false;
  const askOn = async (actor: Actor): Promise<void> => {
    while (!isOver && next < worlds.length) {
      const number = next++;
      const answered = await answersOf(actor, worlds[number] as ScriptedWorld, lab);
      asked[number] = answered;
      isOver ||= isEnough(answered);
    }
  };
  await Promise.all(actors.map(askOn));
  return asked.filter((one) => one !== undefined);
}

/** What a node answers to all that it is told there; what it tells itself is told it besides. */
export async function answersOf(actor: Actor, { start, heard }: ScriptedWorld, lab: Lab): Promise<Asked> {
  const told: (readonly Heard[])[] = [];
  const tells: (readonly Tell[])[] = [];
  const ended = { start, told, tells, decision: null };
  actor.begin(start);
  try {
    const last = lab.lastRound(start);
    for (let round = 0; round <= last + 1; round++) {
      const own = (tells.at(-1) ?? []).filter(({ to }) => to === start.id);
      const hears = [...(heard[round - 1] ?? []), ...own.map((tell) => lab.toSelf(start, tell))];
      if (round > 0) told.push(hears);
      const answer = await actor.turn(round, hears, round > last);
      if ("misdeed" in answer) return { ...ended, misdeed: { ...answer, round } };
      if ("decision" in answer) return { ...ended, decision: answer.decision };
      tells.push(answer.tells);
    }
    return ended;
  } finally {
    actor.end();
  }
}
