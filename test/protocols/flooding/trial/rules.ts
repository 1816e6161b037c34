/** Flooding on trial: what a node owes is the first order that it heard. */
import { lieutenantsOf, type NodeId, type Order } from "../../../../src/core/group.js";
import type { Book, Debt, Rules } from "../../../../src/trial/rules/rules.js";
import type { Heard, Start } from "../../../../src/trial/turn.js";
import { groupOf } from "../../../../src/trial/world.js";
import { flooding } from "../rules.js";

class FloodBook implements Book {
  readonly #start: Start;
  #heard: Order | null;

  constructor(start: Start) {
    this.#start = start;
    this.#heard = start.order;
  }

  owed(round: number): Debt[] {
    const { id, nodes } = this.#start;
    const group = groupOf(flooding.name, this.#start);
    if (this.#heard === null || !flooding.senders(group, round).includes(id)) return [];
    const to = lieutenantsOf(group).filter((one) => one !== id);
    const free = nodes.filter((one) => !to.includes(one));
    return [{ path: [id], order: this.#heard, to, echoes: [], free }];
  }

  hear(_round: number, heard: readonly Heard[]): void {
    const { orders } = this.#start;
    const isSound = ({ from, path, order }: Heard) =>
      path.length === 1 && path[0] === from && orders.includes(order);
    this.#heard ??= heard.find(isSound)?.order ?? null;
  }

  decision(): Order {
    return this.#heard ?? this.#start.default;
  }

  why(): string {
    return "that is the first order it heard";
  }

  votes(): string[] {
    return [`node ${this.#start.id} decides the first order it heard, ${this.decision()}`];
  }
}

export const rules: Rules = {
  lastRound: () => 1,
  book: (start) => new FloodBook(start),
  paths: (group, round, id: NodeId) => (flooding.senders(group, round).includes(id) ? [[id]] : []),
  missing: "nothing",
  onPath: () => "",
};
