/** Whom a verdict may observe to fail, what is said where there is none, and how much of what was found is told. */
import { describe, expect, it } from "vitest";
import { audit, auditLines } from "../../../src/explain/audit/audit.js";
import { toPlain } from "../../../src/explain/text.js";
import type { Recording } from "../../../src/recording/recording.js";
import type { Conditions } from "../../../src/recording/verdict.js";
import { flip, record } from "../recorded.js";
import { drawnRecording } from "./worlds.js";

const sound = record({ n: 7, traitors: { 3: flip } });
const lines = (recording: Recording) => toPlain(auditLines(audit(recording))).split("\n");

describe("a verdict", () => {
  const observing = (...ids: readonly number[]): Recording => ({
    ...sound,
    verdict: { ...sound.verdict!, observed: ids.map((id) => ({ id, why: "is late" })) },
  });

  it.each([
    [3, [3], "which is a traitor"],
    [8, [8], "which is not in this run"],
    [5, [5, 5], "which it has named before"],
  ])("that observes node %i as %j to fail is wrong", (id, ids, why) => {
    expect(audit(observing(...ids)).contradictions).toContain(
      `The verdict observes node ${id} to fail, ${why}.`,
    );
  });

  it("may observe a loyal node, once", () => {
    expect(audit(observing(5)).contradictions).toEqual([]);
  });

  it("is that of what was decided, or of what had to be, and of nothing else", () => {
    const decisions = sound.decisions.map((line) => (line.node === 5 ? { ...line, order: "retreat" } : line));
    const found = (conditions: Conditions) =>
      audit({ ...sound, decisions, verdict: { ...sound.verdict!, conditions } }).contradictions;
    const wrong = 'Node 5, which is loyal, decided "retreat", but its own reports fold to "attack".';
    expect(found({ ic1: "holds", ic2: "holds" })).toEqual([wrong]);
    expect(found({ ic1: "violated", ic2: "violated" })).toEqual([wrong]);
    expect(found({ ic1: "vacuous", ic2: "holds" })).toEqual([
      wrong,
      "The verdict says IC1: vacuous, but its reports give holds.",
    ]);
  });

  it("that is not there is missed, unless the run is void", () => {
    const { verdict: _, ...none } = sound;
    expect(audit(none).notJudged).toEqual([
      expect.stringMatching(/^There is no verdict: the recording ends before the run did/),
    ]);
    expect(lines(none)[0]).toBe("What could be judged of it does not contradict itself.");
    expect(audit({ ...none, void: [] }).notJudged).toEqual([]);
  });
});

it("a loyal node decides an order and holds no vector, or decides on the vector that it holds", () => {
  const vector = { 1: "attack" };
  const decisions = sound.decisions.map((line) => (line.node === 5 ? { ...line, vector } : line));
  expect(audit({ ...sound, decisions }).contradictions).toEqual([
    "Node 5, which is loyal, decided an order, but holds a vector.",
  ]);
  const recording = drawnRecording(7919, { protocol: "vector", isAny: false });
  const { traitors } = recording.run;
  const { node } = recording.decisions.find((line) => !traitors.some(({ id }) => id === line.node))!;
  const without = recording.decisions.map((line) => {
    const { vector: _, ...rest } = line;
    return line.node === node ? rest : line;
  });
  expect(audit({ ...recording, decisions: without }).contradictions).toContain(
    `Node ${node}, which is loyal, decided on a vector that is not there.`,
  );
});

it("of more than twenty contradictions only the number is told", () => {
  const changed = (count: number): Recording => ({
    ...sound,
    reports: sound.reports.map((report) =>
      report.from !== 3 && report.to !== 3 && report.to !== report.from && count-- > 0
        ? { ...report, relays: [] }
        : report,
    ),
  });
  expect(lines(sound)).toEqual([
    expect.stringMatching(/^Checked from its reports alone: every loyal node told what it owed/),
  ]);
  const few = audit(changed(1)).contradictions.map((line) => `  ${line}`);
  expect(lines(changed(1))).toEqual(["This recording contradicts itself:", ...few]);
  const found = audit(changed(99)).contradictions;
  expect(found.length).toBeGreaterThan(21);
  expect(lines(changed(99))).toEqual([
    "This recording contradicts itself:",
    ...found.slice(0, 20).map((line) => `  ${line}`),
    `  … and ${found.length - 20} more contradictions.`,
  ]);
});
