/**
 * The phase king on trial. Each message is one order, and its path is its sender alone. The book of a node is the rules' own
 * ({@link PhaseKing}), fed with what counts: of each sender the first sound telling of a round.
 */
import type { Group, NodeId, Order } from "../../../core/group.js";
import type { Path } from "../../../core/path.js";
import type { Book, Debt, Rules } from "../../../trial/rules/rules.js";
import type { Heard, Start } from "../../../trial/turn.js";
import { groupOf } from "../../../trial/world.js";
import { type KingReport, kingOf, PhaseKing, phaseKing, stepOf } from "../rules.js";

class KingBook implements Book {
  readonly #group: Group;
  readonly #party: PhaseKing;
  readonly #reports: (KingReport | null)[] = [];
  /** by round: who told what, as it counts */
  readonly #told: Map<NodeId, Order>[] = [];

  constructor(private readonly start: Start) {
    this.#group = groupOf("king", start);
    this.#party = new PhaseKing(this.#group, start.id, start.order ?? start.default);
  }

  owed(round: number): Debt[] {
    const { id, nodes } = this.start;
    const order = this.#report(round)?.order ?? null;
    if (order === null) return [];
    const to = phaseKing.receivers(this.#group, round).filter((one) => one !== id);
    return [{ path: [id], order, to, echoes: [], free: nodes.filter((one) => !to.includes(one)) }];
  }

  hear(round: number, heard: readonly Heard[]): void {
    const own = this.#report(round);
    const told = this.#tellings(round, heard);
    if (own?.order != null && phaseKing.receivers(this.#group, round).includes(this.start.id)) {
      told.set(this.start.id, own.order);
    }
    this.#told[round] = told;
    for (const [from, order] of told) this.#party.receive(round, from, { round, from, order });
  }

  decision(): Order {
    return this.#party.decide();
  }

  why(round: number): string {
    const { id, general, order } = this.start;
    const step = stepOf(round);
    if (step === "order" || (round === 1 && id === general)) return `it had its own order, ${order}`;
    if (round === 1) return this.#toldText(0);
    if (step === "proposals")
      return `in round ${round - 1} ${this.#toldText(round - 1)}, and it takes n − m = ${this.#quorum} of one to propose it`;
    if (step === "king")
      return `${this.#toldText(round - 1)}, and more than m = ${this.start.m} proposals are taken`;
    return `in round ${round - 2} ${this.#toldText(round - 2)}, and the king told it ${this.#kingsWord(round - 1)}`;
  }

  /** Whoever has no proposal tells none. */
  whyNothing(round: number): string {
    return this.why(round);
  }

  votes(): string[] {
    const { id, general } = this.start;
    if (id === general) return [`node ${id} is the general, and decides its own order`];
    const last = phaseKing.lastRound(this.#group);
    return Array.from({ length: last + 1 }, (_, round) => {
      const name = stepOf(round) === "king" ? `king ${kingOf(this.#group, round)}` : stepOf(round);
      return `  round ${round}, ${name}: ${this.#toldText(round)}`;
    });
  }

  get #quorum(): number {
    return this.start.nodes.length - this.start.m;
  }

  #report(round: number): KingReport | null {
    const known = this.#reports[round];
    if (known !== undefined) return known;
    const report = this.#party.send(round);
    this.#reports[round] = report;
    return report;
  }

  #tellings(round: number, heard: readonly Heard[]): Map<NodeId, Order> {
    const told = new Map<NodeId, Order>();
    const senders = phaseKing.senders(this.#group, round);
    if (!phaseKing.receivers(this.#group, round).includes(this.start.id)) return told;
    for (const { from, path, order } of heard) {
      const isSound = path.length === 1 && path[0] === from && senders.includes(from);
      if (isSound && from !== this.start.id && this.#group.orders.includes(order) && !told.has(from)) {
        told.set(from, order);
      }
    }
    return told;
  }

  #kingsWord(round: number): string {
    const told = this.#told[round]?.get(kingOf(this.#group, round));
    return told ?? `nothing, which counts as ${this.start.default}`;
  }

  #toldText(round: number): string {
    const told = [...(this.#told[round] ?? new Map<NodeId, Order>()).values()];
    const counts = this.#group.orders
      .map((order) => [order, told.filter((one) => one === order).length] as const)
      .filter(([, count]) => count > 0)
      .map(([order, count]) => (round === 0 || stepOf(round) === "king" ? order : `${order} by ${count}`));
    return `it had been told ${counts.length === 0 ? "nothing" : counts.join(" and ")}`;
  }
}

export const rules: Rules = {
  lastRound: (group) => phaseKing.lastRound(group),
  book: (start) => new KingBook(start),
  paths: (group, round, id): Path[] => (phaseKing.senders(group, round).includes(id) ? [[id]] : []),
  missing: "nothing",
  onPath: () => "",
};
