/**
 * Interactive consistency on trial (Pease, Shostak and Lamport 1980): every node has a value and is the general of an instance of
 * OM(m) of its own; a path's first id says of which. A node decides on all values: its own, and what it folds of each other's.
 */
import type { NodeId, Order } from "../../../core/group.js";
import { formatPath, type Path } from "../../../core/path.js";
import { receiversOf } from "../../../trial/routes.js";
import type { Book, Debt, Rules, Styled } from "../../../trial/rules/rules.js";
import type { Heard, Start } from "../../../trial/turn.js";
import { OralBook } from "../../om/trial/rules.js";
import { vectorPathsOf, vectorText } from "../rules.js";

class VectorBook implements Book {
  readonly #instances: ReadonlyMap<NodeId, OralBook>;
  readonly styled: Styled = {
    decision: (echoes) => this.#decided(echoes),
    orderAt: (path) => this.#instances.get(path[0] as NodeId)?.held.orderAt(path) ?? this.#own,
  };

  constructor(private readonly start: Start) {
    const others = start.nodes.filter((id) => id !== start.id);
    this.#instances = new Map(others.map((general) => [general, new OralBook({ ...start, general })]));
  }

  owed(round: number): Debt[] {
    const { id, nodes } = this.start;
    if (round === 0) return [{ path: [id], order: this.#own, ...receiversOf(nodes, id, [id]) }];
    return [...this.#instances.values()].flatMap((book) => book.owed(round));
  }

  hear(round: number, heard: readonly Heard[]): void {
    const told = new Map<NodeId, Heard[]>(this.start.nodes.map((general) => [general, []]));
    for (const one of heard) told.get(one.path[0] as NodeId)?.push(one);
    for (const [general, book] of this.#instances) book.hear(round, told.get(general) ?? []);
  }

  decision(): string {
    return this.#decided(false);
  }

  #decided(echoes: boolean): string {
    const entryOf = (id: NodeId) => this.#instances.get(id)?.held.decision(echoes) ?? this.#own;
    return vectorText(Object.fromEntries(this.start.nodes.map((id) => [id, entryOf(id)])));
  }

  get #own(): Order {
    return this.start.order as Order;
  }

  why(round: number, path: Path): string {
    return (
      this.#instances.get(path[0] as NodeId)?.why(round, path) ?? `it had its own value, ${this.start.order}`
    );
  }

  /** Of the first instance whose entry is another. */
  votes(answer: string, echoes = false): string[] {
    const decided = JSON.parse(answer) as Record<string, Order>;
    const owed = JSON.parse(this.#decided(echoes)) as Record<string, Order>;
    const wrong = this.start.nodes.find((id) => decided[id] !== owed[id]);
    if (wrong === undefined) return [];
    const book = this.#instances.get(wrong);
    if (!book) return [`the entry of node ${wrong} is its own value, ${this.#own}`];
    return [`the entry of node ${wrong}:`, ...book.votes(decided[wrong] ?? "", echoes)];
  }
}

export const rules: Rules = {
  lastRound: ({ m }) => m,
  book: (start) => new VectorBook(start),
  paths: (group, round, id) => vectorPathsOf(group, round, id),
  missing: "report",
  onPath: (path) => ` on path ${formatPath(path)}`,
  vector: true,
};
