/** Nodes of all sorts in one process: with each typical mistake, with two, and with mistakes that have no name. */

import { lab as oralLab } from "../../../src/protocols/om/trial/lab.js";
import type { Answered } from "../../../src/trial/diagnosis/diagnose.js";
import { type Habits, RIGHT } from "../../../src/trial/diagnosis/habits.js";
import type { Lab, ScriptedWorld } from "../../../src/trial/diagnosis/lab.js";
import { NodeEnded } from "../../../src/trial/diagnosis/mind.js";
import { MISTAKES } from "../../../src/trial/diagnosis/models.js";
import { majorityOf } from "../../../src/trial/right.js";
import type { MakePlayer } from "../../../src/trial/turn.js";

export interface Odd {
  readonly name: string;
  readonly habits: Habits;
}

/** One node for each way of each mistake, or for some ways from all over the list. */
export function single(style: Partial<Habits>, most = Number.POSITIVE_INFINITY): Odd[] {
  return MISTAKES.flatMap(({ name, ways }) => {
    const step = Math.max(1, ways.length / most);
    return ways
      .filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))
      .map((way) => ({ name, habits: { ...RIGHT, ...style, ...way } }));
  });
}

/** Two mistakes in one node, wherever neither undoes the other; of each mistake its first and last way. */
export function double(style: Partial<Habits>): Odd[] {
  const some = MISTAKES.flatMap(({ name, ways }) => {
    const picked = new Set([ways[0], ways.at(-1)]);
    return [...picked].map((way) => ({ name, way: way as Partial<Habits> }));
  });
  return some.flatMap((one, index) =>
    some.slice(index + 1).flatMap((other) => {
      const clash = Object.keys(one.way).some((habit) => habit in other.way);
      if (clash || one.name === other.name) return [];
      return [
        { name: `${one.name}+${other.name}`, habits: { ...RIGHT, ...style, ...one.way, ...other.way } },
      ];
    }),
  );
}

/** Mistakes that have no name. */
const UNLISTED: Readonly<Record<string, Partial<Habits>>> = {
  "relays the general's word": { says: (mind) => mind.orderAt(mind.places.root) },
  "the latest of two stands": { keepsLatest: true },
  "the largest minority wins": {
    settle: (votes, { orders }, otherwise) => {
      const counts = orders.map((order) => votes.filter((vote) => vote === order).length);
      const most = Math.max(...counts);
      return counts.filter((count) => count === most).length > 1
        ? otherwise
        : (orders[counts.indexOf(most)] as string);
    },
  },
  "a tie is the general's order": { undecided: ({ orders }) => orders[1] as string },
  "two thirds are a majority": {
    settle: (votes, _start, otherwise) => {
      const won = majorityOf(votes);
      return won !== null && 3 * votes.filter((vote) => vote === won).length > 2 * votes.length
        ? won
        : otherwise;
    },
  },
  "a tie is what it was told first": {
    decides: (mind) => (mind.fold() === mind.start.default ? mind.orderAt(mind.places.root) : mind.fold()),
  },
  "tells the default when in doubt": {
    says: (mind, { path }) => (path.length > 1 ? mind.start.default : mind.orderAt(mind.places.root)),
  },
  "stops telling and folds all the same": { tellsUntil: () => 1 },
  "only the first hop's fold": {
    decides: (mind) => (mind.fold(1) === mind.fold() ? mind.fold() : mind.start.default),
  },
};

export function unlisted(style: Partial<Habits>): Odd[] {
  return Object.entries(UNLISTED).map(([name, way]) => ({ name, habits: { ...RIGHT, ...style, ...way } }));
}

/** What a node answers in a world: its own tells are not delivered, since models tell themselves nothing. */
export function answered(make: MakePlayer, { start, heard }: ScriptedWorld, lab: Lab = oralLab): Answered {
  const player = make(start);
  const last = lab.lastRound(start);
  const tells = [];
  try {
    for (let round = 0; round <= last; round++) tells.push(player.tell(round, heard[round - 1] ?? []));
    return { start, told: heard, tells, decision: player.decide(heard[last] ?? []) };
  } catch (error) {
    if (!(error instanceof NodeEnded)) throw error;
    return { start, told: heard, tells, decision: null };
  }
}
