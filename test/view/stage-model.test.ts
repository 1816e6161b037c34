/** The stage's moments, its sentences, and lies told by hand; of every protocol. */
import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/config/json.js";
import type { ProtocolName } from "../../src/core/group.js";
import { toPlain } from "../../src/explain/text.js";
import { configOf, setupOfConfig } from "../../src/page/model/configs.js";
import { othersOf, puzzleOf, setupOfRun, withLies, withoutHand } from "../../src/page/model/hands.js";
import {
  backFrom,
  type Message,
  type Moment,
  momentsOf,
  onFrom,
  progressOf,
  stepAt,
} from "../../src/page/model/moments.js";
import {
  openRun,
  playedOn,
  type Run,
  recordingText,
  runFromText,
  simulatedRun,
} from "../../src/page/model/runs.js";
import { stepSentence } from "../../src/page/model/sentences.js";
import { COURSE } from "../../src/page/model/setup.js";
import { byProtocol, soundSetup } from "../../src/page/model/sound.js";
import { isTold } from "../../src/page/model/steps.js";
import { protocolOf, roundsOf } from "../../src/protocols/index.js";
import { PROTOCOLS } from "../../src/protocols/names.js";
import type { ReportLine } from "../../src/recording/recording.js";

const isMessage = (one: Moment): one is Message => one.kind === "message";

function runOf(protocol: ProtocolName): Run {
  const traitors = [
    { id: 2, strategy: "flip" },
    { id: 3, strategy: "silent" },
  ] as const;
  return simulatedRun(soundSetup({ ...byProtocol({ ...COURSE, n: 7 }, protocol), traitors }));
}

function said(run: Run, moments: readonly Moment[], at: number, node: number): string {
  return toPlain([stepSentence(run, stepAt(moments, at, "message"), node)]);
}

describe.each(PROTOCOLS)("%s, moment by moment", (protocol) => {
  const run = runOf(protocol);
  const all = momentsOf(run, null);

  it("every report that was sent is a message of its own, in the order of its rounds, and all decide last", () => {
    const sent = run.recording.reports.filter(({ from, to }) => from !== to);
    const came = all.filter(isMessage).filter(({ isMissing }) => !isMissing);
    expect(came.length).toBe(sent.length);
    const rounds = all.filter(isMessage).map(({ round }) => round);
    expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
    expect(all.at(-1)).toEqual({ kind: "decision" });
  });

  it("marks lies of traitors alone, and none where one node is watched", () => {
    const liars = new Set(all.filter(isMessage).flatMap(({ lies, from }) => (lies.length > 0 ? [from] : [])));
    expect([...liars]).toEqual([2]);
    const seen = momentsOf(run, 4).filter(isMessage);
    expect(seen.every(({ from, to, lies }) => (from === 4 || to === 4) && lies.length === 0)).toBe(true);
    expect(seen.length).toBeLessThan(all.length);
  });

  it("goes on and back by the same steps, a message or a round at a time", () => {
    for (const beat of ["message", "round"] as const) {
      const stops = [0];
      while ((stops.at(-1) ?? 0) < all.length) stops.push(onFrom(all, stops.at(-1) ?? 0, beat));
      for (const [index, stop] of stops.entries())
        expect(backFrom(all, stop, beat)).toBe(stops[index - 1] ?? 0);
      const kept = all.filter(({ kind }) => kind !== "message").length;
      const steps = beat === "message" ? all.length : roundsOf(run.group) + kept;
      expect(stops.length - 1).toBe(steps);
    }
  });

  it("says one sentence at each moment, and blames nobody where one node is watched", () => {
    const seen = momentsOf(run, 4);
    for (let at = 0; at <= seen.length; at++) {
      const text = said(run, seen, at, 4);
      expect(text).toMatch(/^[A-Z0-9].*\.$/s);
      expect(text).not.toMatch(/lie|traitor|undefined|held back/);
    }
  });

  it("lands each report at its moment, and not before", () => {
    const at = all.findLastIndex((one) => isMessage(one) && one.from === 5 && one.to === 4);
    const { round } = all[at] as Message;
    const has = (place: number) => {
      const { heard, round: open } = progressOf(run, all, place, 4);
      return open > round || (open === round && (heard?.has(5) ?? false));
    };
    expect([has(at), has(at + 1)]).toEqual([false, true]);
    expect(progressOf(run, all, all.length, 4).isDecided).toBe(true);
  });

  it("is the same from its recording as it was simulated", () => {
    const opened = runFromText(recordingText(run.recording));
    expect(momentsOf(opened, null)).toEqual(all);
  });
});

describe("the sentences of om", () => {
  const run = runOf("om");
  const all = momentsOf(run, null);

  it("tell the order, a lie, what does not come, the fold and the decision", () => {
    expect(said(run, all, 0, 4)).toBe(
      "7 nodes run OM(2). The general, node 1, is to order attack; nothing has been told yet.",
    );
    expect(said(run, all, 1, 4)).toBe("Round 0. The general tells node 2 attack.");
    expect(said(run, all, 7, 4)).toBe(
      "Round 1. Node 2 tells node 3 that the general said retreat. It owed attack: a lie.",
    );
    const missing = all.findIndex((one) => isMessage(one) && one.isMissing && one.round === 1);
    expect(said(run, all, missing + 1, 4)).toMatch(
      /^Round 1. Node 3 owes node \d a report, and nothing comes: retreat stands for it.$/,
    );
    expect(said(run, all, all.length - 1, 4)).toBe(
      "Node 4 takes the majority of the votes below each path of round 1: 2 to retreat and 4 to attack.",
    );
    expect(said(run, all, all.length, 4)).toContain("Node 4 decides attack: of the 6 votes");
  });

  it("tell of a run that goes on what a node has told itself only once it has", () => {
    const { recording } = run;
    const soFar = recording.reports.filter(({ round }) => round <= 1);
    const [own] = soFar.filter(({ round, from, to }) => round === 1 && from === 4 && to === 4);
    const tellsItself = (reports: readonly ReportLine[]) => {
      const open = openRun({ run: recording.run, reports, faults: [], decisions: [] });
      const moments = momentsOf(open, null);
      const { step, heard } = progressOf(open, moments, moments.length, 4);
      return isTold([1, 4], step, heard);
    };
    const others = soFar.filter((one) => one !== own && one.from !== 6); // 6 is to come as well
    expect([tellsItself(others), tellsItself([...others, own!])]).toEqual([false, true]);
  });

  it("fill the tree relay by relay", () => {
    const counts = Array.from({ length: 37 }, (_, at) => {
      const { step, heard } = progressOf(run, all, at, 4);
      return [2, 3, 5, 6, 7].filter((id) => isTold([1, id], step, heard)).length;
    });
    expect(counts.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(new Set(counts)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(counts[36]).toBe(5);
  });
});

describe.each(PROTOCOLS)("%s, lied to by hand", (protocol) => {
  it.each([3, 4, 5, 6, 7])(
    "n = %i: every traitor's message can be turned, held back, and put back as it was",
    (n) => {
      const first = simulatedRun(puzzleOf({ protocol }, n, 1));
      const mine = momentsOf(first, null)
        .filter(isMessage)
        .filter(({ from, relays }) => first.facts.isTraitor(from) && relays.length > 0);
      expect(mine.length).toBeGreaterThan(0);
      for (const message of mine.slice(0, 4)) {
        const { relays } = message;
        const orders = othersOf(first.group, relays, relays[0]?.order ?? null);
        expect(orders).toContain(null);
        for (const order of orders) {
          const changes = withLies(first, [], message, relays, order);
          const run = playedOn(first, changes);
          const now = momentsOf(run, null)
            .filter(isMessage)
            .find(
              ({ round, from, to }) => round === message.round && from === message.from && to === message.to,
            );
          expect(now?.relays.map((one) => one.order) ?? []).toEqual(
            order === null ? [] : relays.map(() => order),
          );
          expect(withoutHand(first, changes, message)).toEqual(relays);
          const back = relays.reduce((all, one) => withLies(first, all, message, [one], one.order), changes);
          expect(back).toEqual([]);
        }
      }
    },
  );

  it("is a configuration that runs alike", () => {
    const first = simulatedRun(puzzleOf({ protocol }, 5, 2));
    const message = momentsOf(first, null)
      .filter(isMessage)
      .find(({ from, relays }) => first.facts.isTraitor(from) && relays.length > 0) as Message;
    const [order = null] = othersOf(first.group, message.relays, message.relays[0]?.order ?? null);
    const run = playedOn(first, withLies(first, [], message, message.relays, order));
    const setup = setupOfRun(run);
    expect(setup).not.toBeNull();
    const again = simulatedRun(
      setupOfConfig(parseJson(JSON.stringify(configOf(setup ?? COURSE)), "setup.json")),
    );
    const outcome = ({ recording }: Run) => [
      recording.decisions.map(({ node, order: one }) => [node, one]),
      recording.verdict?.conditions,
      recording.reports.filter(({ from, to }) => from !== to).map(({ at: _, ...line }) => line),
    ];
    expect(outcome(again)).toEqual(outcome(run));
  });
});

describe("seven nodes", () => {
  /** All traitors tell every loyal lieutenant the other order in round 1. */
  function broken(traitors: number) {
    const first = simulatedRun(puzzleOf({ protocol: "om" }, 7, traitors));
    const told = momentsOf(first, null)
      .filter(isMessage)
      .filter(({ round, from, to }) => round === 1 && first.facts.isTraitor(from) && first.facts.isLoyal(to));
    const lies = told.reduce(
      (all, message) => withLies(first, all, message, message.relays, "retreat"),
      [] as ReturnType<typeof withLies>,
    );
    return { lies: lies.length, verdict: playedOn(first, lies).recording.verdict };
  }

  it("stand against two traitors, and break with three: nine lies are enough", () => {
    expect(broken(2).verdict?.conditions).toEqual({ ic1: "holds", ic2: "holds" });
    const three = broken(3);
    expect(three.lies).toBe(9);
    expect(three.verdict?.conditions.ic2).toBe("violated");
  });

  it("nobody can alter what another has signed, only hold it back", () => {
    const first = simulatedRun(puzzleOf({ protocol: "sm" }, 5, 1));
    const relayed = momentsOf(first, null)
      .filter(isMessage)
      .find(({ from, relays }) => from === 5 && relays.length > 0) as Message;
    expect(othersOf(first.group, relayed.relays, "attack")).toEqual([null]);
    expect(protocolOf(first.group).signs).toBe(true);
  });
});
