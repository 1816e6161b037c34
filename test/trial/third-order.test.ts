/**
 * SM(m) with three orders or more. Nobody owes more than two of them, but which two depends on all that are shown: a program that
 * handles two alone fails, whichever two it takes, for every seed.
 */
import { expect, it } from "vitest";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { tryProgram } from "../../src/trial/trial.js";
import type { Heard, MakePlayer, Start } from "../../src/trial/turn.js";
import { byTheBook } from "./players.js";
import { PlayerHouse } from "./right-players.js";

/** A right node that hears only what this lets through. */
function hearing(among: (start: Start) => (one: Heard) => boolean): MakePlayer {
  return (start) => {
    const right = byTheBook("sm")(start);
    const isHeard = among(start);
    return {
      tell: (round, heard) => right.tell(round, heard.filter(isHeard)),
      decide: (heard) => right.decide(heard.filter(isHeard)),
    };
  };
}

const firstOfTheList = hearing(
  ({ orders }) =>
    ({ order }) =>
      orders.indexOf(order) < 2,
);

const firstHeard = hearing(({ orders }) => {
  const known = new Set<string>();
  return ({ order }) =>
    known.has(order) || (known.size < 2 && orders.includes(order) && known.add(order).size > 0);
});

async function failureOf(make: MakePlayer, seed: number, programs: readonly number[] | null) {
  const { report } = await tryProgram({
    ...{ command: ["two orders"], plan: { protocol: "sm", seed, programs }, levels: LEVELS.sm },
    ...{ worlds: 20, tables: 1, shrinking: { replays: 50, ms: 1000, now: () => 0 } },
    house: new PlayerHouse(
      (place) => (programs?.includes(place) === false ? undefined : make),
      [programs?.[0] ?? 1],
    ),
  });
  return report.failure?.level;
}

it.each([
  ["the first two of the list", firstOfTheList],
  ["the first two that it was shown", firstHeard],
])("a program that knows %s fails at orders, everywhere and as one node", async (_, make) => {
  for (const seed of [1, 2, 3]) {
    expect(await failureOf(make, seed, null)).toBe("orders");
    expect(await failureOf(make, seed, [4])).toBe("orders");
  }
});

it("and a right one does not", async () => {
  expect(
    await failureOf(
      hearing(() => () => true),
      1,
      null,
    ),
  ).toBeUndefined();
});
