/** The smallest machine that has something to keep: it votes once in its life, whoever asks, and stands by it. */
import { type Entry, type Input, join, type Machine, NOTHING, type Step } from "../../src/core/machine.js";

export type Vote = { readonly vote: string };

export class Voter implements Machine<Vote, string, never> {
  readonly deadlineMs = null;
  readonly isOver = false;
  #vote: string | null;

  constructor(kept: readonly Entry[]) {
    this.#vote = (kept[0]?.vote as string | undefined) ?? null;
  }

  step(input: Input<Vote>): Step<Vote, string, never> {
    if (input.kind !== "propose") return NOTHING;
    const keep = this.#vote === null ? [{ vote: input.value }] : [];
    this.#vote ??= input.value;
    return join({ keep, send: [{ to: [2], message: { vote: this.#vote } }], out: [this.#vote] });
  }
}
