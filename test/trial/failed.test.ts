/**
 * A node with one typical mistake fails its ladder wherever it stands, alone among right ones too, where many a mistake never breaks
 * agreement; a right one never does, and what is recorded of a world in which one stood alone shows the same mistake.
 */

import { describe, expect, it } from "vitest";
import { audit } from "../../src/explain/audit/audit.js";
import { KING_MISTAKES, kingWith, RIGHT_KING } from "../../src/protocols/king/trial/lab.js";
import { RIGHT_SEALED, SEALED_MISTAKES, sealedWith } from "../../src/protocols/sm/trial/lab.js";
import { readRecording } from "../../src/recording/read.js";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { recordingOf } from "../../src/trial/record.js";
import { type TrialOutcome, tryProgram } from "../../src/trial/trial.js";
import type { MakePlayer } from "../../src/trial/turn.js";
import { textOf } from "../explain/recorded.js";
import { byTheBook } from "./players.js";
import { PlayerHouse } from "./right-players.js";

const SEEDS = 8;

const MISTAKEN = {
  king: KING_MISTAKES.flatMap(({ name, ways }) =>
    ways.map((way) => ({ name, make: kingWith({ ...RIGHT_KING, ...way }) })),
  ),
  sm: SEALED_MISTAKES.flatMap(({ name, ways }) =>
    ways.map((way) => ({ name, make: sealedWith({ ...RIGHT_SEALED, ...way }) })),
  ),
} as const;

function tried(
  protocol: "king" | "sm",
  make: MakePlayer,
  { place, seed, worlds }: { place: number; seed: number; worlds: number },
): Promise<TrialOutcome> {
  return tryProgram({
    ...{ command: ["it"], levels: LEVELS[protocol], worlds, tables: 1 },
    plan: { protocol, seed, programs: [place] },
    house: new PlayerHouse((at) => (at === place ? make : undefined), [place]),
    shrinking: { replays: 0, ms: 0, now: () => 0 },
  });
}

describe.each(["king", "sm"] as const)("%s", (protocol) => {
  it.each([1, 3])(
    "fails every mistake, in each way in which it is made, at place %i alone",
    async (place) => {
      const passed: string[] = [];
      const [alone, charged]: [unknown[], unknown[]] = [[], []];
      for (const { name, make } of MISTAKEN[protocol]) {
        const { failed } = await tried(protocol, make, { place, seed: 1, worlds: 6 });
        if (!failed) passed.push(name);
        else if (failed.world.alone !== undefined) {
          alone.push(failed.finding.node);
          charged.push(audit(readRecording(textOf(recordingOf(failed.played)))).first?.from);
        }
      }
      expect(passed).toEqual([]);
      expect(charged).toEqual(alone);
      expect(alone.length).toBeGreaterThan(0);
    },
  );

  it("passes a right one in what is drawn from several seeds", async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { report } = await tried(protocol, byTheBook(protocol), { place: 3, seed, worlds: 1 });
      expect(report.failure).toBeNull();
      expect(report.levels.find(({ name }) => name === "rude")?.worlds).toBeGreaterThan(10);
    }
  });
});
