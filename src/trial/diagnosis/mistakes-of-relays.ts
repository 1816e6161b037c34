/** Mistakes in relays: what is told on, under which path, and what is believed. */
import type { Order } from "../../core/group.js";
import { BOTH, type Habits } from "./habits.js";
import type { Mistake } from "./lab.js";
import type { Mind } from "./mind.js";
import { COUNTED, votesOf } from "./mistakes-of-the-tree.js";
import type { Place } from "./places.js";

/** What it may take for the majority so far, when it tells on a path of this place's length: of all rounds, or of the last. */
const MAJORITIES_SO_FAR: readonly Habits["says"][] = [
  (mind, { path }) => mind.fold(path.length - 1),
  ...COUNTED.flatMap((counted): Habits["says"][] => [
    (mind, { path }) => mind.settle(votesOf(mind, mind.places.levels.slice(0, path.length).flat(), counted)),
    (mind, { path }) => mind.settle(votesOf(mind, mind.places.levels[path.length - 1] ?? [], counted)),
  ]),
];

/** One vote of each sender, and what the general said. */
const tallyOfSenders = (mind: Mind): Order => {
  const { id, m } = mind.start;
  const senders = m === 0 ? [] : mind.places.root.below.filter(({ last }) => last !== id);
  return mind.settle([mind.places.root, ...senders].map((place) => mind.orderAt(place)));
};

const OWN_IS: readonly Partial<Habits>[] = [{ ownIs: "told" }, { ownIs: "tells" }];

export const MISTAKES_OF_RELAYS: readonly Mistake<Habits>[] = [
  {
    name: "relays-majority",
    sentence: "tells the majority so far, instead of what it was told at each path",
    ways: MAJORITIES_SO_FAR.flatMap((says) => OWN_IS.map((own) => ({ says, ...own }))),
  },
  {
    name: "overwritten-slot",
    sentence: "keeps one relay a sender, the latest, instead of one a path",
    ways: [{}, { decides: tallyOfSenders }].flatMap((decides) =>
      OWN_IS.map((own) => ({
        slot: ({ last }: Place) => String(last),
        keepsLatest: true,
        ...decides,
        ...own,
      })),
    ),
  },
  {
    name: "returning-paths",
    sentence: "relays along paths that hold it already",
    ways: (["all", "others", "heard"] as const).flatMap((returning) =>
      BOTH.flatMap((generalReturns) =>
        BOTH.map((votesAtEchoes) => ({ returning, generalReturns, votesAtEchoes })),
      ),
    ),
  },
  {
    name: "unchecked-path",
    sentence: "believes paths that do not end with who tells them",
    ways: [{ believesAnyone: true }],
  },
  {
    name: "early-relay-lost",
    sentence: "ends at a relay that comes a round early, or takes it",
    ways: [{ early: "taken" }, { early: "told" }, { early: "fatal" }],
  },
];
