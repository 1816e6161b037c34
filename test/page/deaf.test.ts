/** A node that hears nothing is the one that failed, on the page too: not all whom it did not hear. */
import { expect, it } from "vitest";
import { recordingOf, worldOfSetup } from "../../src/page/model/forks.js";
import { recordingText, runFromText } from "../../src/page/model/runs.js";
import { COURSE } from "../../src/page/model/setup.js";

it.each([{}, { round: 2 }])("of seven loyal nodes one deaf one is counted as a traitor: %o", (which) => {
  const world = worldOfSetup({ ...COURSE, traitors: [] });
  const recording = recordingOf({ ...world, faults: [{ kind: "loss", to: 7, ...which }] });
  const { facts, notes } = runFromText(recordingText(recording));
  expect(facts.group.ids.filter((id) => !facts.isLoyal(id))).toEqual([7]);
  expect(facts.whyObserved(7)).toContain("heard nothing in round");
  expect(recording.verdict?.conditions).toEqual({ ic1: "holds", ic2: "holds" });
  expect(notes).toEqual([]);
});
