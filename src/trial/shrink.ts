/**
 * The fewest lies: a failed world is played again and again with less in it, as long as it still fails in the same way (delta
 * debugging: Zeller and Hildebrandt, IEEE Trans. Softw. Eng. 28(2), 2002). First without any lie, then without halves of them,
 * quarters, and at last one by one.
 */
import type { Finding } from "./judge.js";
import { toldLies } from "./lied.js";
import type { Played } from "./play.js";
import type { Lie, World } from "./world.js";

export interface Failed {
  readonly world: World;
  readonly played: Played;
  readonly finding: Finding;
  /** where one node stood alone: the place of the list whose program it was */
  readonly place?: number;
}

/** Plays a world; null where nothing is wrong in it. */
export type Replay = (world: World) => Promise<Failed | null>;

export interface Budget {
  readonly replays: number;
  readonly ms: number;
  /** a clock, in milliseconds */
  readonly now: () => number;
}

/** The same failure with as few lies as the budget finds. */
export async function shrink(failed: Failed, replay: Replay, budget: Budget): Promise<Failed> {
  // a program that does not keep to its turns seldom fails the same way twice, and where it fails says nothing of lies
  if (failed.finding.kind === "program") return failed;
  const untilMs = budget.now() + budget.ms;
  let best = failed;
  let replays = 0;
  const isLeft = () => replays < budget.replays && budget.now() < untilMs;
  const tryWith = async (lies: readonly Lie[]): Promise<boolean> => {
    replays++;
    const { world, finding } = best;
    // who tells no lie any more is no traitor
    const isLying = (id: number) => lies.some(({ by }) => by === id);
    const [traitors, masked] = [world.traitors.filter(isLying), world.masked.filter(isLying)];
    const again = await replay({ ...world, lies, traitors, masked });
    if (again?.finding.kind !== finding.kind || again.finding.node !== finding.node) return false;
    best = again;
    return true;
  };
  const dropOne = async (lies: readonly Lie[], parts: number): Promise<boolean> => {
    const size = Math.ceil(lies.length / parts);
    for (let start = 0; start < lies.length && isLeft(); start += size)
      if (await tryWith(lies.toSpliced(start, size))) return true;
    return false;
  };
  // lies that told the truth, and those to other traitors, are none
  if (!(await tryWith(toldLies(best.played).map(lieOf)))) return best;
  if (await tryWith([])) return best;
  for (let parts = 2; isLeft(); ) {
    const { lies } = best.world;
    if (await dropOne(lies, parts)) parts = Math.max(2, parts - 1);
    else if (parts >= lies.length) return best;
    else parts = Math.min(lies.length, parts * 2);
  }
  return best;
}

function lieOf({ by, round, to, path, order, again }: Lie): Lie {
  return { by, round, to, path, order, ...(again && { again }) };
}
