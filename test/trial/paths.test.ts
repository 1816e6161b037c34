/** Nodes that are wrong about paths in one thing, which few worlds show: each is failed in the level that is about it. */
import { describe, expect, it } from "vitest";
import type { Order, ProtocolName } from "../../src/core/group.js";
import { keptIn } from "../../src/core/grouped.js";
import type { SealedHeard } from "../../src/protocols/sm/trial/rules.js";
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

type Taken<One extends Heard> = (heard: readonly One[], start: Start) => readonly One[];

/** A right node, but for what it makes of what it hears. */
function taking<One extends Heard>(protocol: ProtocolName, taken: Taken<One>): MakePlayer {
  return (start) => {
    const player = byTheBook(protocol)(start);
    const take = (heard: readonly Heard[]) => taken(heard as readonly One[], start);
    return {
      tell: (round, heard) => player.tell(round, take(heard)),
      decide: (heard) => player.decide(take(heard)),
    };
  };
}

const each =
  <One extends Heard>(as: (one: One, start: Start) => One): Taken<One> =>
  (heard, start) =>
    heard.map((one) => as(one, start));

/** Whether it is the first of all that its sender told in a round. */
const isFirst = ({ from }: Heard, place: number, all: readonly Heard[]) =>
  all.findIndex((one) => one.from === from) === place;
const isItsOwn = ({ from, path }: Heard) => path.length === 1 && path[0] === from;

const KINGS: readonly [what: string, taken: Taken<Heard>][] = [
  ["every message as its sender's own word", each((one) => ({ ...one, path: [one.from] }))],
  [
    "what is told in the name of another for its word",
    each((one) => ({ ...one, from: one.path.at(-1) as number })),
  ],
  [
    "an id twice",
    each((one) => (one.path.every((id) => id === one.from) ? { ...one, path: [one.from] } : one)),
  ],
  [
    "an id that nobody has",
    each((one, { nodes }) =>
      one.path.some((id) => nodes.includes(id)) ? one : { ...one, path: [one.from] },
    ),
  ],
  [
    "an order that is none for the one that is not the default",
    each((one, { orders, default: fallback }) =>
      orders.includes(one.order)
        ? one
        : { ...one, order: orders.find((order) => order !== fallback) as Order },
    ),
  ],
  ["ATTACK for attack", each((one) => ({ ...one, order: one.order.toLowerCase() }))],
  ["the second of two for the one that stands", (heard) => heard.toReversed()],
  [
    "of a node that tells two neither",
    (heard) =>
      heard.filter(({ from }) => heard.filter((one) => one.from === from && isItsOwn(one)).length < 2),
  ],
  ["the first of two though it does not count", (heard) => heard.filter(isFirst)],
];

const on = (one: SealedHeard, path: readonly number[]): SealedHeard => ({ ...one, path, seals: path });

const SEALED: readonly [what: string, taken: Taken<SealedHeard>][] = [
  ["a chain from another than its last", each((one) => ({ ...one, from: one.path.at(-1) as number }))],
  [
    "a chain that begins at another than the general",
    each((one, { general }) => (one.path.includes(general) ? one : on(one, [general, ...one.path.slice(1)]))),
  ],
  [
    "an id twice",
    each((one, { nodes, id }) => {
      const { path } = one;
      const other = nodes.find((node) => node !== id && !path.includes(node)) as number;
      if (path.at(-1) !== path.at(-2) || path.length === 1) return one;
      return { ...on(one, [...path.slice(0, -1), other]), from: other };
    }),
  ],
  [
    "a chain that the general has sealed",
    each((one, { general }) => (one.seals.includes(general) ? { ...one, seals: one.path } : one)),
  ],
  [
    "a chain that its last has sealed",
    each((one) => (one.seals.at(-1) === one.from ? { ...one, seals: one.path } : one)),
  ],
  ["ATTACK for attack", each((one) => ({ ...one, order: one.order.toLowerCase() }))],
];

describe.each([
  ...KINGS.map(([what, taken]) => ["king", what, taking("king", taken)] as const),
  ...SEALED.map(([what, taken]) => ["sm", what, taking("sm", taken)] as const),
])("a node of %s that takes %s", (protocol, _, make) => {
  const levels = LEVELS[protocol].filter(({ name }) => ["rude", "orders"].includes(name));

  it.each([null, [1], [2], [3], [4]])(
    "fails at %j for every seed, and where it is the general in all worlds of a group",
    async (programs) => {
      for (const general of [undefined, programs?.[0] ?? 1])
        for (let seed = 1; seed <= 6; seed++) {
          const isThere = (place: number) => programs?.includes(place) ?? true;
          const plan = { protocol, seed, programs, ...(general !== undefined && { general }) };
          const { report } = await tryProgram({
            ...{ command: ["it"], plan, levels, worlds: 14 },
            ...{ tables: 1, shrinking: { replays: 0, ms: 0, now: () => 0 } },
            house: new PlayerHouse((place) => (isThere(place) ? make : undefined), programs ?? [1]),
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
      house: new PlayerHouse((place) => (isThere(place) ? make : undefined), programs ?? [1]),
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

  it.each([null, [1], [3]])(
    "one that takes ATTACK for attack fails at %j in the level rude",
    async (programs) => {
      const rude = LEVELS[protocol].filter(({ name }) => name === "rude");
      const lowering = each((one) => ({ ...one, order: one.order.toLowerCase() }));
      const failure = await failureOf(taking(protocol, lowering), programs, rude);
      expect(failure?.kind).toMatch(/^(relay|decision)$/);
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
