/** A failed world with fewer lies: those that the failure takes are left, within what may be played again, and of many tables the first world counts. */
import { expect, it } from "vitest";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { play } from "../../src/trial/play.js";
import { type Budget, type Failed, type Replay, shrink } from "../../src/trial/shrink.js";
import { tryProgram } from "../../src/trial/trial.js";
import type { MakePlayer } from "../../src/trial/turn.js";
import type { Lie, World } from "../../src/trial/world.js";
import { byTheBook } from "./players.js";
import { PlayerHouse } from "./right-players.js";

const IDS = [1, 2, 3, 4, 5, 6, 7];

/** Nodes 3 and 5 tell the default to all others, and node 2 fails. */
async function failedWorld(): Promise<Failed> {
  const lies = [3, 5].flatMap((by) =>
    IDS.filter((to) => ![1, by].includes(to)).map(
      (to): Lie => ({ by, round: 1, to, path: [1, by], order: "retreat" }),
    ),
  );
  const orders = { orders: ["retreat", "attack"], defaultOrder: "retreat" };
  const world: World = {
    group: { protocol: "om", ids: IDS, general: 1, m: 2, ...orders },
    ...{ order: "attack", traitors: [3, 5], lies, masked: [], judged: "all", seed: 1 },
  };
  const played = await play(world, () => undefined);
  return { world, played, finding: { kind: "decision", node: 2, sentence: "", details: [] } };
}

/** Fails wherever these are told, and counts how often it was asked. */
function failing(failed: Failed, needed: (lie: Lie) => boolean) {
  const asked = { count: 0 };
  const most = failed.world.lies.filter(needed).length;
  const replay: Replay = async (world) => {
    asked.count++;
    return world.lies.filter(needed).length === most ? { ...failed, world } : null;
  };
  return { asked, replay };
}

const BUDGET: Budget = { replays: 400, ms: 1000, now: () => 0 };

it("leaves the lies that it takes, and who tells none is no traitor", async () => {
  const failed = await failedWorld();
  const { replay } = failing(failed, ({ by, to }) => by === 5 && to > 5);
  const { world } = await shrink(failed, replay, BUDGET);
  expect(world.lies.map(({ by, to }) => [by, to])).toEqual([
    [5, 6],
    [5, 7],
  ]);
  expect(world.traitors).toEqual([5]);
});

it("plays again as often as it may, and as long", async () => {
  const failed = await failedWorld();
  for (const budget of [
    { ...BUDGET, replays: 4 },
    { ...BUDGET, ms: 4 },
  ]) {
    const { asked, replay } = failing(failed, ({ to }) => to > 5);
    const { world } = await shrink(failed, replay, { ...budget, now: () => asked.count });
    expect(asked.count).toBe(4);
    expect(world.lies.length).toBeGreaterThan(4);
  }
});

it("takes no other failure for the same: another kind, or of another node", async () => {
  const failed = await failedWorld();
  for (const other of [{ kind: "relay" }, { node: 4 }] as const) {
    const finding = { ...failed.finding, ...other };
    expect(await shrink(failed, async (world) => ({ ...failed, world, finding }), BUDGET)).toBe(failed);
  }
});

it("of worlds that fail at several tables the first by number is told", async () => {
  const right = byTheBook("om");
  const stubborn: MakePlayer = (start) => {
    const player = right(start);
    return { tell: player.tell.bind(player), decide: () => "nothing" };
  };
  const plan = { protocol: "om", seed: 1, programs: null } as const;
  const trial = { command: ["it"], plan, levels: LEVELS.om, worlds: 8, shrinking: { ...BUDGET, replays: 0 } };
  const { worldNumber } = await tryProgram({ ...trial, house: new PlayerHouse(() => stubborn), tables: 4 });
  expect(worldNumber).toBe(1);
});
