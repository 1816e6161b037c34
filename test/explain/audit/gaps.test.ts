/**
 * What a recording does not say is not judged, and named: relays that were only counted, a recording that was cut off, one
 * without reports. All else in it still is: no gap hides a forgery beside it, and no gap is called a contradiction.
 */
import { describe, expect, it } from "vitest";
import { audit } from "../../../src/explain/audit/audit.js";
import type { Recording } from "../../../src/recording/recording.js";
import { simulate } from "../../../src/sim/network.js";
import { drawnRecording, KINDS } from "./worlds.js";

const ids = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

function counted(protocol: "om" | "vector", n: number, m: number): Recording {
  const group = {
    protocol,
    ids: ids(n),
    general: 1,
    m,
    orders: ["retreat", "attack"],
    defaultOrder: "retreat",
  };
  return simulate({
    group,
    order: "attack",
    ...(protocol === "vector" && { values: Object.fromEntries(ids(n).map((id) => [id, "attack"])) }),
    traitors: [{ id: 2, strategy: "random" }],
    ...{ seed: 1, roundTimeoutMs: 100, startTimeoutMs: 100 },
  }).recording;
}

const COUNTED =
  "are counted, not spelled out: what was told in them and what came of it cannot be judged. Record the run with --record-all.";

describe("relays that were only counted", () => {
  it.each([
    { name: "om with 14 nodes", recording: counted("om", 14, 4), rounds: "round 4" },
    {
      name: "om with 19 nodes, too many to be played again whole",
      recording: counted("om", 19, 5),
      rounds: "rounds 4 and 5",
    },
    { name: "vector with 13 nodes", recording: counted("vector", 13, 3), rounds: "round 3" },
  ])("of $name are named, and the rest is judged", ({ recording, rounds }) => {
    const notJudged = [`The relays of ${rounds} ${COUNTED}`];
    expect(audit(recording)).toEqual({ contradictions: [], notJudged });

    const line = recording.reports.find(({ round: at, from, to }) => at === 1 && from === 4 && to === 5)!;
    const relays = line.relays!.map((relay) => ({ ...relay, order: "retreat" }));
    const reports = recording.reports.map((one) => (one === line ? { ...one, relays } : one));
    expect(audit({ ...recording, reports }).contradictions[0]).toMatch(
      /^Node 4, which is loyal, told node 5 "retreat" on path 1.4 in round 1, but owed "attack"/,
    );

    const last = recording.reports.find(({ relays: told, from, to }) => !told && from === 4 && to === 5)!;
    const without = recording.reports.filter((one) => one !== last);
    expect(audit({ ...recording, reports: without }).contradictions).toEqual([
      `Node 5 accepted no report of round ${last.round} from node 4, though both are loyal.`,
    ]);
    const fewer = recording.reports.map((one) => (one === last ? { ...one, count: 1 } : one));
    expect(audit({ ...recording, reports: fewer }).contradictions).toEqual([
      `Node 4, which is loyal, told node 5 1 relay in round ${last.round}, but owed ${last.count}.`,
    ]);
    const verdict = { ...recording.verdict!, conditions: { ic1: "violated", ic2: "holds" } } as const;
    expect(audit({ ...recording, verdict }).contradictions).toEqual([
      "The verdict says IC1: violated, but its reports give holds.",
    ]);
  });
});

describe.each(KINDS)("a recording of $name without a verdict", (which) => {
  it("has its decisions judged all the same, and is never called contradictory where it was only cut off", () => {
    let judged = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { verdict: _, ...recording } = drawnRecording(seed, which);
      const { contradictions, notJudged } = audit(recording);
      expect(contradictions).toEqual([]);
      expect(notJudged.at(-1)).toMatch(/^There is no verdict: /);
      const reports = recording.reports.slice(0, recording.reports.length - 1 - seed);
      expect(audit({ ...recording, reports }).contradictions).toEqual([]);

      const isTraitor = (id: number) => recording.run.traitors.some((one) => one.id === id);
      const line = recording.decisions.find(({ node }) => !isTraitor(node));
      if (!line) continue;
      const decisions = recording.decisions.map((one) =>
        one === line ? { ...one, order: "nonsense" } : one,
      );
      expect(audit({ ...recording, decisions }).contradictions).toEqual([
        expect.stringMatching(new RegExp(`node ${line.node}, which is loyal, decided "nonsense", but `, "i")),
      ]);
      judged++;
    }
    expect(judged).toBeGreaterThan(10);
  });
});

it("a run that kept no reports is judged by its decisions alone", () => {
  const recording = { ...counted("om", 4, 1), reports: [] };
  expect(audit(recording)).toEqual({
    contradictions: [],
    notJudged: ["It holds no reports: of what was decided only the verdict can be judged."],
  });
  const verdict = { ...recording.verdict!, guaranteed: false };
  expect(audit({ ...recording, verdict }).contradictions).toEqual([
    "The verdict says guaranteed: false, but its reports give true.",
  ]);
});

it("a run that is far too large to be played again is refused in a sentence, and takes no memory", () => {
  const recording = counted("om", 4, 1);
  const run = { ...recording.run, nodes: ids(33), n: 33, m: 31 };
  const { notJudged } = audit({ ...recording, run });
  expect(notJudged).toContain(
    "The run is too large to be played again: what came after round 3 is not judged.",
  );
});
