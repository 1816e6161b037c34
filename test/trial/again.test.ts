/** A world that fails after others in one process, and not by itself, is told to be such a one. */
import { expect, it } from "vitest";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import type { House } from "../../src/trial/table.js";
import { castByPlace } from "../../src/trial/table.js";
import { tryProgram } from "../../src/trial/trial.js";
import type { MakePlayer } from "../../src/trial/turn.js";
import { byTheBook } from "./players.js";
import { PlayerActor } from "./right-players.js";

const right = byTheBook("om");

/** It decides in every world what it decided in its first. */
function remembering(): MakePlayer {
  let first: string | undefined;
  return (start) => {
    const player = right(start);
    return {
      tell: player.tell.bind(player),
      decide: (heard) => {
        const decision = player.decide(heard);
        first ??= decision;
        return first;
      },
    };
  };
}

/** A program of its own for each place at each table. */
const houseOf = (make: () => MakePlayer): House => ({
  ...{ isMixed: false, soloists: [1], end: async () => {} },
  table(only) {
    const actors = new Map([1, 2, 3, 4, 5, 6, 7].map((place) => [place, new PlayerActor(make())]));
    const actorAt = (place: number) => (only === undefined || place === only ? actors.get(place) : undefined);
    return { actorAt, cast: (world) => castByPlace(world, actorAt), leave: () => {} };
  },
});

const detailsOf = async (make: () => MakePlayer) => {
  const { failed } = await tryProgram({
    ...{ command: ["it"], plan: { protocol: "om", seed: 1, programs: null }, levels: LEVELS.om, worlds: 8 },
    ...{ house: houseOf(make), tables: 1, shrinking: { replays: 20, ms: 1000, now: () => 0 } },
  });
  expect(failed?.finding.kind).toBe("decision");
  return failed?.finding.details.join("\n");
};

it("where something is kept from the worlds before", async () => {
  expect(await detailsOf(remembering)).toMatch(/started anew this world passes: something is kept/);
});

it("and not where a program is always wrong", async () => {
  const tellsOf = (player: ReturnType<MakePlayer>) => ({ tell: player.tell.bind(player) });
  const stubborn: MakePlayer = (start) => ({ ...tellsOf(right(start)), decide: () => "retreat" });
  expect(await detailsOf(() => stubborn)).not.toContain("anew");
});
