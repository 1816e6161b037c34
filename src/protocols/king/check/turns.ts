/**
 * What traitors can turn in one phase of the phase king at one node, and by how many lies: in the exchange, and among
 * proposals. Only numbers matter here, not who says it.
 */

import { onesIn } from "../../../check/slots.js";
import { keptIn } from "../../../core/grouped.js";
import type { Rules } from "./phase.js";

/** Who takes part, by place: the id is one more. */
export interface KingStage {
  readonly n: number;
  readonly m: number;
  readonly phases: number;
  readonly general: number;
  readonly traitors: readonly number[];
}

/** How many loyal nodes propose each order. */
export type Proposed = readonly [zeros: number, ones: number];

/** What traitors turn, in one phase at one node, and what it comes to. */
export interface Part {
  readonly lies: number;
  /** words told as 0 and as 1 by traitors; what is left of them proposes nothing */
  readonly zeros: number;
  readonly ones: number;
}

export interface Taken extends Part {
  readonly value: number;
  readonly isSure: boolean;
}

export class KingTurns {
  readonly #known = new Map<string, readonly Taken[]>();

  constructor(
    private readonly stage: KingStage,
    private readonly rules: Rules,
  ) {}

  /** What a loyal node can be brought to propose: the exchange is the same for all of them. */
  proposals(before: number): Map<number, Part> {
    const { n, traitors } = this.stage;
    const own = traitors.filter((at) => bitAt(before, at) === 1).length;
    const loyal = onesIn(before) - own;
    const parts = new Map<number, Part>();
    for (let ones = 0; ones <= traitors.length; ones++) {
      const proposal = this.rules.proposalOf(this.stage, [n - loyal - ones, loyal + ones]);
      const part = { lies: Math.abs(ones - own), zeros: traitors.length - ones, ones };
      if (part.lies < (parts.get(proposal)?.lies ?? Number.POSITIVE_INFINITY)) parts.set(proposal, part);
    }
    return parts;
  }

  /** What an honest node proposes after the exchange: traitors hear no lies. */
  honestProposal(before: number): number {
    const ones = onesIn(before);
    return this.rules.proposalOf(this.stage, [this.stage.n - ones, ones]);
  }

  honest(before: number, [zeros, ones]: Proposed, at: number): { value: number; isSure: boolean } {
    const proposal = this.honestProposal(before);
    const traitors = this.stage.traitors.length;
    const told = [zeros + (proposal === 0 ? traitors : 0), ones + (proposal === 1 ? traitors : 0)];
    return this.rules.valueAfter(this.stage, bitAt(before, at), told);
  }

  /** What a node that holds `value` can be brought to by the proposals, with the fewest lies for each. */
  takings(before: number, proposed: Proposed, value: number): readonly Taken[] {
    const proposal = this.honestProposal(before);
    const key = `${proposed.join()} ${value} ${proposal}`;
    return keptIn(this.#known, key, () => this.#takingsOf(proposed, value, proposal));
  }

  #takingsOf(proposed: Proposed, value: number, proposal: number): Taken[] {
    const traitors = this.stage.traitors.length;
    const best = new Map<string, Taken>();
    for (let zeros = 0; zeros <= traitors; zeros++) {
      for (let ones = 0; zeros + ones <= traitors; ones++) {
        const lies = traitors - ([zeros, ones][proposal] ?? traitors - zeros - ones);
        const told = [proposed[0] + zeros, proposed[1] + ones];
        const taken = { ...this.rules.valueAfter(this.stage, value, told), lies, zeros, ones };
        const key = `${taken.value} ${taken.isSure}`;
        if (lies < (best.get(key)?.lies ?? Number.POSITIVE_INFINITY)) best.set(key, taken);
      }
    }
    return [...best.values()];
  }
}

export function bitAt(values: number, at: number): number {
  return (values >>> at) & 1;
}
