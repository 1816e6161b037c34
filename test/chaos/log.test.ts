/** The short form of the log's campaign, and planted wrongs that its judge must find. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../src/member/log/events.js";
import { bundled } from "./bundled.js";
import { drawSchedule, type Schedule } from "./log/draw.js";
import { type Played, violationsIn } from "./log/judge.js";
import { LIES } from "./log/lies.js";
import { playSchedule } from "./log/play.js";

const CALM: Schedule = { seed: 0, index: 0, n: 4, traitor: null, harms: [], skewsMs: [], isPaced: false };

it("beside a traitor that leads every fourth view, members die, stand still, lose their links and their room: nothing is lost", async () => {
  const main = bundled("chaos/log", ["test/chaos/log/main.ts", "test/chaos/log/member.ts"]);
  const schedule: Schedule = {
    ...CALM,
    traitor: { id: 2, lie: "equivocate" },
    harms: [
      { kind: "kill", id: 1, ms: 300 },
      { kind: "links", id: 3, ms: 400, weather: { kind: "cut", ms: 0 } },
      { kind: "full", id: 4, ms: 500 },
      { kind: "stop", id: 1, ms: 400 },
    ],
    skewsMs: [-(10 ** 10), 0, 10 ** 11, 0],
  };
  const played = await playSchedule(schedule, join(main, "../member.js"));
  expect(violationsIn(schedule, played)).toEqual([]);
  expect(played.operations.filter(({ sequence }) => sequence !== null).length).toBeGreaterThan(3);
});

it("schedules follow from the seed, and hold every harm and every lie", () => {
  const all = Array.from({ length: 200 }, (_, index) => drawSchedule(7, index));
  expect(all).toEqual(all.map((_, index) => drawSchedule(7, index)));
  const harms = all.flatMap((one) => one.harms);
  expect(new Set(harms.map(({ kind }) => kind))).toEqual(new Set(["kill", "stop", "full", "links"]));
  const weathers = harms.flatMap((harm) => (harm.kind === "links" ? [harm.weather.kind] : []));
  expect(new Set(weathers)).toEqual(new Set(["swallow", "cut", "reset", "drop", "delay"]));
  expect(new Set(all.flatMap(({ traitor }) => traitor?.lie ?? []))).toEqual(new Set(LIES));
  expect(new Set(all.map(({ n }) => n))).toEqual(new Set([4, 7]));
  expect(drawSchedule(7, 0, { nodes: 13 })).toMatchObject({
    n: 13,
    skewsMs: expect.objectContaining({ length: 13 }),
  });
  const killed = drawSchedule(7, 0, { kills: 20 });
  expect(killed.harms.map(({ kind }) => kind)).toEqual(Array.from({ length: 20 }, () => "kill"));
  expect(killed.traitor).not.toBeNull();
  expect(killed.harms.map(({ id }) => id)).not.toContain(killed.traitor?.id);
});

describe("the judge finds", () => {
  const entry = (height: number, more: Partial<LogEntry> = {}): LogEntry => ({
    ...{ height, index: 0, view: height, client: "c", sequence: height - 1, result: true },
    ...{ command: { cas: ["count", height === 1 ? null : height - 1, height] }, ...more },
  });
  const raise = (value: number) => ({
    ...{ client: "c", sequence: value - 1, value, startMs: 10 * value, endMs: 10 * value + 5 },
  });
  const log = [entry(1), entry(2), entry(3)];
  const good: Played = {
    operations: [1, 2, 3].map(raise),
    logs: new Map([1, 2, 3, 4].map((id) => [id, log])),
    ...{ accused: [], hung: [] },
  };
  const found = (changed: Partial<Played>) => violationsIn(CALM, { ...good, ...changed });
  const everywhere = (entries: readonly LogEntry[]) => ({ logs: new Map([1, 2].map((id) => [id, entries])) });

  it("nothing where all went as it should", () => {
    expect(found({})).toEqual([]);
  });

  it("a read that is too old, and two raises to the same", () => {
    const old = { client: "d", sequence: null, startMs: 30, endMs: 31, value: 1 };
    expect(found({ operations: [...good.operations, old] })).toEqual(["d read 1 after 2 was seen"]);
    const beside = { ...old, startMs: 24 };
    expect(found({ operations: [...good.operations, beside] })).toEqual([]);
    const same = { ...raise(3), client: "c", sequence: 1 };
    expect(found({ operations: [raise(1), raise(3), same] })).toContain("two raised the counter to the same");
  });

  it("what was acknowledged and is lost, or done twice", () => {
    expect(found(everywhere(log.slice(0, 2)))).toEqual(["c#2 was acknowledged, and is not in the log"]);
    const twice = [...log, entry(4, { sequence: 2 })];
    expect(found(everywhere(twice))).toEqual(["a command was done twice"]);
    expect(found(everywhere([entry(1), entry(2), entry(3, { command: { cas: ["count", 1, 2] } })]))).toEqual([
      "the counter does not rise by one",
    ]);
  });

  it("two logs, evidence against a loyal member, and what hangs", () => {
    const logs = new Map([
      [1, log],
      [2, [...log, entry(4)]],
    ]);
    expect(found({ logs })).toEqual(["two members hold two logs"]);
    expect(found({ accused: [3, 3], hung: ["member 4 does not catch up"] })).toEqual([
      "member 4 does not catch up",
      "member 3 is loyal, and there is evidence against it",
    ]);
  });
});
