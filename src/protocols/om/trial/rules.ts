/** OM(m) on trial: the book of a node is a right one's ({@link Held}). */
import type { Order } from "../../../core/group.js";
import { formatPath, type Path } from "../../../core/path.js";
import { Held } from "../../../trial/right.js";
import { chainsOf, receiversOf } from "../../../trial/routes.js";
import type { Book, Debt, Rules, Styled } from "../../../trial/rules/rules.js";
import { contested, votesText } from "../../../trial/rules/votes.js";
import type { Heard, Start } from "../../../trial/turn.js";

export class OralBook implements Book {
  readonly held: Held;
  readonly styled: Styled;
  readonly #start: Start;

  constructor(start: Start) {
    this.#start = start;
    this.held = new Held(start);
    this.styled = this.held;
  }

  owed(round: number): Debt[] {
    const { id, nodes, general, order } = this.#start;
    if ((id === general) !== (round === 0)) return [];
    if (round > 0) return this.held.owed(round);
    return [{ path: [id], order: order as Order, ...receiversOf(nodes, general, [id]) }];
  }

  hear(round: number, heard: readonly Heard[]): void {
    if (this.#start.id !== this.#start.general) this.held.hear(round, heard);
  }

  decision(): Order {
    return this.held.decision(false);
  }

  why(round: number, path: Path): string {
    if (round === 0) return `it had its own order, ${this.#start.order}`;
    const before = path.slice(0, -1);
    const told = this.held.toldAt(before);
    const passed = this.held.passedAt(before);
    const more = passed === undefined ? "" : `, and heard ${passed}`;
    if (told !== undefined) return `it had been told ${told} on ${formatPath(before)}${more}`;
    return `it had been told nothing on ${formatPath(before)}, which counts as ${this.#start.default}${more}`;
  }

  votes(answer: string, echoes = false): string[] {
    const { id, general } = this.#start;
    if (id === general) return [`node ${id} is the general, and decides its own order`];
    const top = contested(this.held, this.#start, answer, echoes);
    return votesText(this.held, this.#start, top, answer, echoes);
  }
}

export const rules: Rules = {
  lastRound: ({ m }) => m,
  book: (start) => new OralBook(start),
  paths: chainsOf,
  missing: "report",
  onPath: (path) => ` on path ${formatPath(path)}`,
};
