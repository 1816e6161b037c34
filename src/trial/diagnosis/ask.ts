/** Puts a node that failed through the worlds that tell mistakes apart, and says which one it makes. */
import type { NodeId } from "../../core/group.js";
import type { Failed } from "../shrink.js";
import type { House, Table } from "../table.js";
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
  const asked: (Answered | undefined)[] = [];
  const worlds = lab.worlds(seed);
  let next = 0;
  let isHopeless = false;
  const askOn = async (table: Table): Promise<void> => {
    const cast = table.cast(world);
    const places: readonly NodeId[] = finding.node === null ? world.group.ids : [finding.node];
    const actor =
      place === undefined ? places.map(cast).find((one) => one !== undefined) : table.actorAt(place);
    if (!actor) return;
    while (next < worlds.length && !isHopeless) {
      const number = next++;
      const answered = await answersOf(actor, worlds[number] as ScriptedWorld, lab);
      asked[number] = answered;
      // whoever ends where no mistake ends a node may do so in every world, and slowly
      isHopeless ||= answered.decision === null && diagnose([answered], lab) === null;
    }
    table.leave();
  };
  await Promise.all(Array.from({ length: tables }, () => askOn(house.table())));
  const complete = asked.filter((one) => one !== undefined);
  return complete.length === worlds.length && !isHopeless ? diagnose(complete, lab) : null;
}

/** What a node answered, and what it did instead of answering. */
export interface Asked extends Answered {
  readonly misdeed?: Misdeed & { readonly round: number };
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
