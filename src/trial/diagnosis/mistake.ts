/** A typical mistake: what a node that makes it does, and all the ways in which it is made. */
import type { Habits } from "./habits.js";

export interface Mistake {
  readonly name: string;
  /** what such a node does: "decides by …" */
  readonly sentence: string;
  /** each differs from a right node in these habits alone */
  readonly ways: readonly Partial<Habits>[];
}
