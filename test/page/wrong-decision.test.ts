/** A recording in which a loyal node decides wrongly, such as a program on trial does: it is told as it was, and found once. */
import { expect, it } from "vitest";
import { judged } from "../../src/explain/audit/audit.js";
import { toPlain } from "../../src/explain/text.js";
import { recordingText, runFromText, simulatedRun } from "../../src/page/model/runs.js";
import { stepSentence } from "../../src/page/model/sentences.js";
import { COURSE } from "../../src/page/model/setup.js";
import { atFirstWrong } from "../../src/page/model/wrong.js";

const DUE = { sm: "its chains come to", om: "what it was told comes to", king: "what it was told comes to" };

it.each(["sm", "om", "king"] as const)("of %s", (protocol) => {
  const { recording } = simulatedRun({ ...COURSE, protocol, n: 5, m: 1, traitors: [] });
  const decisions = recording.decisions.map((one) => (one.node === 3 ? { ...one, order: "retreat" } : one));
  const { ic1, ic2 } = judged({ ...recording, decisions });
  expect([ic1, ic2]).toEqual(["violated", "violated"]);
  const verdict = { ...recording.verdict!, conditions: { ic1, ic2 } };
  const run = runFromText(recordingText({ ...recording, decisions, verdict }));
  expect(run.notes.join("\n")).toContain("node 3, which is loyal, decided");
  expect(run.notes.join("\n")).not.toContain("the verdict says");
  expect(atFirstWrong(run).node).toBe(3);
  const said = (node: number) => toPlain([stepSentence(run, [{ kind: "decision" }], node, true)]);
  expect(said(3)).toBe(`Node 3 decides retreat, but ${DUE[protocol]} attack.`);
  expect(said(4)).not.toContain("but");
});
