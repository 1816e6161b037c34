/** The first wrong relay is exact: of one deviation in a world of right nodes, the judge names that one and no other. */

import { describe, expect, it } from "vitest";
import type { NodeId, Order, ProtocolName } from "../../src/core/group.js";
import { levels as oralLevels } from "../../src/protocols/om/trial/levels.js";
import type { SealedHeard } from "../../src/protocols/sm/trial/rules.js";
import { vectorText } from "../../src/protocols/vector/rules.js";
import { type Finding, judge } from "../../src/trial/judge.js";
import { Draw, type Plan } from "../../src/trial/levels/plan.js";
import { type Played, play, type Turn } from "../../src/trial/play.js";
import { RULES } from "../../src/trial/rules/protocols.js";
import type { MakePlayer, Start, Tell } from "../../src/trial/turn.js";
import type { World } from "../../src/trial/world.js";
import { byTheBook, type Deviation, deviating } from "./players.js";
import { PlayerActor, rightWithEchoes, rightWithoutEchoes } from "./right-players.js";

const GROUP = {
  ids: [1, 2, 3, 4],
  general: 1,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};
const DEVIATIONS = 1000;
/** So many are enough to show each bug. */
const PLANTED_DEVIATIONS = 60;

describe("the first wrong relay", () => {
  it(`is the planted one in ${DEVIATIONS} random single deviations`, async () => {
    let planted = 0;
    for await (const { played, deviation } of deviations(DEVIATIONS)) {
      planted++;
      expect(named(judge(played))).toEqual(deviation);
    }
    expect(planted).toBe(DEVIATIONS);
  });

  /** What is said of node `id`, which is right but for what `make` makes of it. */
  async function saidOf(protocol: ProtocolName, id: number, make: (right: MakePlayer) => MakePlayer) {
    const group = { ...GROUP, protocol, m: protocol === "king" ? 1 : 2 };
    const world = new Draw({ protocol, seed: 1, programs: null }, "sentence", 1).world(group, {
      order: "attack",
    });
    const right = byTheBook(protocol);
    const cast = (node: number) => new PlayerActor(node === id ? make(right) : right);
    const actors = new Map(world.group.ids.map((node) => [node, cast(node)]));
    return judge(await play(world, (node) => actors.get(node)))?.sentence;
  }

  it("is told in a sentence that says what had been told", async () => {
    const change = (tells: readonly Tell[]) =>
      tells.map((one) => (one.to === 3 ? { ...one, order: "retreat" } : one));
    expect(await saidOf("om", 4, (right) => deviating(right, 1, change))).toBe(
      "In round 1 node 4 told node 3 retreat on path 1.4; it had been told attack on 1.",
    );
  });

  it.each<[ProtocolName, number, number, readonly number[], string]>([
    ["om", 4, 1, [2, 4], "its path begins with node 2, and not with the general, node 1"],
    ["sm", 4, 1, [4], "its path begins with node 4, and not with the general, node 1"],
    ["om", 4, 1, [1, 2], "its path does not end with node 4"],
    ["om", 4, 1, [1, 9, 4], "node 9 on the path is not in the group"],
    ["om", 4, 1, [1, 4, 4], "a node is on the path twice"],
    ["om", 4, 2, [1, 4], "paths of round 2 have 3 ids"],
    ["om", 4, 0, [4], "in round 0 node 1 alone tells"],
    ["om", 1, 1, [1], "in round 1 lieutenants alone tell"],
    ["vector", 4, 1, [4], "paths of round 1 have 2 ids"],
    ["king", 4, 1, [1, 4], "a path is its sender alone"],
    ["king", 4, 3, [4], "in round 3 node 1 alone tells"],
  ])(
    "one too many of %s, by node %i in round %i along %j, is told with why",
    async (protocol, id, round, path, why) => {
      const more = (tells: readonly Tell[]) => [...tells, { to: 3, path, order: "attack" }];
      const sentence = await saidOf(protocol, id, (right) => deviating(right, round, more));
      expect(sentence).toMatch(/^In round .*; it owed nothing there: /);
      expect(sentence?.split("there: ")[1]).toBe(`${why}.`);
    },
  );

  it.each<[ProtocolName, number, string]>([
    ["om", 4, "decided retreat; all it was told comes to attack. IC2 is violated"],
    ["om", 1, "decided retreat; it is the general, and its own order is attack."],
    ["sm", 1, "decided retreat; it is the general, and its own order is attack."],
    ["king", 1, "decided retreat; it is the general, and its own order is attack."],
  ])(
    "a wrong decision of %s, by node %i, is told with what it had to follow from",
    async (protocol, id, said) => {
      expect(await saidOf(protocol, id, deciding("retreat"))).toContain(`Node ${id} ${said}`);
    },
  );

  it("a wrong one of vector with the value of its own, too", async () => {
    const retreats = vectorText({ 1: "retreat", 2: "retreat", 3: "retreat", 4: "retreat" });
    expect(await saidOf("vector", 4, deciding(retreats))).toMatch(
      /^Node 4 decided \{.*\}; its own value and all it was told come to \{.*\}\. IC1 is violated/,
    );
  });

  it.each<[ProtocolName, string, string]>([
    ["om", "siege", 'Node 4 decided "siege", which is none of the orders retreat, attack.'],
    ["king", "a b", 'Node 4 decided "a b", which is none of the orders retreat, attack.'],
    [
      "vector",
      vectorText({ 1: "attack", 2: "retreat", 3: "siege", 4: "attack" }),
      'Node 4 decided "siege" as the value of node 3, which is none of the orders retreat, attack.',
    ],
  ])("what is no order is no decision of %s", async (protocol, decision, sentence) => {
    expect(await saidOf(protocol, 4, deciding(decision))).toBe(sentence);
  });

  it.each<[readonly SealedHeard[], readonly NodeId[], Order, string]>([
    [[], [1, 2, 4], "attack", "it had not been told attack on 1.2 in round 1"],
    [
      [{ from: 2, path: [1, 2], order: "attack", seals: [2] }],
      [1, 2, 4],
      "attack",
      "attack on 1.2 came with the seals of 2 alone",
    ],
    [
      [{ from: 2, path: [1, 2], order: "attack", seals: [] }],
      [1, 2, 4],
      "attack",
      "attack on 1.2 came with no seal",
    ],
    [
      [{ from: 3, path: [1, 2], order: "attack", seals: [1, 2] }],
      [1, 2, 4],
      "attack",
      "attack on 1.2 came from node 3, with whom the chain does not end",
    ],
    [
      [{ from: 2, path: [1, 2], order: "siege", seals: [1, 2] }],
      [1, 2, 4],
      "siege",
      "siege is no order of the group",
    ],
    [
      [{ from: 2, path: [1, 2], order: "retreat", seals: [1, 2] }],
      [1, 2, 4],
      "retreat",
      "retreat on 1.2 was not new to it: it had come on 1 in round 0",
    ],
    [
      ["feint", "parley"].map((order) => ({ from: 2, path: [1, 2], order, seals: [1, 2] })),
      [1, 2, 4],
      "parley",
      "a node tells on two orders at the most, of several new ones those that come first in the list",
    ],
  ])("a chain that is not owed under seals is told with why: %j", async (heard, path, order, why) => {
    const orders = ["retreat", "attack", "feint", "parley"];
    const start = { id: 4, nodes: [1, 2, 3, 4], general: 1, m: 2, orders, default: "retreat", order: null };
    const book = RULES.sm.book(start);
    book.owed(0);
    book.hear(0, [{ from: 1, path: [1], order: "retreat", seals: [1] }] as SealedHeard[]);
    book.owed(1);
    book.hear(1, heard);
    book.owed(2);
    expect(book.whyNothing?.(2, path, order)).toBe(why);
  });

  it("a proposal of the phase king that is not owed is told with why", () => {
    const orders = ["retreat", "attack"];
    const start = { id: 4, nodes: [1, 2, 3, 4], general: 1, m: 1, orders, default: "retreat", order: null };
    const book = RULES.king.book(start);
    book.owed(0);
    book.hear(0, [{ from: 1, path: [1], order: "attack" }]);
    book.owed(1);
    book.hear(1, [
      { from: 2, path: [2], order: "retreat" },
      { from: 3, path: [3], order: "retreat" },
    ]);
    book.owed(2);
    expect(book.whyNothing?.(2, [4], "retreat")).toBe(
      "in round 1 it had been told retreat by 2 and attack by 1, and it takes n − m = 3 of one to propose it",
    );
  });
});

/** Right, but for what it decides. */
const deciding = (decision: string) => (right: MakePlayer) => (start: Start) => {
  const player = right(start);
  return { tell: player.tell.bind(player), decide: () => decision };
};

/** Judges with one bug each; the same deviations have to show it. */
const PLANTED: Readonly<Record<string, (played: Played) => Finding | null>> = {
  "overlooks what a node tells itself": (played) =>
    judge(withTells(played, (tells, id) => tells.filter(({ to }) => to !== id))),
  "takes of two tellings of one path to one node only the first": (played) =>
    judge(
      withTells(played, (tells) =>
        tells.filter((one, place) => tells.findIndex((some) => isSame(some, one)) === place),
      ),
    ),
  "overlooks what is missing": (played) =>
    judge(withTells(played, (tells, _, { owed }) => [...tells, ...missing(tells, owed)])),
  "overlooks what is too many": (played) =>
    judge(
      withTells(played, (tells, _, { owed }) =>
        tells.filter(({ path }) => owed.some((some) => some.path.join() === path.join())),
      ),
    ),
  "judges by what the general really said": (played) =>
    judge({
      ...played,
      turns: mapTurns(played, (turn) => ({
        ...turn,
        owed: turn.owed.map((some) => ({ ...some, order: played.world.order })),
      })),
    }),
  "looks at the last round only": (played) =>
    judge({
      ...played,
      turns: mapTurns(played, (turn, round) =>
        round < played.world.group.m ? { ...turn, tells: null } : turn,
      ),
    }),
};

describe("a judge with a bug is caught, one that", () => {
  it.each(Object.keys(PLANTED))("%s", async (name) => {
    let missed = 0;
    for await (const { played, deviation } of deviations(PLANTED_DEVIATIONS)) {
      const found = named((PLANTED[name] as (typeof PLANTED)[string])(played));
      if (JSON.stringify(found) !== JSON.stringify(deviation)) missed++;
    }
    expect(missed).toBeGreaterThan(0);
  });
});

/** Worlds of all levels, each with one right node that once tells something else. */
async function* deviations(count: number): AsyncGenerator<{ played: Played; deviation: Deviation }> {
  const plan: Plan = { protocol: "om", seed: 7, programs: null };
  const levels = oralLevels
    .filter(({ name }) => name !== "speak")
    .map((level) => level.worlds(plan)[Symbol.iterator]());
  for (let number = 0, found = 0; found < count; number++) {
    const level = levels[number % levels.length];
    const next = level?.next();
    if (!next || next.done) continue;
    const world: World = { ...next.value, judged: "all" };
    const draw = new Draw(plan, "deviation", number);
    const id = draw.pick(world.group.ids.filter((some) => !world.traitors.includes(some)));
    const round = id === world.group.general ? 0 : world.group.m === 0 ? 0 : 1 + draw.below(world.group.m);
    let deviation: Deviation | undefined;
    const make = deviating(draw.isOneIn(3) ? rightWithoutEchoes : rightWithEchoes, round, (tells) => {
      const changed = changeOne(draw, world, id, tells);
      deviation = changed && { node: id, round, ...changed.deviation };
      return changed?.tells ?? tells;
    });
    const played = await play(world, castWith(world, id, make));
    if (!deviation) continue;
    found++;
    yield { played, deviation };
  }
}

/** Another order, nothing, the same again, or a path that nobody owes. */
function changeOne(draw: Draw, world: World, node: number, tells: readonly Tell[]) {
  if (tells.length === 0) return undefined;
  const at = draw.below(tells.length);
  const one = tells[at] as Tell;
  const { to, path, order } = one;
  const other = draw.pick(world.group.orders.filter((some) => some !== order));
  const isFree = to === node || to === world.group.general;
  switch (draw.below(isFree ? 3 : 4)) {
    case 0:
      return { tells: [...tells, one], deviation: { path, to, told: order, owed: order } };
    case 1: {
      const wrong = [...path.slice(0, -1), node, node];
      return {
        tells: [...tells, { to, path: wrong, order }],
        deviation: { path: wrong, to, told: order, owed: null },
      };
    }
    case 2:
      return {
        tells: tells.with(at, { ...one, order: other }),
        deviation: { path, to, told: other, owed: order },
      };
    default:
      return { tells: tells.toSpliced(at, 1), deviation: { path, to, told: null, owed: order } };
  }
}

function castWith(world: World, id: number, make: MakePlayer) {
  const actors = new Map(
    world.group.ids.map((some) => [some, new PlayerActor(some === id ? make : rightWithEchoes)] as const),
  );
  return (node: number) => actors.get(node);
}

function named(finding: Finding | null): Deviation | undefined {
  if (finding?.kind !== "relay") return undefined;
  const { node, round, path, to, told, owed } = finding;
  return { node, round, path, to, told, owed } as Deviation;
}

function mapTurns({ turns }: Played, change: (turn: Turn, round: number, id: number) => Turn) {
  return new Map([...turns].map(([id, all]) => [id, all.map((turn, round) => change(turn, round, id))]));
}

function withTells(
  played: Played,
  change: (tells: readonly Tell[], id: number, turn: Turn) => readonly Tell[],
): Played {
  const turns = mapTurns(played, (turn, _, id) =>
    turn.tells ? { ...turn, tells: change(turn.tells, id, turn) } : turn,
  );
  return { ...played, turns };
}

function isSame(one: Tell, other: Tell): boolean {
  return one.to === other.to && one.path.join() === other.path.join();
}

function missing(tells: readonly Tell[], owed: Turn["owed"]): Tell[] {
  const all = owed.flatMap(({ path, order, to }) => to.map((receiver) => ({ to: receiver, path, order })));
  return all.filter((one) => !tells.some((some) => isSame(some, one)));
}
