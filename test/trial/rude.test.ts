/** Each kind of rudeness that a node can be taken in by alone is shown to it. */
import { describe, expect, it } from "vitest";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { RULES } from "../../src/trial/rules/protocols.js";
import { tryProgram } from "../../src/trial/trial.js";
import type { Heard, MakePlayer } from "../../src/trial/turn.js";
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

describe.each<Protocol>(["om", "vector"])("of %s", (protocol) => {
  it.each([
    ["everywhere", null],
    ["at one place", [3]],
  ])("a node that takes what comes a round late, %s, fails in the level rude", async (_, programs) => {
    const isThere = (place: number) => programs?.includes(place) ?? true;
    const { report } = await tryProgram({
      ...{ command: ["it"], plan: { protocol, seed: 1, programs }, levels: LEVELS[protocol], worlds: 14 },
      ...{ tables: 1, shrinking: { replays: 100, ms: 1000, now: () => 0 } },
      house: new PlayerHouse((place) => (isThere(place) ? takingLate(protocol) : undefined)),
    });
    expect(report.failure).toMatchObject({ level: "rude", kind: "decision" });
  });
});
