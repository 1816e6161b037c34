/**
 * Typical mistakes in the phase king: a node taken apart into habits, as in trial/diagnosis/habits.ts for OM(m), and worlds that tell them apart. It
 * is written from docs/TEST-YOUR-OWN.md, and shares no code with the rules.
 */
import type { NodeId, Order } from "../../../core/group.js";
import { heardBack, type Lab, type Mistake, modelsOf } from "../../../trial/diagnosis/lab.js";
import { countsOf } from "../../../trial/diagnosis/votes.js";
import type { Heard, MakePlayer, Player, Start, Tell } from "../../../trial/turn.js";
import { kingWorlds } from "./worlds.js";

export interface KingHabits {
  /** how many must tell one value for it to be proposed */
  readonly quorum: (n: number, m: number) => number;
  readonly heeds: "when unsure" | "always" | "never";
  /** what a missing value, a missing proposal and a king's missing word count as; null: nothing */
  readonly missing: {
    readonly value: "default" | null;
    readonly proposal: "default" | null;
    readonly word: "default" | null;
  };
  /** what the general has for its value when the phases begin */
  readonly general: "order" | "default";
  readonly kings: "by place" | "by id";
  readonly ownCounts: boolean;
  readonly phases: (m: number) => number;
}

export const RIGHT_KING: KingHabits = {
  quorum: (n, m) => n - m,
  heeds: "when unsure",
  missing: { value: "default", proposal: null, word: "default" },
  general: "order",
  kings: "by place",
  ownCounts: true,
  phases: (m) => m + 1,
};

const { missing } = RIGHT_KING;

export const KING_MISTAKES: readonly Mistake<KingHabits>[] = [
  {
    name: "majority-quorum",
    sentence: "proposes what more than half of the nodes tell, where n − m must",
    ways: [{ quorum: (n) => Math.floor(n / 2) + 1 }],
  },
  {
    name: "king-always",
    sentence: "heeds the king although n − m proposals agree",
    ways: [{ heeds: "always" }],
  },
  { name: "king-never", sentence: "never heeds the king", ways: [{ heeds: "never" }] },
  {
    name: "missing-proposals-counted",
    sentence: "counts a proposal that is missing as one of the default",
    ways: [{ missing: { ...missing, proposal: "default" } }],
  },
  {
    name: "missing-left-out",
    sentence: "takes a missing value, or a king's missing word, for nothing, where it is the default",
    ways: [
      { missing: { ...missing, value: null } },
      { missing: { ...missing, word: null } },
      { missing: { ...missing, value: null, word: null } },
    ],
  },
  {
    name: "general-without-order",
    sentence: "begins the phases with the default as general, where its own order is its value",
    ways: [{ general: "default" }],
  },
  {
    name: "kings-by-id",
    sentence:
      "takes the node with the number of the phase for its king, and not the one at that place of the list",
    ways: [{ kings: "by id" }],
  },
  {
    name: "own-word-left-out",
    sentence: "counts what others tell, and not its own word",
    ways: [{ ownCounts: false }],
  },
  {
    name: "phase-too-few",
    sentence: "plays m phases, where it takes m + 1",
    ways: [{ phases: (m) => m }],
  },
];

export function kingWith(habits: KingHabits): MakePlayer {
  return (start) => new KingMind(start, habits);
}

class KingMind implements Player {
  #value: Order;
  #proposal: Order | null = null;
  #isSure = false;

  constructor(
    private readonly start: Start,
    private readonly habits: KingHabits,
  ) {
    const isOrder = start.id === start.general && habits.general === "order";
    this.#value = isOrder ? (start.order as Order) : start.default;
  }

  tell(round: number, heard: readonly Heard[]): Tell[] {
    this.#close(round - 1, heard);
    const { id, nodes, general, order } = this.start;
    const others = nodes.filter((one) => one !== id && (round > 0 || one !== general));
    const said = this.#said(round, order);
    return said === null ? [] : others.map((to) => ({ to, path: [id], order: said }));
  }

  #said(round: number, order: Order | null): Order | null {
    const { id, general } = this.start;
    if (round === 0) return id === general ? order : null;
    if (this.#isOver(round)) return null;
    if (stepOf(round) === "proposals") return this.#proposal;
    return stepOf(round) === "king" && this.#kingOf(round) !== id ? null : this.#value;
  }

  decide(heard: readonly Heard[]): Order {
    const { id, general, order, m } = this.start;
    this.#close(lastRoundOf(m), heard);
    return id === general ? (order as Order) : this.#value;
  }

  #isOver(round: number): boolean {
    return round > 3 * this.habits.phases(this.start.m);
  }

  #kingOf(round: number): NodeId | undefined {
    const { nodes } = this.start;
    const place = Math.floor((round - 1) / 3);
    return this.habits.kings === "by place" ? nodes[place] : nodes.find((one) => one === place + 1);
  }

  /** Takes in what was told in a round. */
  #close(round: number, heard: readonly Heard[]): void {
    if (round < 0 || this.#isOver(round)) return;
    const { id, general, nodes } = this.start;
    const told = new Map<NodeId, Order>();
    for (const one of heard) if (this.#isSound(one) && !told.has(one.from)) told.set(one.from, one.order);
    if (round === 0) {
      if (id !== general) this.#value = told.get(general) ?? this.start.default;
    } else if (stepOf(round) === "king") this.#closeKing(this.#kingOf(round), told);
    else if (stepOf(round) === "exchange") {
      const votes = this.#votes(told, this.#value, this.habits.missing.value);
      const [most, count] = mostOf(votes);
      this.#proposal = count >= this.habits.quorum(nodes.length, this.start.m) ? most : null;
    } else {
      const votes = this.#votes(told, this.#proposal, this.habits.missing.proposal);
      const [most, count] = mostOf(votes);
      if (count > this.start.m) this.#value = most as Order;
      this.#isSure = votes.filter((one) => one === this.#value).length >= nodes.length - this.start.m;
    }
  }

  #closeKing(king: NodeId | undefined, told: ReadonlyMap<NodeId, Order>): void {
    const { heeds, missing: counted } = this.habits;
    if (king === this.start.id || heeds === "never" || (heeds === "when unsure" && this.#isSure)) return;
    const word = king === undefined ? undefined : told.get(king);
    if (word !== undefined) this.#value = word;
    else if (counted.word === "default") this.#value = this.start.default;
  }

  #votes(told: ReadonlyMap<NodeId, Order>, own: Order | null, missingIs: "default" | null): Order[] {
    const { id, nodes, default: otherwise } = this.start;
    return nodes.flatMap((node) => {
      if (node === id) return this.habits.ownCounts && own !== null ? [own] : [];
      const order = told.get(node) ?? (missingIs === "default" ? otherwise : undefined);
      return order === undefined ? [] : [order];
    });
  }

  #isSound({ from, path, order }: Heard): boolean {
    const { id, nodes, orders } = this.start;
    return (
      from !== id && nodes.includes(from) && path.length === 1 && path[0] === from && orders.includes(order)
    );
  }
}

function stepOf(round: number): "exchange" | "proposals" | "king" {
  return (["exchange", "proposals", "king"] as const)[(round - 1) % 3] as "exchange";
}

function lastRoundOf(m: number): number {
  return 3 * (m + 1);
}

function mostOf(votes: readonly Order[]): readonly [Order | null, number] {
  return [...countsOf(votes)].reduce<readonly [Order | null, number]>(
    (a, b) => (b[1] > a[1] ? b : a),
    [null, 0],
  );
}

export const lab: Lab = {
  lastRound: ({ m }) => lastRoundOf(m),
  worlds: kingWorlds,
  models: modelsOf(KING_MISTAKES, (way) => [kingWith({ ...RIGHT_KING, ...way })]),
  rightNodes: [kingWith(RIGHT_KING)],
  isFree: ({ id }, { to }) => to === id,
  toSelf: heardBack,
};
