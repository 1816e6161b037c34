/** What a traitor decides is not judged: no story, sentence or picture tells it as a decision. */
import { describe, expect, it } from "vitest";
import type { ProtocolName } from "../../src/core/group.js";
import { explainDifference } from "../../src/explain/difference.js";
import { explainNode } from "../../src/explain/node.js";
import { explainPath } from "../../src/explain/one-path.js";
import { tellRounds } from "../../src/explain/rounds.js";
import { tellStory } from "../../src/explain/story.js";
import { toPlain } from "../../src/explain/text.js";
import { differencesOf } from "../../src/page/model/differences.js";
import { momentsOf } from "../../src/page/model/moments.js";
import { simulatedRun } from "../../src/page/model/runs.js";
import { stepSentence } from "../../src/page/model/sentences.js";
import { COURSE } from "../../src/page/model/setup.js";
import { sequenceOf } from "../../src/pictures/messages.js";
import { hasTrees, type Recording } from "../../src/recording/recording.js";
import { simulate } from "../../src/sim/network.js";

const TRAITORS = [1, 3];

function recorded(protocol: ProtocolName): Recording {
  return simulate({
    group: {
      protocol,
      ids: [1, 2, 3, 4, 5, 6, 7],
      general: 1,
      m: 2,
      orders: ["retreat", "attack"],
      defaultOrder: "retreat",
    },
    order: "attack",
    traitors: [
      { id: 1, strategy: "split" },
      { id: 3, strategy: "flip" },
    ],
    seed: 1,
    roundTimeoutMs: 100,
    startTimeoutMs: 100,
  }).recording;
}

/** Sentences in which a traitor decides. */
function decidingIn(text: string): string[] {
  const sentences = text.replaceAll(/\s+/g, " ").split(/(?<=[.:]) /);
  return sentences.filter((one) =>
    new RegExp(
      `^(?:nodes? ([0-9, and]*\\b)?(?:${TRAITORS.join("|")})\\b).* (?:decided|decides (?!is not judged))`,
      "i",
    ).test(one),
  );
}

describe.each<ProtocolName>(["om", "sm", "king", "vector"])("%s", (protocol) => {
  const recording = recorded(protocol);

  it("its stories", () => {
    const told = toPlain(hasTrees(recording.run) ? tellStory(recording) : tellRounds(recording));
    expect(decidingIn(told)).toEqual([]);
    const camps = /What they decided\n([\s\S]*?)\n\n/.exec(told)?.[1] ?? "not judged: nodes 1 and 3";
    expect(camps).toContain("not judged: nodes 1 and 3");
    expect(camps.replace(/not judged.*/, "")).not.toMatch(/nodes? .*\b[13]\b/);
  });

  it.each(TRAITORS)("node %i, asked alone", (id) => {
    const told = toPlain(explainNode(recording, id));
    expect(told.split("\n")[0]).toMatch(`Node ${id} is a traitor (`);
    expect(told.split("\n")[0]).toContain("what it decides is not judged");
    expect(decidingIn(told)).toEqual([]);
    expect(told).not.toContain("How it decided");
  });

  it("its pictures, and what differs between two runs", () => {
    expect(sequenceOf(recording).decisions.map(({ node }) => node)).toEqual([2, 4, 5, 6, 7]);
    const other = { ...recording, decisions: recording.decisions.map((one) => ({ ...one, order: "other" })) };
    expect(differencesOf(recording, other).decided.map(({ node }) => node)).toEqual([2, 4, 5, 6, 7]);
  });
});

it("the last moment on the stage, for the all-knowing alone", () => {
  const run = simulatedRun(COURSE);
  const said = (isAll: boolean) => toPlain([stepSentence(run, momentsOf(run, null).slice(-1), 3, isAll)]);
  expect(said(true)).toBe("Node 3 is a traitor: what it decides is not judged.");
  expect(said(false)).toMatch(/^Node 3 decides /);
});

it("one path at a traitor, and its tree beside another", () => {
  const recording = recorded("om");
  expect(toPlain(explainPath(recording, 3, [1, 2]))).toContain(
    "what node 3, a traitor, decides is not judged",
  );
  const apart = toPlain(explainDifference(recording, 3, 4));
  expect(apart).toMatch(/^The trees of nodes 3 and 4 .*\. Node 3 is a traitor, and not judged\.\n/);
  expect(apart).not.toContain("decided");
});

it("a sentence that tells one is found", () => {
  expect(decidingIn("All is well. Node 3, a traitor (flip), decided attack.")).toHaveLength(1);
  expect(
    decidingIn("Nodes 1, 3 and 4 decided attack. Node 13 decided attack. Node 2 decided what 3 said."),
  ).toHaveLength(1);
});
