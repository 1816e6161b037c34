/** The world in which a program failed opens in the page at its first wrong relay or decision, which the trial and the audit agree on. */

import { describe, expect, it } from "vitest";
import type { ProtocolName } from "../../src/core/group.js";
import { toPlain } from "../../src/explain/text.js";
import { type Message, momentsOf, stepAt } from "../../src/page/model/moments.js";
import { recordingText, runFromText, simulatedRun } from "../../src/page/model/runs.js";
import { stepSentence } from "../../src/page/model/sentences.js";
import { COURSE } from "../../src/page/model/setup.js";
import { atFirstWrong } from "../../src/page/model/wrong.js";
import { LABS } from "../../src/trial/diagnosis/protocols.js";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { recordingOf } from "../../src/trial/record.js";
import { tryProgram } from "../../src/trial/trial.js";
import type { MakePlayer } from "../../src/trial/turn.js";
import { PlayerHouse, rightWithEchoes, rightWithoutEchoes } from "./right-players.js";

/** Where the page opens of the world in which such a node fails, and what was found there. */
async function opened(protocol: ProtocolName, name: string) {
  return openedOf(protocol, name, LABS[protocol].models.find((model) => model.name === name)?.make);
}

async function openedOf(
  protocol: ProtocolName,
  name: string,
  make: MakePlayer | undefined,
  size: { nodes?: number; m?: number } = {},
) {
  const { failed } = await tryProgram({
    ...{ command: [name], plan: { protocol, seed: 1, programs: null, ...size }, levels: LEVELS[protocol] },
    ...{ worlds: 20, tables: 1, house: new PlayerHouse(() => make) },
    shrinking: { replays: 50, ms: 1000, now: () => 0 },
  });
  if (!failed) throw new Error(`${name} has passed`);
  const run = runFromText(recordingText(recordingOf(failed.played)));
  const state = atFirstWrong(run);
  const step = stepAt(momentsOf(run, null), state.at ?? 0, "message");
  return { finding: failed.finding, state, step, said: toPlain([stepSentence(run, step, state.node ?? 0)]) };
}

describe.each([
  ["om", "relays-majority", /(?:is|are) wrong: on path [\d.]+ it owed/],
  ["om", "unchecked-path", /wrong/],
  ["king", "king-never", /It owed (?:attack|retreat): wrong\./],
  ["vector", "relays-majority", /wrong/],
] as const)("a wrong relay of %s, %s", (protocol, name, words) => {
  it("is the message on its way, as who was told it sees it", async () => {
    const { finding, state, step, said } = await opened(protocol, name);
    expect(finding.kind).toBe("relay");
    expect(step).toHaveLength(1);
    const [message] = step as readonly Message[];
    expect(message).toMatchObject({ kind: "message", round: finding.round, to: finding.to });
    expect(message?.from).toBe(finding.node);
    expect(message?.lies.map(({ path, told, owed }) => ({ path, told, owed }))).toContainEqual({
      ...{ path: finding.path, told: finding.told, owed: finding.owed },
    });
    expect(state).toMatchObject({ mode: "all", node: finding.to, path: finding.path });
    expect(said).toMatch(words);
  });
});

describe.each(["om", "vector"] as const)("a telling of %s that no node accepts", (protocol) => {
  it("is said where it was told, and the recording contradicts itself by it", async () => {
    const { finding, state, step, said } = await opened(protocol, "returning-paths");
    expect(finding).toMatchObject({ kind: "relay", owed: null });
    expect(step).toMatchObject([
      { kind: "message", round: finding.round, from: finding.node, to: finding.to },
    ]);
    expect(state).toMatchObject({ mode: "all", node: finding.to, path: finding.path });
    expect(said).toMatch(`It told path ${finding.path?.join(".")}, which no node accepts: `);
  });
});

it("an echo that is told though none was told before is the message that it came in", async () => {
  // the same node in all but the last round, in which it tells echoes too
  const late: MakePlayer = (start) => {
    const [without, echoing] = [rightWithoutEchoes(start), rightWithEchoes(start)];
    return {
      tell: (round, heard) => {
        const [few, all] = [without.tell(round, heard), echoing.tell(round, heard)];
        return round === start.m && start.m > 2 ? all : few;
      },
      decide: (heard) => without.decide(heard),
    };
  };
  const { finding, state, step, said } = await openedOf("om", "late echoes", late, { nodes: 10, m: 3 });
  expect(finding).toMatchObject({ kind: "relay", round: 3, owed: null });
  expect(finding.sentence).toContain("in another round it told no such echo");
  expect(step).toMatchObject([{ kind: "message", round: 3, from: finding.node, to: finding.to }]);
  expect(state).toMatchObject({ mode: "all", node: finding.to, path: finding.path });
  expect(said).toMatch(`It told path ${finding.path?.join(".")}, which no node accepts: it is an echo`);
});

it("a wrong decision is the end, as who decided so sees it", async () => {
  const { finding, state, step } = await opened("om", "flat-tally");
  expect(finding.kind).toBe("decision");
  expect(step).toEqual([{ kind: "decision" }]);
  expect(state).toMatchObject({ mode: "all", node: finding.node });
});

it("a run that does not contradict itself begins where it began", () => {
  const { recording } = simulatedRun(COURSE);
  expect(atFirstWrong(runFromText(recordingText(recording)))).toEqual({});
});
