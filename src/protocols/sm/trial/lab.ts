/**
 * Typical mistakes with signed messages, SM(m): a node taken apart into habits, and the worlds that tell them apart. It is written
 * from docs/TEST-YOUR-OWN.md, and shares no code with the rules.
 */
import type { NodeId, Order } from "../../../core/group.js";
import { type Lab, type Mistake, modelsOf } from "../../../trial/diagnosis/lab.js";
import type { Heard, MakePlayer, Player, Start, Tell } from "../../../trial/turn.js";
import type { SealedHeard } from "./rules.js";
import { sealedWorlds } from "./worlds.js";

export interface SealedHabits {
  /** whether the seals on a chain must be its path */
  readonly asksSeals: boolean;
  /** whether a chain must have one id more than its round */
  readonly asksLength: boolean;
  /** the last round of which it takes anything in */
  readonly hearsUntil: (m: number) => number;
  /** orders that it tells on: those that were new in the round before, or all that came then */
  readonly tells: "new" | "all";
  readonly decides: (accepted: readonly Order[], start: Start) => Order;
}

export const RIGHT_SEALED: SealedHabits = {
  asksSeals: true,
  asksLength: true,
  hearsUntil: (m) => m,
  tells: "new",
  decides: ([first, second], start) => (first === undefined || second !== undefined ? start.default : first),
};

export const SEALED_MISTAKES: readonly Mistake<SealedHabits>[] = [
  {
    name: "seals-unchecked",
    sentence: "believes a chain without looking at its seals",
    ways: [{ asksSeals: false }],
  },
  {
    name: "length-unchecked",
    sentence: "takes chains of any length in any round, so that an order can come too late for the others",
    ways: [{ asksLength: false }],
  },
  {
    name: "round-too-few",
    sentence: "takes in nothing that comes in the last round",
    ways: [{ hearsUntil: (m) => m - 1 }],
  },
  {
    name: "tells-again",
    sentence: "tells on what is not new to it",
    ways: [{ tells: "all" }],
  },
  {
    name: "first-order",
    sentence: "decides the first order that it accepted, though others followed",
    ways: [
      { decides: ([first], start) => first ?? start.default },
      { decides: (accepted, start) => start.orders.find((one) => accepted.includes(one)) ?? start.default },
    ],
  },
  {
    name: "last-order",
    sentence: "decides the last order that it accepted, though others came before",
    ways: [
      { decides: (accepted, start) => accepted.at(-1) ?? start.default },
      {
        decides: (accepted, start) => start.orders.findLast((one) => accepted.includes(one)) ?? start.default,
      },
    ],
  },
];

export function sealedWith(habits: SealedHabits): MakePlayer {
  return (start) => new SealedMind(start, habits);
}

const TOLD_MAX = 2;

class SealedMind implements Player {
  readonly #accepted: Order[] = [];
  /** what is to be told next: by order its first chain */
  #next = new Map<Order, readonly NodeId[]>();
  #toldOn = 0;

  constructor(
    private readonly start: Start,
    private readonly habits: SealedHabits,
  ) {}

  tell(round: number, heard: readonly Heard[]): Tell[] {
    const { id, general, order, orders } = this.start;
    if (round > 0) this.#close(round - 1, heard);
    if (id === general) return round === 0 ? this.#telling([id], order as Order) : [];
    const fresh = orders.filter((one) => this.#next.has(one)).slice(0, TOLD_MAX - this.#toldOn);
    if (this.habits.tells === "new") this.#toldOn += fresh.length;
    return fresh.flatMap((one) => this.#telling([...(this.#next.get(one) ?? []), id], one));
  }

  decide(heard: readonly Heard[]): Order {
    const { id, general, order, m } = this.start;
    this.#close(m, heard);
    return id === general ? (order as Order) : this.habits.decides(this.#accepted, this.start);
  }

  #telling(path: readonly NodeId[], order: Order): Tell[] {
    return this.start.nodes.filter((to) => !path.includes(to)).map((to) => ({ to, path, order }));
  }

  #close(round: number, heard: readonly Heard[]): void {
    this.#next = new Map();
    if (this.start.id === this.start.general || round > this.habits.hearsUntil(this.start.m)) return;
    for (const one of heard as readonly SealedHeard[]) {
      if (!this.#isSound(round, one)) continue;
      const isNew = !this.#accepted.includes(one.order);
      if (isNew) this.#accepted.push(one.order);
      if ((isNew || this.habits.tells === "all") && !this.#next.has(one.order))
        this.#next.set(one.order, one.path);
    }
  }

  #isSound(round: number, { from, path, order, seals }: SealedHeard): boolean {
    const { id, nodes, general, orders } = this.start;
    const { asksSeals, asksLength } = this.habits;
    const isChain =
      path[0] === general && path.every((one, place) => nodes.includes(one) && path.indexOf(one) === place);
    return (
      isChain &&
      !path.includes(id) &&
      orders.includes(order) &&
      (!asksLength || path.length === round + 1) &&
      path.at(-1) === from &&
      (!asksSeals || (path.length === seals.length && path.every((one, place) => seals[place] === one)))
    );
  }
}

export const lab: Lab = {
  lastRound: ({ m }) => m,
  worlds: sealedWorlds,
  models: modelsOf(SEALED_MISTAKES, (way) => [sealedWith({ ...RIGHT_SEALED, ...way })]),
  rightNodes: [sealedWith(RIGHT_SEALED)],
  // whoever has sealed an order knows it
  isFree: (_, { to, path }) => path.includes(to),
  toSelf: ({ id }, { path, order }): SealedHeard => ({ from: id, path, order, seals: path }),
};
