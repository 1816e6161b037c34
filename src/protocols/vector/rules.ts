/**
 * Interactive consistency (Pease, Shostak and Lamport, "Reaching Agreement in the Presence of Faults", J. ACM 27(2),
 * 1980, §1): every node has a value of its own, and all loyal nodes end with the same vector, in which the entry of
 * each loyal node is its value. By n instances of OM(m) (om/rules.ts) at once, each node the general of one:
 *  (1) round 0: every node sends its own value to all;
 *  (2) rounds 1 … m: every node relays, in every instance but its own, what it accepted in the round before;
 *  (3) after round m: every node folds the tree of each other instance into one entry; its own entry is its value.
 * One report a peer and round tells the relays of all instances: a path's first id says which one. A node gets what is
 * relayed in its own instance too, and does not read it: it knows its own value.
 *
 * Values are any text, and so are the trees of the instances (om/text-tree.ts).
 *
 * Deviations from the paper:
 *  - It builds the vector by an algorithm of its own (§3), from which OM(m) came later. Here it is n runs of OM(m) as in om/rules.ts,
 *    with the same deviations, and a report of one node to another tells the relays of all of them.
 *  - What no majority tells is the default order, and so is what nobody told; the paper leaves NIL there, and takes a value at random.
 *  - A vector may be combined to one order, the majority or the median of its entries ({@link combined}).
 */
import { ABOVE_3M, readiesAbove3m } from "../../core/bound.js";
import type { Fault } from "../../core/fault.js";
import type { Combine, Group, NodeId, Order } from "../../core/group.js";
import { groupedBy } from "../../core/grouped.js";
import type { Party } from "../../core/party.js";
import { type Path, pathFault, pathsOf, relayCount } from "../../core/path.js";
import type { Everyone, Protocol, Seat, Vector } from "../../core/protocol.js";
import { OralMessages, oralSurvives } from "../om/rules.js";
import { inText, strictMajority, type TextReport, TextTree } from "../om/text-tree.js";

/** Relays of the largest report that is sent: they are spelled out, about 60 bytes each. */
export const VECTOR_RELAYS_MAX = 20_000;

/** The instance in which `general` tells its value. */
function instanceOf(group: Group, general: NodeId): Group {
  return { ...group, general };
}

/** Every path that `sender` tells in `round`: by instance, its general ascending, and there in canonical path order. */
export function vectorPathsOf(group: Group, round: number, sender: NodeId): Path[] {
  if (round === 0) return [[sender]];
  const generals = group.ids.filter((id) => id !== sender);
  return generals.flatMap((general) => pathsOf(instanceOf(group, general), round, sender));
}

/** Why `sender` cannot tell `path` in `round`, or null when it can. */
export function vectorPathFault(group: Group, round: number, sender: NodeId, path: Path): string | null {
  return pathFault(instanceOf(group, path[0] ?? sender), round, sender, path);
}

/** n parties of OM(m), an instance each; what they tell is one report, and is told apart by its general (as in hbbft's subset). */
export class InteractiveConsistency implements Party<TextReport> {
  readonly instances: ReadonlyMap<NodeId, OralMessages<TextTree>>;
  readonly #group: Group;
  readonly #self: NodeId;
  #vector: Vector | undefined;

  constructor({ group, self, order }: Seat) {
    this.#group = group;
    this.#self = self;
    const trees = group.ids.map((general) => new TextTree(instanceOf(group, general)));
    this.instances = new Map(trees.map((tree) => [tree.group.general, new OralMessages(tree, self, order)]));
  }

  send(round: number): TextReport {
    const relays = [...this.instances.values()].flatMap((party) => party.send(round)?.relays ?? []);
    return { round, from: this.#self, relays };
  }

  receive(round: number, from: NodeId, { relays }: TextReport): readonly Fault[] {
    const told = groupedBy(relays, ({ path }) => path[0] as NodeId);
    told.delete(this.#self);
    return [...told].flatMap(
      ([general, own]) =>
        this.instances.get(general)?.receive(round, from, { round, from, relays: own }) ?? [],
    );
  }

  /** One entry a node, by ascending id. */
  vector(): Vector {
    this.#vector ??= Object.fromEntries(
      [...this.instances].map(([general, party]) => [general, party.decide()]),
    );
    return this.#vector;
  }

  decide(): Order {
    return decisionOn(this.#group, this.vector());
  }
}

/** What a node decides that ends with this vector. */
export function decisionOn({ combine, defaultOrder }: Group, vector: Vector): Order {
  return combine ? combined(combine, Object.values(vector), defaultOrder) : vectorText(vector);
}

/** Canonical JSON: ids ascend as numbers, which is how an object keeps such keys, and there are no spaces. */
export function vectorText(vector: Vector): string {
  return JSON.stringify(vector);
}

const everyone: Everyone = {
  agree({ vectors }, loyal) {
    return new Set(loyal.map((id) => vectorText(vectors?.get(id) ?? {}))).size === 1;
  },
  areTrue({ vectors, values }, loyal) {
    return loyal.every((at) => loyal.every((of) => vectors?.get(at)?.[of] === values?.[of]));
  },
};

export const interactiveConsistency: Protocol<TextReport> = {
  name: "vector",
  citation: "interactive consistency of Pease, Shostak and Lamport, 1980",
  nodesMax: { count: 33, why: "each instance is a run of OM(m), which has room for 33" },
  title: (m) => `interactive consistency by OM(${m})`,
  bound: ABOVE_3M,
  survives: oralSurvives,
  tells: "paths",
  lastRound: ({ m }) => m,
  senders: ({ ids }) => ids,
  receivers: ({ ids }) => ids,
  readiesNeeded: readiesAbove3m,
  ...inText(relaysEach, vectorPathsOf),
  make: (part) => new InteractiveConsistency(part),
  everyone,
};

function relaysEach({ ids }: Group, round: number): number {
  return round === 0 ? 1 : (ids.length - 1) * relayCount(ids.length, round);
}

/** A decimal number as JSON and people write it; not `0x10`, not `Infinity`. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * What a vector is combined to: one order out of one entry a node, so that equal vectors combine alike.
 *
 * `majority`: what more than half of all entries are, default orders among them. `median`: of the entries that are
 * numbers the middle one as it was written, the lower of two; other entries, a default order that is no number among
 * them, do not take part. Where there is neither: the default order.
 *
 * Of n > 3m entries with at most m of traitors, the median lies between the loyal ones if those are numbers: at least
 * 2m + 1 are left, and at most m of them stand on either side of it that are not loyal.
 */
export function combined(combine: Combine, entries: readonly Order[], defaultOrder: Order): Order {
  return (combine === "majority" ? strictMajority(entries) : lowerMedian(entries)) ?? defaultOrder;
}

/** Numbers that are equal but written otherwise go by their text, so that the order of entries does not matter. */
function lowerMedian(entries: readonly Order[]): Order | null {
  const numbers = entries
    .filter((entry) => NUMBER.test(entry) && Number.isFinite(Number(entry)))
    .toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  return numbers[Math.floor((numbers.length - 1) / 2)] ?? null;
}
