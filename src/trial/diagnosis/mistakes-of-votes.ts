/** Mistakes in counting: whose votes, which threshold, what stands for a tie and for what is missing. */
import type { Order } from "../../core/group.js";
import { majorityOf } from "../right.js";
import type { Start } from "../turn.js";
import { BOTH, type Habits } from "./habits.js";
import type { Mistake } from "./lab.js";
import {
  countsOf,
  firstComplete,
  firstListed,
  firstNotDefault,
  firstVote,
  largest,
  lastListed,
  lastToAppear,
  lastVote,
  type Pick,
  type Settle,
  smallest,
  theDefault,
  topOf,
} from "./votes.js";

const BY_VOTE: readonly Pick[] = [firstVote, lastVote, lastToAppear, firstComplete];

/** Where a pick goes by the order of the votes, a node's own may stand in three places. */
function standing(pick: Pick, settle: Settle): Partial<Habits>[] {
  if (!BY_VOTE.includes(pick)) return [{ settle }];
  return (["in place", "first", "last"] as const).map((ownStands) => ({ settle, ownStands }));
}

type Pool = (votes: readonly Order[], start: Start, otherwise: Order) => readonly Order[];

/**
 * With two orders there is a majority or a tie. With more of them, whoever thinks of ties alone may take the largest minority,
 * pick among all votes or all orders, or pick only where the largest minorities are tied.
 */
const POOLS: readonly Pool[] = [
  (votes) => topOf(votes),
  (votes, _start, otherwise) => (topOf(votes).length === 1 ? [otherwise] : topOf(votes)),
  (votes) => votes,
  (_votes, { orders }) => orders,
];

function ties(...picks: readonly Pick[]): Partial<Habits>[] {
  return picks.flatMap((pick) =>
    POOLS.flatMap((pool) =>
      standing(pick, (votes, start, otherwise) => {
        const won = majorityOf(votes);
        if (won !== null) return won;
        const among = pool(votes, start, otherwise);
        return pick(among, votes, start) ?? otherwise;
      }),
    ),
  );
}

/** An order with enough votes, picked where several have; or the most frequent one, if it has enough. */
function thresholds(isEnough: (count: number, votes: number, start: Start) => boolean): Partial<Habits>[] {
  const picks = [...BY_VOTE, firstListed, lastListed, firstNotDefault, theDefault, smallest, largest];
  return picks.flatMap((pick) =>
    [(votes: readonly Order[]) => [...countsOf(votes).keys()], topOf].flatMap((from) =>
      standing(pick, (votes, start, otherwise) => {
        const counts = countsOf(votes);
        const enough = from(votes).filter((order) => isEnough(counts.get(order) ?? 0, votes.length, start));
        return pick(enough, votes, start) ?? otherwise;
      }),
    ),
  );
}

/** Another order in the place of the default. */
const OTHER_DEFAULTS: readonly ((start: Start) => Order)[] = [
  ({ orders }) => orders[0] as Order,
  ({ orders }) => orders.at(-1) as Order,
  ({ orders, default: right }) => orders.find((order) => order !== right) as Order,
  ({ orders, default: right }) => orders.findLast((order) => order !== right) as Order,
  ({ orders }) => orders.toSorted()[0] as Order,
  ({ orders }) => orders.toSorted().at(-1) as Order,
  () => "attack",
  () => "retreat",
];

export const MISTAKES_OF_VOTES: readonly Mistake<Habits>[] = [
  {
    name: "own-value-left-out",
    sentence: "folds without its own vote: what it was itself told at each inner path",
    ways: [{ own: "never" }],
  },
  {
    name: "own-value-twice",
    sentence: "counts its own vote, what it was itself told at each inner path, twice",
    ways: [{ own: "twice" }, { own: "again" }, { own: "again", votesAtEchoes: true }],
  },
  {
    name: "tie-last",
    sentence: "gives a tie to the last, or largest, instead of the default",
    ways: ties(lastVote, lastToAppear, lastListed, largest),
  },
  {
    name: "tie-first",
    sentence: "gives a tie to the first, or smallest, instead of the default",
    ways: ties(firstVote, firstComplete, firstListed, smallest),
  },
  {
    name: "fixed-threshold",
    sentence: "takes an order with (n−2)/2 votes for the majority, however many vote at that level",
    ways: [
      ...thresholds((count, _votes, { nodes }) => count >= (nodes.length - 2) / 2),
      ...thresholds((count, _votes, { nodes }) => count >= Math.floor((nodes.length - 2) / 2)),
    ],
  },
  {
    name: "threshold-of-all-nodes",
    sentence: "asks for more than half of all lieutenants at every level, although fewer vote below the root",
    ways: [
      {
        settle: (votes, { nodes }, otherwise) => {
          const won = majorityOf(votes);
          const count = votes.filter((vote) => vote === won).length;
          return won !== null && 2 * count > nodes.length - 1 ? won : otherwise;
        },
      },
    ],
  },
  {
    name: "non-strict-majority",
    sentence: "takes half of the votes for a majority",
    ways: thresholds((count, votes) => 2 * count >= votes),
  },
  {
    name: "wrong-default",
    sentence: "puts another order in the place of the default",
    ways: OTHER_DEFAULTS.flatMap((other) => [{ missing: other, undecided: other }, { missing: other }]),
  },
  {
    name: "missing-left-out",
    sentence: "does not count a missing relay as a vote for the default, but as no vote",
    ways: BOTH.flatMap((own) =>
      BOTH.flatMap((empty) => [
        { leavesOut: { leaf: true, own, empty } },
        { leavesOut: { leaf: true, own, empty }, says: (mind, place) => mind.toldAt(place) },
      ]),
    ),
  },
];
