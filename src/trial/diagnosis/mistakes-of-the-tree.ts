/** Mistakes in what is folded: leaves that are only counted, grouped by the wrong hop, or too few levels of them. */
import type { Order } from "../../core/group.js";
import { groupedBy } from "../../core/grouped.js";
import { BOTH, type Habits } from "./habits.js";
import type { Mistake } from "./lab.js";
import type { Mind } from "./mind.js";
import type { Place } from "./places.js";

/** What is counted of some places: echoes among them or not, one's own words or not, what is missing as the default or not. */
export interface Counted {
  readonly echoes: boolean;
  readonly own: boolean;
  readonly missing: boolean;
}

export const COUNTED: readonly Counted[] = BOTH.flatMap((echoes) =>
  BOTH.flatMap((own) => BOTH.map((missing) => ({ echoes, own, missing }))),
);

/** What a node holds of these places: votes of their own, each by itself. */
export function votesOf(mind: Mind, places: readonly Place[], counted: Counted): Order[] {
  return places
    .filter((place) => isCounted(mind, place, counted))
    .map((place) => (counted.missing ? mind.voteAt(place) : mind.heldAt(place)))
    .filter((vote) => vote !== undefined);
}

function isCounted({ start }: Mind, { isEcho, last }: Place, { echoes, own }: Counted): boolean {
  return (echoes || !isEcho) && (own || last !== start.id);
}

const leavesOf = (mind: Mind): readonly Place[] => mind.places.levels.at(-1) ?? [];

/** For each way to count; what it told on itself is there even where it was told nothing. */
function deciding(by: (mind: Mind, counted: Counted) => Order): Partial<Habits>[] {
  return COUNTED.flatMap((counted): Partial<Habits>[] => {
    const decides = (mind: Mind) => by(mind, counted);
    return counted.own && !counted.missing ? [{ decides }, { decides, ownIs: "tells" }] : [{ decides }];
  });
}

/** The leaves by their last hop: a vote of each hop, or, hop after hop from behind, a tree that stands on its head. */
function foldFromBehind(mind: Mind, counted: Counted, hops: number): Order {
  const folded = (group: readonly Place[], hop: number): Order => {
    if (hop > hops) return mind.settle(votesOf(mind, group, counted));
    const groups = groupedBy(group, ({ path }) => path.at(-hop));
    return mind.settle([...groups.values()].map((one) => folded(one, hop + 1)));
  };
  return folded(
    leavesOf(mind).filter((place) => isCounted(mind, place, counted)),
    1,
  );
}

/** Folds down to a level; it tells on to the end, or stops there. */
function levels(until: (m: number) => number): Partial<Habits>[] {
  return [{ foldsUntil: until }, { foldsUntil: until, tellsUntil: until }];
}

export const MISTAKES_OF_THE_TREE: readonly Mistake<Habits>[] = [
  {
    name: "flat-tally",
    sentence: "decides by the majority of all leaves, instead of folding them below their paths",
    ways: [
      ...deciding((mind, counted) => mind.settle(votesOf(mind, leavesOf(mind), counted))),
      ...deciding((mind, counted) =>
        mind.settle([mind.orderAt(mind.places.root), ...votesOf(mind, leavesOf(mind), counted)]),
      ),
    ],
  },
  {
    name: "all-rounds-tally",
    sentence: "decides by the majority of all that it was told, the rounds in one bag",
    ways: deciding((mind, counted) => mind.settle(votesOf(mind, mind.places.levels.flat(), counted))),
  },
  {
    name: "last-hop-fold",
    sentence: "groups the leaves by their last hop, instead of folding them below their paths",
    ways: [
      ...deciding((mind, counted) => foldFromBehind(mind, counted, 1)),
      ...deciding((mind, counted) => foldFromBehind(mind, counted, mind.start.m)),
    ],
  },
  {
    name: "round-too-few",
    sentence: "folds one round too few: what OM(m−1) decides",
    ways: levels((m) => Math.max(0, m - 1)),
  },
  {
    name: "one-exchange",
    sentence: "folds one exchange alone, whatever m is: what OM(1) decides",
    ways: levels((m) => Math.min(1, m)),
  },
  {
    name: "first-round-only",
    sentence: "decides what the general told it, whatever the others say",
    ways: levels(() => 0),
  },
];
