/** A recorded log on the stage: its moments, its sentences, and the chain of its views as far as it has come. */
import { describe, expect, it } from "vitest";
import { logViews } from "../../src/explain/log/views.js";
import { toPlain } from "../../src/explain/text.js";
import { LESSON_LOG, lessonLog } from "../../src/page/model/lessons/log.js";
import {
  backInLog,
  doingsOf,
  type Log,
  logFromText,
  logSoFar,
  onInLog,
  viewAt,
} from "../../src/page/model/log-moments.js";
import { logSentence } from "../../src/page/model/log-sentences.js";
import { measureLog } from "../../src/sim/log/measure.js";
import { LogRecorder } from "../../src/sim/log/recorder.js";
import type { LogStrategy } from "../../src/sim/log/traitors.js";
import { MEMBER_ONE } from "./member-one.js";

/** As `strategos sim --log 4 --nodes 4 --record` writes it. */
function recorded(...traitors: readonly [number, LogStrategy][]): string {
  const world = { n: 4, commands: 4, links: "near", deltaMs: 20, traitors: new Map(traitors) } as const;
  const recorder = new LogRecorder({
    members: [1, 2, 3, 4],
    deltaMs: 20,
    traitors: traitors.map(([id, strategy]) => ({ id, strategy })),
  });
  const { virtualMs, violations } = measureLog(world, {
    submitted: (seat, command, nowMs) => recorder.submitted(seat, command, nowMs),
    told: (seat, step, nowMs) => recorder.told(seat, step, nowMs),
  });
  const lines = recorder.recorded(virtualMs, violations).map((line) => `${JSON.stringify(line)}\n`);
  return lines.join("");
}

const said = (log: Log, at: number) => toPlain([logSentence(log, at, "message")]);

it("the log of the lesson is what its command records", () => {
  expect(LESSON_LOG).toBe(recorded([2, "silent"]));
});

describe.each(["silent", "split", "nullify"] as const)("with a leader that is %s", (strategy) => {
  const log = logFromText(recorded([2, strategy]));
  const last = log.moments.length;

  it("every line is in one moment, in the order of time", () => {
    const lines = log.moments.flat();
    expect(new Set(lines)).toEqual(new Set(log.recording.lines));
    expect(lines.length).toBe(log.recording.lines.length);
    const times = lines.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(last).toBeLessThan(lines.length);
  });

  it("each moment has a sentence, and says what each member does", () => {
    for (let at = 0; at <= last; at++) {
      expect(said(log, at)).toMatch(/^(\d|At [\d.]+ ms\. [A-Z]).*\.$/s);
    }
    for (const moment of log.moments) expect(doingsOf(log.recording, moment).size).toBeGreaterThan(0);
  });

  it("goes on and back by the same steps, a moment or a view at a time", () => {
    for (const beat of ["message", "round"] as const) {
      const stops = [0];
      while ((stops.at(-1) ?? 0) < last) stops.push(onInLog(log, stops.at(-1) ?? 0, beat));
      for (const [index, stop] of stops.entries())
        expect(backInLog(log, stop, beat)).toBe(stops[Math.max(0, index - 1)]);
      expect(stops.length).toBeGreaterThan(3);
    }
  });

  it("knows of no view and no command what comes later", () => {
    for (let at = 0; at <= last; at++) {
      const { told } = logSoFar(log, at);
      expect(Math.max(0, ...told.views.map(({ view }) => view))).toBeLessThanOrEqual(viewAt(log, at) + 1);
    }
    expect(logSoFar(log, last).told.views).toEqual(logViews(log.recording));
  });
});

describe("the lesson's log", () => {
  const log = lessonLog();
  const at = (text: string) => log.moments.findIndex((_, index) => said(log, index + 1).includes(text)) + 1;

  it("tells a skipped view, why it was, and where a command sat meanwhile", () => {
    const skipped = at("view 2 is skipped");
    expect(said(log, skipped)).toBe(
      "At 162 ms. Members 1, 3 and 4 hold the votes of members 1, 3 and 4, a quorum: view 2 is skipped, for its leader sent no block.",
    );
    const waiting = logSoFar(log, skipped - 1).told.commands.find(({ command }) => command === 2);
    expect([waiting?.node, waiting?.block]).toEqual([3, null]);
    expect(logSoFar(log, skipped - 1).told.views.at(-1)?.outcome).toBe("open");
    expect(logSoFar(log, skipped).told.views.at(-1)?.why).toBe("silent");
    expect(logSoFar(log, log.moments.length).told.commands[1]?.final).toHaveLength(3);
  });

  it("tells who leads, who proposes what, who votes, and what is final", () => {
    expect(said(log, at("enter view 2"))).toBe(
      "At 2 ms. Members 1, 3 and 4 enter view 2, which member 2 (silent) leads.",
    );
    expect(said(log, at("proposes"))).toBe(
      "At 0 ms. Member 1 proposes a block in view 1, 1657d8, with command 1.",
    );
    expect(said(log, at("vote to nullify"))).toContain(
      "vote to nullify view 2: its leader was waited for in vain.",
    );
    expect(said(log, at("is final"))).toContain("the block of view 1 is final.");
  });
});

describe("what one member of a real group recorded", () => {
  const log = logFromText(MEMBER_ONE);
  const sentences = log.moments.map((_, index) => said(log, index + 1));

  it("has commands numbered as they came, and final where it is so at that member", () => {
    const { commands } = logSoFar(log, log.moments.length).told;
    expect(commands.map(({ command, final }) => [command, final.map(({ node }) => node)])).toEqual(
      [1, 2, 3, 4].map((command) => [command, [1]]),
    );
    expect(commands.map(({ node }) => node)).toContain(null);
    expect(log.notes).toEqual([]);
  });

  it("tells what the others did as heard by it, and draws it so", () => {
    const heard = log.moments.filter(([line]) => "heardBy" in line);
    expect(heard.length).toBeGreaterThan(0);
    for (const moment of heard)
      for (const { to } of doingsOf(log.recording, moment).values()) expect(to).toEqual([1]);
    expect(sentences.filter((one) => /Member 1 hears that members? [34]/.test(one))).not.toEqual([]);
    expect(sentences.filter((one) => /\. Members? [34]/.test(one))).toEqual([]);
  });
});

it("a recording that was cut off is shown as far as it goes", () => {
  const cut = LESSON_LOG.split("\n").slice(0, 40).join("\n");
  const log = logFromText(`${cut}\n`);
  expect(log.notes).toEqual(["there is no end: the recording was cut off"]);
  expect(said(log, log.moments.length)).toMatch(/^At /);
});
