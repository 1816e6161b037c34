/**
 * The least number of lies that violates a condition of OM(m), exactly, for any n, m and number of traitors; and so
 * whether it can be violated at all.
 *
 * A lie is one relay that a traitor tells a loyal lieutenant otherwise than an honest node in its place would. What is
 * told along a path is therefore the general's order, turned once by each lie on the way, and a lie about path p to node c
 * is seen below p·c alone. So the subtrees of a path share no lie, and the least cost of bringing each of them to what a
 * watcher is to see adds up. Which ids stand in a path does not matter, only how many of them are traitors, whether the
 * watchers are among them and whether the last one is loyal: a class of paths (docs/PROOFS.md, argument 9).
 *
 * The watchers are the loyal lieutenants whose trees count: one who is to disobey (IC2), or two who are to differ (IC1).
 * An outcome has a bit for each watcher: 1 where its tree folds to the order that is not the default.
 */
import { keptIn } from "../core/grouped.js";

/** Who takes part. `liars` are lying lieutenants. */
export interface Stage {
  readonly n: number;
  readonly m: number;
  readonly isGeneralTraitor: boolean;
  readonly liars: number;
  readonly watchers: 1 | 2;
}

/** A path by what matters of it, and what its last node was told: 1 for the order that is not the default. */
export interface PathClass {
  readonly level: number;
  readonly liars: number;
  /** one bit for each watcher in the path */
  readonly watchers: number;
  readonly isLastTraitor: boolean;
  readonly heard: 0 | 1;
}

/** Who comes next on a path: a traitor, a loyal lieutenant that nobody watches, or a watcher by its number. */
export type Hop = "liar" | "loyal" | 0 | 1;

/** What a child of a path is brought to, and whether its last node is lied to for that. */
export interface Choice {
  readonly outcome: number;
  readonly isLie: boolean;
}

/** Lies by outcome; Infinity where an outcome is out of reach. */
type Costs = readonly number[];

export class LeastLies {
  readonly #outcomes: readonly number[];
  readonly #known = new Map<string, Costs>();

  constructor(readonly stage: Stage) {
    this.#outcomes = Array.from({ length: 2 ** stage.watchers }, (_, outcome) => outcome);
  }

  root(order: 0 | 1): PathClass {
    return { level: 0, liars: 0, watchers: 0, isLastTraitor: this.stage.isGeneralTraitor, heard: order };
  }

  /** The least lies below this path, and about it, that bring its fold to each outcome. */
  costs(path: PathClass): Costs {
    const key = `${path.level} ${path.liars} ${path.watchers} ${path.isLastTraitor} ${path.heard}`;
    const isLeaf = path.level === this.stage.m;
    return keptIn(this.#known, key, () => (isLeaf ? this.#leaf(path) : this.#inner(path)));
  }

  /** A leaf stands for itself: each watcher is told it by its last node. */
  #leaf({ isLastTraitor, heard }: PathClass): Costs {
    return this.#outcomes.map((outcome) => {
      const turned = outcome ^ (heard * (this.#outcomes.length - 1));
      const lies = (turned & 1) + (turned >> 1);
      return lies > 0 && !isLastTraitor ? Number.POSITIVE_INFINITY : lies;
    });
  }

  #inner(path: PathClass): Costs {
    const last = tallied(this.#childrenOf(path).map(({ costs }) => costs)).at(-1) as Tally;
    return this.#outcomes.map((outcome) => last.least(outcome).lies);
  }

  /** One way to `outcome` with the fewest lies: what each of `hops`, the children in any order, is brought to. */
  choicesFor(path: PathClass, outcome: number, hops: readonly Hop[]): Choice[] {
    const children = hops.map((hop) => this.#child(path, hop));
    const tallies = tallied(children.map(({ costs }) => costs));
    const choices: Choice[] = [];
    let place = (tallies.at(-1) as Tally).least(outcome).place;
    for (let at = children.length - 1; at >= 0; at--) {
      const brought = (tallies[at + 1] as Tally).by[place] as number;
      place = (tallies[at] as Tally).before(place, brought);
      const { costs, honest } = children[at] as Child;
      choices.unshift({ outcome: brought, isLie: costs[brought] !== honest[brought] });
    }
    return choices;
  }

  /** The class of the child of `path` by `hop`, when its last node is told the truth or a lie. */
  childOf({ level, liars, watchers, heard }: PathClass, hop: Hop, isLie: boolean): PathClass {
    return {
      level: level + 1,
      liars: liars + (hop === "liar" ? 1 : 0),
      watchers: typeof hop === "number" ? watchers | (1 << hop) : watchers,
      isLastTraitor: hop === "liar",
      heard: isLie ? (heard === 0 ? 1 : 0) : heard,
    };
  }

  #childrenOf(path: PathClass): Child[] {
    const { n, liars, watchers } = this.stage;
    const hops: Hop[] = Array.from({ length: liars - path.liars }, () => "liar");
    for (const watcher of [0, 1] as const)
      if (watcher < watchers && !((path.watchers >> watcher) & 1)) hops.push(watcher);
    while (hops.length < n - 1 - path.level) hops.push("loyal");
    const kinds = new Map(hops.map((hop) => [hop, this.#child(path, hop)]));
    return hops.map((hop) => kinds.get(hop) as Child);
  }

  /** Traitors tell each other the truth, and loyal nodes everybody. */
  #child(path: PathClass, hop: Hop): Child {
    const honest = this.costs(this.childOf(path, hop, false));
    if (!path.isLastTraitor || hop === "liar") return { costs: honest, honest };
    const lied = this.costs(this.childOf(path, hop, true));
    return { costs: honest.map((lies, outcome) => Math.min(lies, 1 + (lied[outcome] as number))), honest };
  }
}

interface Child {
  readonly costs: Costs;
  /** without a lie about the path itself to this child */
  readonly honest: Costs;
}

/** The least lies for each number of children that each watcher sees fold to 1, after so many children. */
class Tally {
  readonly #side: number;
  readonly lies: Float64Array;
  /** what the last child was brought to on the way there */
  readonly by: Uint8Array;

  constructor(
    private readonly count: number,
    outcomes: number,
  ) {
    this.#side = count + 1;
    const size = outcomes === 4 ? this.#side ** 2 : this.#side;
    this.lies = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.by = new Uint8Array(size);
  }

  /** The place that is reached from `place` by a child that is brought to `outcome`. */
  after(place: number, outcome: number): number {
    return place + (outcome & 1) + (outcome >> 1) * this.#side;
  }

  before(place: number, outcome: number): number {
    return place - (outcome & 1) - (outcome >> 1) * this.#side;
  }

  /** A strict majority of all children, or the default order. */
  least(outcome: number): { readonly lies: number; readonly place: number } {
    let best = { lies: Number.POSITIVE_INFINITY, place: -1 };
    this.lies.forEach((lies, place) => {
      const isOne = (seen: number) => (seen * 2 > this.count ? 1 : 0);
      const reached = isOne(place % this.#side) + 2 * isOne(Math.floor(place / this.#side));
      if (reached === outcome && lies < best.lies) best = { lies, place };
    });
    return best;
  }
}

/** Before the first child, and after each of them. */
function tallied(children: readonly Costs[]): Tally[] {
  const count = children.length;
  const outcomes = children[0]?.length ?? 1;
  let last = new Tally(count, outcomes);
  last.lies[0] = 0;
  const tallies = [last];
  for (const costs of children) {
    const next = new Tally(count, outcomes);
    last.lies.forEach((lies, place) => {
      if (lies === Number.POSITIVE_INFINITY) return;
      costs.forEach((more, outcome) => {
        const to = next.after(place, outcome);
        if (lies + more >= (next.lies[to] as number)) return;
        next.lies[to] = lies + more;
        next.by[to] = outcome;
      });
    });
    tallies.push(next);
    last = next;
  }
  return tallies;
}
