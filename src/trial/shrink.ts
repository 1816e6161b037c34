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
  const shrinking = new Shrinking(failed, replay, budget);
  await shrinking.run();
  return shrinking.best;
}

class Shrinking {
  best: Failed;
  readonly #untilMs: number;
  #replays = 0;

  constructor(
    failed: Failed,
    private readonly replay: Replay,
    private readonly budget: Budget,
  ) {
    this.best = failed;
    this.#untilMs = budget.now() + budget.ms;
  }

  async run(): Promise<void> {
    // lies that told the truth, and those to other traitors, are none
    if (!(await this.#tryWith(toldLies(this.best.played).map(lieOf)))) return;
    if (await this.#tryWith([])) return;
    for (let parts = 2; this.#isLeft; ) {
      const { lies } = this.best.world;
      if (await this.#dropOne(lies, parts)) parts = Math.max(2, parts - 1);
      else if (parts >= lies.length) return;
      else parts = Math.min(lies.length, parts * 2);
    }
  }

  async #dropOne(lies: readonly Lie[], parts: number): Promise<boolean> {
    const size = Math.ceil(lies.length / parts);
    for (let start = 0; start < lies.length && this.#isLeft; start += size) {
      if (await this.#tryWith([...lies.slice(0, start), ...lies.slice(start + size)])) return true;
    }
    return false;
  }

  get #isLeft(): boolean {
    return this.#replays < this.budget.replays && this.budget.now() < this.#untilMs;
  }

  /** Who tells no lie any more is no traitor. */
  async #tryWith(lies: readonly Lie[]): Promise<boolean> {
    this.#replays++;
    const { world, finding } = this.best;
    const isLying = (id: number) => lies.some(({ by }) => by === id);
    const smaller: World = {
      ...world,
      lies,
      traitors: world.traitors.filter(isLying),
      masked: world.masked.filter(isLying),
    };
    const again = await this.replay(smaller);
    if (again?.finding.kind !== finding.kind || again.finding.node !== finding.node) return false;
    this.best = again;
    return true;
  }
}

function lieOf({ by, round, to, path, order, again }: Lie): Lie {
  return { by, round, to, path, order, ...(again && { again }) };
}
