/** What is told of a world in which more than one thing is wrong, and what nobody is blamed for. */
import { expect, it } from "vitest";
import { type Finding, judge } from "../../src/trial/judge.js";
import { play } from "../../src/trial/play.js";
import type { Actor, MakePlayer } from "../../src/trial/turn.js";
import type { World } from "../../src/trial/world.js";
import { byTheBook, deviating } from "./players.js";
import { PlayerActor } from "./right-players.js";

const right = byTheBook("om");
const WORLD: World = {
  group: {
    ...{ protocol: "om", ids: [1, 2, 3, 4], general: 1, m: 1 },
    ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
  },
  ...{ order: "attack", traitors: [], lies: [], masked: [], judged: "all", seed: 1 },
};

/** Nodes are right but for these. */
async function found(actors: Readonly<Record<number, Actor>>, world: object = {}): Promise<Finding | null> {
  const all = new Map(WORLD.group.ids.map((id) => [id, actors[id] ?? new PlayerActor(right)]));
  return judge(await play({ ...WORLD, ...world }, (id) => all.get(id)));
}

/** Does not keep to its turn in this round. */
function silentIn(round: number): Actor {
  const actor = new PlayerActor(right);
  return {
    begin: (start) => actor.begin(start),
    end: () => actor.end(),
    turn: (now, heard, isLast) =>
      now === round ? { misdeed: "said nothing", log: [] } : actor.turn(now, heard, isLast),
  };
}

const wrongIn = (round: number) =>
  new PlayerActor(deviating(right, round, ([first, ...rest]) => [{ ...first!, order: "retreat" }, ...rest]));
const deciding = (order: string): Actor => {
  const make: MakePlayer = (start) => {
    const player = right(start);
    return { tell: player.tell.bind(player), decide: () => order };
  };
  return new PlayerActor(make);
};

it("a program that does not keep to its turn comes before a wrong relay of its round, and behind one of a round before", async () => {
  expect(await found({ 2: wrongIn(1), 4: silentIn(1) })).toMatchObject({
    kind: "program",
    node: 4,
    round: 1,
  });
  expect(await found({ 1: wrongIn(0), 4: silentIn(1) })).toMatchObject({ kind: "relay", node: 1, round: 0 });
});

it("what is no order is told where relays alone are judged, and a wrong order is not", async () => {
  const judged = { judged: "relays" };
  expect(await found({ 3: deciding("nothing") }, judged)).toMatchObject({
    ...{ kind: "program", node: 3 },
    sentence: 'Node 3 decided "nothing", which is none of the orders retreat, attack.',
  });
  expect(await found({ 3: deciding("retreat") }, judged)).toBeNull();
  expect(await found({ 3: deciding("retreat") })).toMatchObject({ kind: "decision", node: 3 });
});

it("nobody is blamed for the decision of a node whose program stands behind a traitor's mask", async () => {
  expect(await found({ 3: deciding("retreat") }, { traitors: [3], masked: [3] })).toBeNull();
});
