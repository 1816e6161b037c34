/**
 * The fewest lies that bring the phase king to an end that violates a condition, exactly, by going through the phases.
 *
 * A lie is a word to a loyal node that an honest node in the traitor's place would not have said; so what traitors would
 * hold if they were honest belongs to the state: the values of all nodes, a bit for each. What one node is told reaches no
 * other, so the costs of the nodes add up; and of the proposals only the numbers matter, not whose they are.
 */

import { onesIn } from "../../../check/slots.js";
import type { NodeId } from "../../../core/group.js";
import { keptIn } from "../../../core/grouped.js";
import type { Rules } from "./phase.js";
import { bitAt, type KingStage, KingTurns, type Part, type Proposed, type Taken } from "./turns.js";

/** A word of a traitor that is a lie; `order` is 0, 1, or null for no proposal. */
export interface KingLie {
  readonly by: NodeId;
  readonly round: number;
  readonly to: NodeId;
  readonly order: 0 | 1 | null;
}

/** One phase on the way: how many loyal nodes propose each order, and what the king says, or would if he were honest. */
interface Step {
  readonly before: number;
  readonly proposed: Proposed;
  readonly word: number;
}

interface Reached {
  readonly lies: number;
  /** null at the start */
  readonly step: Step | null;
}

/** What a node holds after the king's word, what that took, and whether the king lied to it. */
interface Settled {
  readonly lies: number;
  readonly taken: Taken;
  readonly isLied: boolean;
}

export interface KingEnd {
  readonly lies: number;
  readonly values: number;
}

export class KingLeast {
  readonly #turns: KingTurns;
  readonly #loyal: readonly number[];
  /** by number of phases: values → the fewest lies that lead there */
  readonly #layers: Map<number, Reached>[];

  constructor(
    private readonly stage: KingStage,
    private readonly order: 0 | 1,
    rules: Rules,
  ) {
    this.#turns = new KingTurns(stage, rules);
    this.#loyal = Array.from({ length: stage.n }, (_, at) => at).filter((at) => !stage.traitors.includes(at));
    this.#layers = [this.#starts()];
    for (let phase = 0; phase < stage.phases; phase++) this.#layers.push(this.#after(phase));
  }

  /** The end with the fewest lies among those that are wanted. */
  least(isWanted: (values: number) => boolean): KingEnd | null {
    let best: KingEnd | null = null;
    for (const [values, { lies }] of this.#layers.at(-1) as Map<number, Reached>) {
      if (isWanted(values) && (best === null || lies < best.lies)) best = { lies, values };
    }
    return best;
  }

  /** What is told on the way to an end. */
  liesTo(end: KingEnd): KingLie[] {
    const told: KingLie[] = [];
    let after = end.values;
    for (let phase = this.stage.phases - 1; phase >= 0; phase--) {
      const { step } = (this.#layers[phase + 1] as Map<number, Reached>).get(after) as { step: Step };
      told.unshift(...this.#liesOf(phase, step, after));
      after = step.before;
    }
    const { general } = this.stage;
    for (const at of this.#loyal) {
      if (bitAt(after, at) !== this.order) told.unshift(lieOf(general, 0, at, bitAt(after, at)));
    }
    return told;
  }

  /** Whom a traitor general tells the other order costs a lie each; traitors are told the truth. */
  #starts(): Map<number, Reached> {
    const { n, general, traitors } = this.stage;
    const honest = this.order * (2 ** n - 1);
    const turned = traitors.includes(general) ? subsetsOf(this.#loyal) : [0];
    return new Map(turned.map((set) => [honest ^ set, { lies: onesIn(set), step: null }]));
  }

  #after(phase: number): Map<number, Reached> {
    const reached = new Map<number, Reached>();
    for (const [before, { lies }] of this.#layers[phase] as Map<number, Reached>) {
      for (const step of this.#stepsFrom(phase, before)) {
        const rest = step.lies + lies;
        const fixed = this.#traitorsAfter(step);
        const settled = this.#settled(phase, step);
        const visit = (place: number, values: number, cost: number): void => {
          if (cost === Number.POSITIVE_INFINITY) return;
          const options = settled[place];
          if (!options) {
            if (cost < (reached.get(values)?.lies ?? Number.POSITIVE_INFINITY))
              reached.set(values, { lies: cost, step });
            return;
          }
          options.forEach((one, value) => {
            if (one) visit(place + 1, values | (value << (this.#loyal[place] as number)), cost + one.lies);
          });
        };
        visit(0, fixed, rest);
      }
    }
    return reached;
  }

  /** Every number of proposals, with the lies of the exchange that it takes, and every word of the king. */
  *#stepsFrom(phase: number, before: number): Generator<Step & { readonly lies: number }> {
    const parts = this.#turns.proposals(before);
    const count = this.#loyal.length;
    for (let zeros = 0; zeros <= count; zeros++) {
      for (let ones = 0; zeros + ones <= count; ones++) {
        const lies =
          times(zeros, parts.get(0)) + times(ones, parts.get(1)) + times(count - zeros - ones, parts.get(-1));
        if (lies === Number.POSITIVE_INFINITY) continue;
        const proposed = [zeros, ones] as const;
        const honest = this.stage.traitors.includes(phase)
          ? this.#turns.honest(before, proposed, phase).value
          : null;
        for (const word of honest === null ? [0, 1] : [honest]) yield { before, proposed, word, lies };
      }
    }
  }

  #traitorsAfter(step: Step): number {
    return this.stage.traitors.reduce((values, at) => {
      const { value, isSure } = this.#turns.honest(step.before, step.proposed, at);
      return values | ((isSure ? value : step.word) << at);
    }, 0);
  }

  /** For each loyal node, the cheapest way to each value; nodes that hold the same are alike, but for the king. */
  #settled(phase: number, step: Step): (readonly (Settled | null)[])[] {
    const known = new Map<number, (Settled | null)[]>();
    return this.#loyal.map((at) => {
      const key = at === phase ? -1 : bitAt(step.before, at);
      return keptIn(known, key, () => [0, 1].map((value) => this.#settle(phase, step, at, value)));
    });
  }

  /** The cheapest way to have node `at` hold `value` after the phase. */
  #settle(phase: number, step: Step, at: number, value: number): Settled | null {
    let best: Settled | null = null;
    const isKingLoyal = !this.stage.traitors.includes(phase);
    for (const taken of this.#turns.takings(step.before, step.proposed, bitAt(step.before, at))) {
      if (at === phase && taken.value !== step.word) continue;
      const held = taken.isSure ? taken.value : step.word;
      const isLied = held !== value;
      if (isLied && (taken.isSure || isKingLoyal)) continue;
      const lies = taken.lies + (isLied ? 1 : 0);
      if (best === null || lies < best.lies) best = { lies, taken, isLied };
    }
    return best;
  }

  #liesOf(phase: number, step: Step, after: number): KingLie[] {
    const { traitors } = this.stage;
    const round = 3 * phase + 1;
    const parts = this.#turns.proposals(step.before);
    const [zeros, ones] = step.proposed;
    const honestly = this.#turns.honestProposal(step.before);
    return this.#loyal.flatMap((to, place) => {
      const { ones: told } = parts.get(place < zeros ? 0 : place < zeros + ones ? 1 : -1) as Part;
      const settled = this.#settle(phase, step, to, bitAt(after, to)) as Settled;
      const { taken } = settled;
      const said = traitors.flatMap((by, index) => {
        const word = index < taken.zeros ? 0 : index < taken.zeros + taken.ones ? 1 : null;
        return word === (honestly < 0 ? null : honestly) ? [] : [lieOf(by, round + 1, to, word)];
      });
      const turned = turnedTo(traitors, step.before, told).map((by) =>
        lieOf(by, round, to, 1 - bitAt(step.before, by)),
      );
      const crowned = settled.isLied ? [lieOf(phase, round + 2, to, bitAt(after, to))] : [];
      return [...turned, ...said, ...crowned];
    });
  }
}

/** The traitors that say the other value in an exchange, so that so many of them say 1. */
function turnedTo(traitors: readonly number[], values: number, ones: number): number[] {
  const own = traitors.filter((at) => bitAt(values, at) === 1);
  if (ones < own.length) return own.slice(ones);
  return traitors.filter((at) => bitAt(values, at) === 0).slice(0, ones - own.length);
}

function lieOf(by: number, round: number, to: number, order: number | null): KingLie {
  return { by: by + 1, round, to: to + 1, order: order as 0 | 1 | null };
}

function times(count: number, part: Part | undefined): number {
  if (count === 0) return 0;
  return part ? count * part.lies : Number.POSITIVE_INFINITY;
}

/** Every set of these places, as bits. */
function subsetsOf(places: readonly number[]): number[] {
  return places.reduce<number[]>((sets, at) => [...sets, ...sets.map((set) => set | (1 << at))], [0]);
}
