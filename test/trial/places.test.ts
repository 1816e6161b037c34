/**
 * In vector, where every node stands at another place of the list, each typical mistake that is not one of OM(m)'s is failed at every
 * place: by the worlds in which the program stands alone, since within the guarantee some of them never show.
 */

import { describe, expect, it } from "vitest";
import { audit } from "../../src/explain/audit/audit.js";
import { RIGHT_VECTOR, VECTOR_MISTAKES, vectorWith } from "../../src/protocols/vector/trial/lab.js";
import { readRecording } from "../../src/recording/read.js";
import { RIGHT, STYLES } from "../../src/trial/diagnosis/habits.js";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { recordingOf } from "../../src/trial/record.js";
import type { Failed } from "../../src/trial/shrink.js";
import { type TrialOutcome, tryProgram } from "../../src/trial/trial.js";
import type { MakePlayer } from "../../src/trial/turn.js";
import { textOf } from "../explain/recorded.js";
import { byTheBook } from "./players.js";
import { PlayerHouse } from "./right-players.js";

const PLACES = [1, 2, 3, 4];
const NO_REPLAYS = { replays: 0, ms: 0, now: () => 0 };

/** With one world a level of a group, and all in which it is alone. */
function tried(place: number, make: MakePlayer): Promise<TrialOutcome> {
  const house = new PlayerHouse((at) => (at === place ? make : undefined), [place]);
  const plan = { protocol: "vector", seed: 3, programs: [place] } as const;
  const trial = { command: ["vector"], plan, levels: LEVELS.vector, worlds: 1, house, tables: 1 };
  return tryProgram({ ...trial, shrinking: NO_REPLAYS });
}

describe.each(PLACES)("at place %d", (place) => {
  const wrong = VECTOR_MISTAKES.flatMap(({ name, ways }) =>
    ways.map(
      (way, number) => [`${name}, way ${number + 1}`, vectorWith({ ...RIGHT_VECTOR, ...way })] as const,
    ),
  );

  it.each(wrong)("%s is failed", async (_, make) => {
    const { report, failed } = await tried(place, make);
    expect(report.failure?.kind).toMatch(/relay|decision/);
    // what is recorded shows the same one
    const { first } = audit(readRecording(textOf(recordingOf((failed as Failed).played))));
    expect(first?.from).toBe(report.failure?.node);
  });

  // whoever tells no echoes and lets them vote all the same is in no style
  const styles = STYLES.filter(({ tellsEchoes, foldsEchoes }) => tellsEchoes || !foldsEchoes);
  const right = styles.map((style) => vectorWith({ ...RIGHT_VECTOR, instance: { ...RIGHT, ...style } }));

  it("right nodes pass, in every style", async () => {
    expect(right.length).toBe(3);
    for (const make of [...right, byTheBook("vector")])
      expect((await tried(place, make)).report.failure).toBeNull();
  });
});

it("what is wrong is told with the entry and its votes", async () => {
  const folded = vectorWith({ ...RIGHT_VECTOR, instance: RIGHT, ownEntry: "folded" });
  const { failed } = await tried(1, folded);
  const { node, details } = failed?.finding ?? {};
  expect(details).toEqual([expect.stringMatching(`^the entry of node ${node} is its own value, `)]);
});
