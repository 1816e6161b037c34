/** `node --log-level`: one JSON line an event, with the events' own words, and never a key. */

import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { expect, it } from "vitest";
import type { Note } from "../../src/net/listening.js";
import type { NodeOutcome } from "../../src/node/events.js";
import { EventLog, type LogLevel } from "../../src/operate/log.js";
import { Member } from "../hostile/member.js";
import { agreed, stage, startLoyal } from "../hostile/stage.js";
import { type Ended, start, strategos } from "../run/strategos.js";

type Line = Record<string, unknown> & { readonly event: string };

/** Every line of stderr is one JSON object with the fields that all lines have. */
function linesOf(stderr: string): Line[] {
  const lines = stderr
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  for (const line of lines) {
    expect(Object.keys(line).slice(0, 5)).toEqual(["level", "time", "node", "run", "event"]);
    expect(new Date(String(line["time"])).toISOString()).toBe(line["time"]);
  }
  return lines;
}

/** What a log of this level writes of one event. */
function written(level: LogLevel, event: Parameters<EventLog["event"]>[0]): string {
  return loggedBy((log) => log.event(event), level);
}

function loggedBy(act: (log: EventLog) => void, level: LogLevel = "trace", run = "1"): string {
  const group = {
    ids: [1, 2, 3, 4],
    protocol: "om" as const,
    general: 1,
    m: 1,
    orders: ["retreat", "attack"],
    defaultOrder: "retreat",
  };
  let text = "";
  const lines = { write: (line: string) => void (text += line) };
  act(new EventLog({ self: 2, group, run }, level, lines));
  return text;
}

it("a whole run of four nodes: each event once, and no key anywhere, at the most talkative level", async () => {
  const on = await stage({ n: 4, lines: ["traitors: [{ id: 3, strategy: flip }]"] });
  const nodes = [1, 2, 3, 4].map((id) => startLoyal(on, id, "--log-level", "trace", "--status-port", "0"));
  const ends = await Promise.all(nodes.map(({ ended }) => ended));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const lines = linesOf((ends[1] as Ended).stderr);
  const told = lines.filter(({ event }) => event !== "traffic" && event !== "waiting" && event !== "slow");
  expect(told.map(({ event }) => event)).toEqual("status up start close close decide end".split(" "));
  expect(told[3]).toMatchObject({ level: "info", node: 2, run: "1", round: 0, reports: 1 });
  expect(told[3]).toMatchObject({ told: { retreat: 0, attack: 1 }, missing: [] });
  expect(told[4]).toMatchObject({ round: 1, reports: 2, told: { retreat: 1, attack: 1 } });
  expect(told[5]).toMatchObject({ order: "attack", atMs: expect.any(Number) as number });
  expect(told[6]).toMatchObject({ outcome: "decided", order: "attack" });
  const traffic = lines.findLast(({ event }) => event === "traffic");
  expect(traffic).toMatchObject({ level: "debug", unheard: [], traffic: { reports: 2, relays: [0, 2] } });
  const said = ends.map(({ stdout, stderr }) => stdout + stderr).join("");
  for (const { secretKey } of on.keys.values()) expect(said).not.toContain(secretKey);
});

it("a decision about a vector is logged with the vector", () => {
  const vector = { 1: "100", 2: "110" };
  const text = written("info", { kind: "decide", atMs: 3, order: "100", vector });
  expect(JSON.parse(text)).toMatchObject({ event: "decide", order: "100", vector });
});

it("a hostile member's fault is a line of its own, escaped and bounded", async () => {
  const on = await stage({ n: 4 });
  const hostile = '\u001b[2J\u202e<b>"\n'.repeat(40);
  await Member.join(on, 4, ({ type, parts }) => {
    if (type !== "report") return [parts];
    const message = JSON.parse(parts[0]!.toString()) as object;
    return [[JSON.stringify({ ...message, version: hostile })]];
  });
  const nodes = [1, 2, 3].map((id) => startLoyal(on, id, "--log-level", "warn"));
  const ends = await Promise.all(nodes.map(({ ended }) => ended));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  const faults = linesOf(ends[1]!.stderr).filter(({ event }) => event === "fault");
  const blamed = faults.filter(({ from, kind }) => from === 4 && kind !== "late");
  expect(blamed.length).toBeGreaterThan(0);
  for (const { level, detail } of blamed) {
    expect(level).toBe("warn");
    expect(String(detail)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(String(detail).length).toBeLessThanOrEqual(401);
  }
});

it("escapes and bounds by itself, whoever made the detail", () => {
  const detail = `\u001b[31m\u202eevil\u2028${"x".repeat(100_000)}`;
  const text = written("warn", {
    kind: "fault",
    atMs: 1,
    fault: { from: 3, round: 0, kind: "malformed", detail },
  });
  expect(text.length).toBeLessThan(800);
  const line = JSON.parse(text) as { detail: string };
  expect(line.detail).toMatch(/^\\u001b\[31m\\u202eevil\\u2028x+…$/);
});

it.each([
  [
    "late",
    { kind: "late", atMs: 5.00012, from: 3, round: 1, lateMs: 12.5 },
    { level: "warn", from: 3, round: 1, lateMs: 12.5 },
  ],
  ["slow", { kind: "slow", atMs: 5, stoodStillMs: 812.25 }, { level: "error", stoodStillMs: 812.25 }],
  [
    "waiting",
    {
      kind: "waiting",
      why: [{ id: 4, what: "nothing listens there", fix: "start it" }],
      atMs: 5,
      unheard: [3, 4],
    },
    { level: "info", unheard: [3, 4], why: { 4: "nothing listens there" } },
  ],
  [
    "a round of too many relays",
    { kind: "close", atMs: 5, round: 1, reports: 2, told: null, missing: [3] },
    { told: null, missing: [3] },
  ],
] as const)("%s is told with its own fields and units", (_, event, fields) => {
  expect(JSON.parse(written("info", event))).toMatchObject({ event: event.kind, atMs: 5, ...fields });
  expect(written("fatal", event)).toBe("");
});

it("a decision that is worth nothing is a warning with its sentence, and a run's name steers no terminal", () => {
  const outcome = { end: { kind: "decided", order: "attack" } } as unknown as NodeOutcome;
  const ended = (sentence: string | null, run?: string) =>
    JSON.parse(loggedBy((log) => log.end(outcome, sentence), "trace", run)) as Line;
  expect(ended(null)).toMatchObject({ level: "info", event: "end", outcome: "decided", order: "attack" });
  expect(ended("nodes 3 and 4 failed")).toMatchObject({ level: "warn", msg: "nodes 3 and 4 failed" });
  expect(ended(null, "\u001b[2J")).toMatchObject({ run: "\\u001b[2J" });
});

it("what people should know of where it listens is a warning", () => {
  const up = (note: Note | null) => JSON.parse(written("info", { kind: "up", atMs: 1, note })) as Line;
  expect(up({ what: "it may be taken", fix: "reserve it" })).toMatchObject({
    level: "warn",
    note: "it may be taken",
  });
  expect(up(null)["level"]).toBe("info");
});

it("a node that could not start says so as its last line, with the sentence that a person reads", async () => {
  const on = await stage({ n: 4, keys: null });
  const brief = ["--start-timeout", "50ms", "--round-timeout", "50ms", "--log-level", "error"];
  const { code, stderr } = await strategos("node", "2", "--config", on.file, ...brief);
  expect(code).toBe(2);
  const last = linesOf(stderr).at(-1);
  expect(last).toMatchObject({ level: "error", event: "end", outcome: "gaveUp", missing: [1, 3, 4] });
  expect(last?.["msg"]).toMatch(
    /^node 2 did not start: nodes 1, 3 and 4 .*\n(?: {2}node \d: .*\n)* {2}fix: /,
  );
});

it("one that is stopped ends with a line, and with 130", async () => {
  const on = await stage({ n: 4, keys: null });
  const node = start(["node", "1", "--config", on.file, "--log-level", "info"]);
  await node.said('"event":"up"');
  node.child.kill("SIGTERM");
  const { code, stderr } = await node.ended;
  expect(code).toBe(130);
  expect(linesOf(stderr).at(-1)).toMatchObject({ event: "end", outcome: "stopped" });
});

it("without the flag, stderr has the lines for people", async () => {
  const on = await stage({ n: 4, keys: null });
  const outcomes = await agreed([1, 2, 3, 4].map((id) => startLoyal(on, id)));
  expect(outcomes.get(2)!.stderr).toMatch(/^node 2 of 4 is a lieutenant/);
});

it("an unknown level is refused", async () => {
  const { code, stderr } = await strategos("node", "1", "--log-level", "loud");
  expect(stderr).toContain("--log-level loud is not a level\n  fix: give one of fatal, error,");
  expect(code).toBe(64);
});

it("a launched node loads neither log nor server: only zeromq's binary part and what Node.js has", () => {
  const text = readFileSync(new URL("../../dist/bin/launched.cjs", import.meta.url), "utf8");
  const loaded = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
  expect(text).toContain('("zeromq/package.json")');
  expect(loaded.filter((name) => !isBuiltin(name ?? ""))).toEqual([]);
  expect(text).not.toMatch(/\b(?:pino|hono)\b/i);
});
