/**
 * Typical mistakes in interactive consistency: those of OM(m), made in every instance (trial/diagnosis/mind.ts), and those of whoever keeps n
 * instances at once. It is written from docs/TEST-YOUR-OWN.md, and shares no code with the rules.
 */

import type { NodeId, Order } from "../../../core/group.js";
import { keptIn } from "../../../core/grouped.js";
import { type Habits, RIGHT, STYLES } from "../../../trial/diagnosis/habits.js";
import { heardBack, type Lab, type Mistake, modelsOf } from "../../../trial/diagnosis/lab.js";
import { Mind } from "../../../trial/diagnosis/mind.js";
import { MISTAKES } from "../../../trial/diagnosis/models.js";
import { isSound } from "../../../trial/right.js";
import type { Heard, MakePlayer, Player, Start, Tell } from "../../../trial/turn.js";
import { vectorText } from "../rules.js";
import { vectorWorlds } from "./worlds.js";

export interface VectorHabits {
  /** in every instance */
  readonly instance: Habits;
  /** what its own entry is: its value, what others tell of it, the default */
  readonly ownEntry: "value" | "folded" | "default";
  /** a tree for each instance; or one for all, in which the first or the latest of two stands */
  readonly trees: "each" | "first" | "latest";
  /** where its own entry stands among those of the others */
  readonly ownStands: "in place" | "first" | "last";
}

export const RIGHT_VECTOR: VectorHabits = {
  instance: RIGHT,
  ownEntry: "value",
  trees: "each",
  ownStands: "in place",
};

const ofASilentOne: Partial<Habits> = {
  decides: (mind) => (mind.toldAt(mind.places.root) === undefined ? mind.start.default : mind.fold()),
};

/** Beside those of OM(m). */
export const VECTOR_MISTAKES: readonly Mistake<VectorHabits>[] = [
  {
    name: "own-entry-folded",
    sentence: "takes for its own entry what others tell of it, or the default, where it is its own value",
    ways: [{ ownEntry: "folded" }, { ownEntry: "default" }],
  },
  {
    name: "one-tree",
    sentence: "counts what is told of one node's value for other nodes too: one tree for all instances",
    ways: [{ trees: "first" }, { trees: "latest" }],
  },
  {
    name: "entries-out-of-place",
    sentence: "decides its own entry before or behind the others, where entries go by the list of nodes",
    ways: [{ ownStands: "first" }, { ownStands: "last" }],
  },
  {
    name: "silent-node-dropped",
    sentence: "decides the default for a node that told it nothing, whatever others say that it told them",
    ways: [
      { instance: { ...RIGHT, ...ofASilentOne } },
      {
        instance: {
          ...RIGHT,
          ...ofASilentOne,
          says: (mind, place) =>
            mind.toldAt(mind.places.root) === undefined ? undefined : mind.orderAt(place),
        },
      },
    ],
  },
];

export function vectorWith(habits: VectorHabits): MakePlayer {
  return (start) => new VectorMind(start, habits);
}

class VectorMind implements Player {
  readonly #instances: ReadonlyMap<NodeId, Mind>;

  constructor(
    private readonly start: Start,
    private readonly habits: VectorHabits,
  ) {
    const { instance, ownEntry } = habits;
    const own: Habits = ownEntry === "folded" ? { ...instance, foldsEchoes: true } : instance;
    this.#instances = new Map(
      instancesOf(start).map((one) => [
        one.general,
        new Mind(one, one.general === start.id ? own : instance),
      ]),
    );
  }

  tell(round: number, heard: readonly Heard[]): Tell[] {
    const told = this.#sorted(round, heard);
    return [...this.#instances].flatMap(([general, mind]) => mind.tell(round, told.get(general) ?? []));
  }

  decide(heard: readonly Heard[]): Order {
    const { id, nodes } = this.start;
    const told = this.#sorted(this.start.m + 1, heard);
    const entries = new Map<NodeId, Order>();
    for (const [general, mind] of this.#instances) {
      const entry = mind.decide(told.get(general) ?? []);
      entries.set(general, general === id ? this.#ownEntry(mind, entry) : entry);
    }
    const others = nodes.filter((one) => one !== id);
    const listed = { "in place": nodes, first: [id, ...others], last: [...others, id] }[
      this.habits.ownStands
    ];
    return vectorText(
      Object.fromEntries(nodes.map((one, place) => [one, entries.get(listed[place] as NodeId) as Order])),
    );
  }

  #ownEntry(mind: Mind, value: Order): Order {
    const { ownEntry } = this.habits;
    if (ownEntry === "value") return value;
    return ownEntry === "folded" ? mind.fold() : this.start.default;
  }

  /** What was told, by instance. */
  #sorted(round: number, heard: readonly Heard[]): ReadonlyMap<NodeId, readonly Heard[]> {
    const all = this.habits.trees === "each" ? heard : this.#mixed(round, heard);
    const told = new Map<NodeId, Heard[]>(this.start.nodes.map((general) => [general, []]));
    for (const one of all) told.get(one.path[0] as NodeId)?.push(one);
    return told;
  }

  /** What was told along a path of one instance is told along that path of all. */
  #mixed(round: number, heard: readonly Heard[]): readonly Heard[] {
    const { id, nodes } = this.start;
    const { instance, trees } = this.habits;
    const isKept = (one: Heard) =>
      isSound({ ...this.start, general: one.path[0] as NodeId }, round - 1, one) &&
      (instance.foldsEchoes || !one.path.includes(id));
    const slots = new Map<string, Heard>();
    for (const one of heard) {
      const slot = one.path.slice(1).join(".");
      if (isKept(one) && (trees === "latest" || !slots.has(slot))) slots.set(slot, one);
    }
    return [...slots.values()].flatMap(({ from, path, order }) =>
      nodes.map((general): Heard => {
        const along = [general, ...path.slice(1)];
        return { from: path.length > 1 ? from : general, path: along, order };
      }),
    );
  }
}

const instances = new WeakMap<Start, readonly Start[]>();

/** The same ones for all models, which look at their places again and again. */
function instancesOf(start: Start): readonly Start[] {
  const { id, nodes, order } = start;
  return keptIn(instances, start, () =>
    nodes.map((general) => ({ ...start, general, order: general === id ? order : null })),
  );
}

/** One's own word is an echo here, as in OM(m): both styles are right, and their mixtures. */
function inAllStyles(habits: VectorHabits): MakePlayer[] {
  return STYLES.map((style) => vectorWith({ ...habits, instance: { ...habits.instance, ...style } }));
}

const OF_ORAL: readonly Mistake<VectorHabits>[] = MISTAKES.map(({ ways, ...named }) => ({
  ...named,
  ways: ways.map((way) => ({ instance: { ...RIGHT, ...way } })),
}));

export const lab: Lab = {
  lastRound: ({ m }) => m,
  worlds: vectorWorlds,
  models: modelsOf([...VECTOR_MISTAKES, ...OF_ORAL], (way) => inAllStyles({ ...RIGHT_VECTOR, ...way })),
  rightNodes: inAllStyles(RIGHT_VECTOR),
  // what a node tells itself, and a general of its own value, is its own affair
  isFree: ({ id }, { to, path }) => to === id || to === path[0],
  toSelf: heardBack,
};
