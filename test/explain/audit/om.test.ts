import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contradictionsIn } from "../../../src/explain/audit/audit.js";
import { readRecording } from "../../../src/recording/read.js";
import type { Recording, ReportLine } from "../../../src/recording/recording.js";
import { drawWorld } from "../../../src/sim/draw.js";
import { simulate } from "../../../src/sim/network.js";
import { type Case, flip, type Lie, record, silent, split, textOf } from "../recorded.js";

const course = record({ traitors: { 2: flip, 3: split } });

/** Random groups, orders and traitors; any number of traitors, lying as they like. */
const worlds: fc.Arbitrary<Case> = fc
  .uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 7 })
  .chain((ids) =>
    fc.record({
      ids: fc.constant([...ids].sort((a, b) => a - b)),
      m: fc.integer({ min: 0, max: Math.min(2, ids.length - 2) }),
      general: fc.constantFrom(...ids),
      order: fc.constantFrom("attack", "retreat", "wait"),
      orders: fc.constant(["retreat", "attack", "wait"]),
      default: fc.constantFrom("retreat", "attack"),
      traitors: fc
        .tuple(fc.subarray(ids), fc.nat())
        .map(([liars, seed]) => Object.fromEntries(liars.map((id, index) => [id, strategy(seed + index)]))),
    }),
  );

function strategy(seed: number): readonly [string, Lie] {
  if (seed % 5 === 0) return silent;
  const lie: Lie = (_, to, path) => {
    const hash = [...path, to].reduce((sum, id) => Math.imul(sum ^ id, 0x9e3779b1) ^ (sum >>> 13), seed);
    return ["retreat", "attack", "wait"][(hash >>> 5) % 3] as string;
  };
  return ["random", lie];
}

const loyalIn =
  ({ run }: Recording) =>
  (id: number) =>
    !run.traitors.some((one) => one.id === id);

function withReport(
  recording: Recording,
  index: number,
  change: (line: ReportLine) => ReportLine,
): Recording {
  return { ...recording, reports: recording.reports.map((line, k) => (k === index ? change(line) : line)) };
}

function next(order: string): string {
  return order === "attack" ? "retreat" : "attack";
}

/** The line with one of its relays telling another order. */
function falsified({ relays, ...line }: ReportLine, pick: number): ReportLine {
  const at = pick % relays!.length;
  return {
    ...line,
    relays: relays!.map((relay, k) => (k === at ? { ...relay, order: next(relay.order) } : relay)),
  };
}

describe("the audit of a recording of oral messages", () => {
  it("finds no contradiction in any honest recording of random worlds", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        expect(contradictionsIn(record(world))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("finds none in simulated runs with late, lost, doubled and stalled reports", () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const { recording } = simulate({ ...drawWorld(seed).world, recordAll: true });
      for (const { kind } of recording.faults) kinds.add(kind);
      expect(contradictionsIn(recording)).toEqual([]);
    }
    expect(kinds).toContain("late");
    expect(kinds).toContain("closedRound");
  });

  it("finds one wherever a report of a loyal node was altered or dropped", () => {
    fc.assert(
      fc.property(worlds, fc.nat(), fc.nat(), (world, which, pick) => {
        const recording = record(world);
        const isLoyal = loyalIn(recording);
        const altered = recording.reports.filter(({ from, relays }) => isLoyal(from) && relays!.length > 0);
        fc.pre(altered.length > 0);
        const line = altered[which % altered.length]!;
        const index = recording.reports.indexOf(line);
        expect(contradictionsIn(withReport(recording, index, (old) => falsified(old, pick)))).not.toEqual([]);
        fc.pre(isLoyal(line.to));
        const reports = recording.reports.toSpliced(index, 1);
        expect(contradictionsIn({ ...recording, reports })).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("finds one wherever a decision of a loyal node was altered or dropped", () => {
    fc.assert(
      fc.property(worlds, fc.nat(), (world, which) => {
        const recording = record(world);
        const loyal = recording.decisions.filter(({ node }) => loyalIn(recording)(node));
        fc.pre(loyal.length > 0);
        const { node, order } = loyal[which % loyal.length]!;
        const others = recording.decisions.filter((line) => line.node !== node);
        const altered = {
          type: "decision",
          at: 0,
          node,
          order: order === "attack" ? "retreat" : "attack",
        } as const;
        expect(contradictionsIn({ ...recording, decisions: others })).not.toEqual([]);
        expect(contradictionsIn({ ...recording, decisions: [...others, altered] })).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("finds one wherever the verdict was altered", () => {
    const verdict = course.verdict!;
    const conditions = { ...verdict.conditions, ic2: "violated" } as const;
    expect(contradictionsIn({ ...course, verdict: { ...verdict, conditions } })).toEqual([
      "The verdict says IC2: violated, but its reports give holds.",
    ]);
    expect(contradictionsIn({ ...course, verdict: { ...verdict, guaranteed: false } })).toEqual([
      "The verdict says guaranteed: false, but its reports give true.",
    ]);
  });

  it("names line, node and path", () => {
    const text = textOf(course);
    const alter = (number: number, from: string, to: string) =>
      contradictionsIn(
        readRecording(
          text
            .split("\n")
            .map((line, index) => (index === number - 1 ? line.replace(from, to) : line))
            .join("\n"),
        ),
      );
    const report = alter(20, "attack", "retreat");
    const decision = alter(
      text.split("\n").findIndex((line) => line.includes(`"node":5`)) + 1,
      "attack",
      "retreat",
    );
    const self = alter(60, "attack", "retreat");
    expect([...report, ...decision, ...self].join("\n")).toMatchInlineSnapshot(`
      "line 20: node 4, which is loyal, told node 2 "retreat" on path 1.4 in round 1, but owed "attack".
      line 84: node 5, which is loyal, decided "retreat", but its own reports fold to "attack".
      line 60: node 4, which is loyal, told node 6 "retreat" on path 1.5.4 in round 2, but owed "attack"."
    `);
  });

  it("asks for a reason where a loyal node accepted nothing", () => {
    const quiet = record({ traitors: { 3: silent } });
    expect(contradictionsIn(quiet)).toEqual([]);
    const faults = quiet.faults.filter(({ node }) => node !== 4);
    expect(contradictionsIn({ ...quiet, faults })).toEqual([
      "Node 4 accepted no report of round 1 from node 3, and no fault says why.",
      "Node 4 accepted no report of round 2 from node 3, and no fault says why.",
    ]);
  });

  it("says that a general decides, too, where a program forgot his decision", () => {
    const whole = record({ traitors: { 3: silent } });
    const decisions = whole.decisions.filter(({ node }) => node !== whole.run.general);
    expect(contradictionsIn({ ...whole, decisions })).toContain(
      `Node ${whole.run.general} did not decide, and is neither a traitor nor observed; the general decides his own order, ${JSON.stringify(whole.run.order)}.`,
    );
  });

  it("judges a loyal node that was observed to fail as a traitor, but not one that nobody observed", () => {
    const killed = record({ traitors: { 3: silent } });
    const run = { ...killed.run, traitors: [] };
    const decisions = killed.decisions.filter(({ node }) => node !== 3);
    const observed = [{ id: 3, why: "late in round 1" }];
    const found = { ...killed, run, decisions, verdict: { ...killed.verdict!, observed } };
    expect(contradictionsIn(found)).toEqual([]);
    const sentences = contradictionsIn({ ...found, verdict: killed.verdict! });
    expect(sentences).toContain("Node 3 did not decide, and is neither a traitor nor observed.");
    expect(sentences).toContain("Node 4 accepted no report of round 1 from node 3, though both are loyal.");
  });
});
