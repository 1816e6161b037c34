/** Puts a node that failed through the worlds that tell mistakes apart, and says which one it makes. */
import type { NodeId } from "../../core/group.js";
import type { Failed } from "../shrink.js";
import type { House } from "../table.js";
import type { Diagnosis } from "../trial-report.js";
import type { Actor, Heard, Misdeed, Tell } from "../turn.js";
import { type Answered, diagnose } from "./diagnose.js";
import type { Lab, ScriptedWorld } from "./lab.js";
import { LABS } from "./protocols.js";

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
