/** Nodes that are wrong about paths in one thing, which few worlds show: each is failed in the level that is about it. */
import { describe, expect, it } from "vitest";
import type { Order } from "../../src/core/group.js";
import { keptIn } from "../../src/core/grouped.js";
import type { Level } from "../../src/trial/levels/plan.js";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { RULES } from "../../src/trial/rules/protocols.js";
import { tryProgram } from "../../src/trial/trial.js";
import type { Heard, MakePlayer, Start } from "../../src/trial/turn.js";
import { byTheBook } from "./players.js";
import { PlayerHouse } from "./right-players.js";

type Protocol = "om" | "vector";

/** Right but for this: what belonged to an earlier round it takes as if it had come then. */
function takingLate(protocol: Protocol): MakePlayer {
  return (start) => {
    const book = RULES[protocol].book(start);
    const take = (round: number, heard: readonly Heard[]) => {
      for (const one of heard) book.hear(Math.min(round, one.path.length - 1), [one]);
    };
    return {
      tell(round, heard) {
        take(round - 1, heard);
        return book
          .owed(round)
          .flatMap(({ path, order, to, echoes }) =>
            [...to, ...echoes].map((one) => ({ to: one, path, order })),
          );
      },
      decide(heard) {
        take(start.m, heard);
        return book.decision();
      },
    };
  };
}

/** Right but for this: it keeps what it is told under the ids of a path with nothing between them, the first that comes. */
function joiningIds(protocol: Protocol): MakePlayer {
  return (start) => {
    const player = byTheBook(protocol)(start);
    const kept = new Map<string, string>();
    const taken = (heard: readonly Heard[]) =>
      heard.map((one) => ({ ...one, order: keptIn(kept, one.path.join(""), () => one.order) }));
    return {
      tell: (round, heard) => player.tell(round, taken(heard)),
      decide: (heard) => player.decide(taken(heard)),
    };
  };
}

/** A right node of the phase king, but for what it makes of what it hears. */
function kingTaking(taken: (heard: readonly Heard[], start: Start) => readonly Heard[]): MakePlayer {
  return (start) => {
    const player = byTheBook("king")(start);
    return {
      tell: (round, heard) => player.tell(round, taken(heard, start)),
      decide: (heard) => player.decide(taken(heard, start)),
    };
  };
}

/** Whether it is the first of all that its sender told in a round. */
const isFirst = ({ from }: Heard, place: number, all: readonly Heard[]) =>
  all.findIndex((one) => one.from === from) === place;
const isItsOwn = ({ from, path }: Heard) => path.length === 1 && path[0] === from;

describe.each([
  [
    "every message as its sender's own word",
    (heard: readonly Heard[]) => heard.map((one) => ({ ...one, path: [one.from] })),
  ],
  [
    "what is told in the name of another for its word",
    (heard: readonly Heard[]) => heard.map((one) => ({ ...one, from: one.path.at(-1) as number })),
  ],
  [
    "an id twice",
    (heard: readonly Heard[]) =>
      heard.map((one) => (one.path.every((id) => id === one.from) ? { ...one, path: [one.from] } : one)),
  ],
  [
    "an id that nobody has",
    (heard: readonly Heard[], { nodes }: Start) =>
      heard.map((one) => (one.path.some((id) => nodes.includes(id)) ? one : { ...one, path: [one.from] })),
  ],
  [
    "an order that is none for the one that is not the default",
    (heard: readonly Heard[], { orders, default: fallback }: Start) =>
      heard.map((one) =>
        orders.includes(one.order)
          ? one
          : { ...one, order: orders.find((order) => order !== fallback) as Order },
      ),
  ],
  ["the second of two for the one that stands", (heard: readonly Heard[]) => heard.toReversed()],
  [
    "of a node that tells two neither",
    (heard: readonly Heard[]) =>
      heard.filter(({ from }) => heard.filter((one) => one.from === from && isItsOwn(one)).length < 2),
  ],
  ["the first of two though it does not count", (heard: readonly Heard[]) => heard.filter(isFirst)],
])("a node of the phase king that takes %s", (_, as) => {
  const rude = LEVELS.king.filter(({ name }) => name === "rude");

  it.each([null, [1], [2], [3], [4]])(
    "fails at %j in the level rude, for every seed, and as the general",
    async (programs) => {
      for (const general of [undefined, programs?.[0] ?? 1])
        for (let seed = 1; seed <= 6; seed++) {
          const isThere = (place: number) => programs?.includes(place) ?? true;
          const plan = {
            protocol: "king",
            seed,
            programs,
            ...(general !== undefined && { general }),
          } as const;
          const { report } = await tryProgram({
            ...{ command: ["it"], plan, levels: rude, worlds: 14 },
            ...{ tables: 1, shrinking: { replays: 0, ms: 0, now: () => 0 } },
            house: new PlayerHouse((place) => (isThere(place) ? kingTaking(as) : undefined), programs ?? [1]),
          });
          expect(report.failure?.kind, `seed ${seed}`).toMatch(/^(relay|decision)$/);
        }
    },
  );
});

describe.each<Protocol>(["om", "vector"])("of %s", (protocol) => {
  const failureOf = async (
    make: MakePlayer,
    programs: readonly number[] | null,
    levels: readonly Level[],
  ) => {
    const isThere = (place: number) => programs?.includes(place) ?? true;
    const { report } = await tryProgram({
      ...{ command: ["it"], plan: { protocol, seed: 1, programs }, levels, worlds: 14 },
      ...{ tables: 1, shrinking: { replays: 100, ms: 1000, now: () => 0 } },
      house: new PlayerHouse((place) => (isThere(place) ? make : undefined)),
    });
    return report.failure;
  };

  it.each([null, [3], [4]])(
    "a node that takes what comes a round late fails at %j in the level rude",
    async (programs) => {
      const failure = await failureOf(takingLate(protocol), programs, LEVELS[protocol]);
      expect(failure).toMatchObject({ level: "rude", kind: "decision" });
    },
  );

  it.each([null, [1], [2], [3], [4]])(
    "one that takes the path 1.2 for 12 fails at %j in the level orders",
    async (programs) => {
      const orders = LEVELS[protocol].filter(({ name }) => name === "orders");
      const failure = await failureOf(joiningIds(protocol), programs, orders);
      expect(failure?.kind).toMatch(/^(relay|decision)$/);
    },
  );
});
