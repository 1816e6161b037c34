/** What a program gives by mistake is a sentence, from every export, and nothing from inside. */
import { expect, it } from "vitest";
import * as library from "../../src/entry/index.js";

const right = library.simulate({
  group: {
    ...{ protocol: "om", ids: [1, 2, 3, 4], general: 1, m: 1 },
    ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
  },
  ...{ order: "attack", traitors: [], seed: 1, roundTimeoutMs: 2000, startTimeoutMs: 10_000 },
});

const WRONG: readonly unknown[] = [
  ...[undefined, null, 3, Number.NaN, 10n, Symbol("s"), [3], {}, () => 1, Buffer.from("x")],
  { ...right.recording, run: {} },
];

const { audit, contradictionsIn, explainNode, linesOf, readRecording, toPlain } = library;
const { judge, exitCodeOf, planeOrdersOf, check, runCampaign, simulate } = library;
const { recordingOf, groupOf, configHash, parseConfig, verifyEntry } = library;

it.each(
  Object.entries({
    ...{ audit, contradictionsIn, explainNode, linesOf, readRecording, toPlain },
    ...{ judge, exitCodeOf, planeOrdersOf, check, runCampaign, simulate },
    ...{ recordingOf, groupOf, configHash, parseConfig, verifyEntry },
  }),
)("%s", (_name, called) => {
  const call = called as (given: unknown) => unknown;
  const sentence = /where .* belongs\n {2}fix: |^not a (?:world|campaign): |^nodes is undefined/;
  for (const wrong of WRONG) expect(() => call(wrong)).toThrow(sentence);
});

it("what cannot even be looked at is told as that", () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  expect(() => library.readRecording(proxy as never)).toThrow(
    /was given a revoked proxy where .*\n {2}fix: /,
  );
});

it("options that would fail once nodes run start none", async () => {
  const launch = library.launch as (config: unknown, options?: unknown) => Promise<unknown>;
  const config = parseConfig(undefined, { flags: { nodes: "4", m: "1" } });
  const quiet = { reports: "none", recordingFile: null };
  for (const [options, what] of [
    [undefined, /given undefined where an object of options belongs\n {2}fix: /],
    [null, /given null where an object of options/],
    [{ ...quiet, signal: new AbortController() }, /where an AbortSignal belongs\n {2}fix: /],
    [{ ...quiet, onMessage: 3 }, /given number where a listener belongs/],
    [{ ...quiet, onExit: {} }, /given an object where a listener belongs/],
    [{ ...quiet, signal: AbortSignal.abort() }, /aborted/],
  ] as const)
    await expect(launch(config, options)).rejects.toThrow(what);
});

it("what is right is as it was", () => {
  const { recording, result } = right;
  expect(audit(recording).contradictions).toEqual([]);
  expect(exitCodeOf(result.conditions)).toBe(0);
  const lines = linesOf(recording).map((line) => JSON.stringify(line));
  expect(toPlain(explainNode(readRecording(lines.join("\n")), 2))).toMatch(/decided attack/);
});

it("a campaign that would never end, or that has no world, is refused", () => {
  const run = runCampaign as (options: unknown) => unknown;
  for (const [options, what] of [
    [{}, /seed is undefined\n {2}fix: give a whole number from 0 on/],
    [{ seed: 1, worlds: Number.POSITIVE_INFINITY }, /worlds is Infinity/],
    [{ seed: 1, worlds: 0 }, /worlds is 0\n {2}fix: give a whole number from 1 on/],
    [{ seed: 1.5, worlds: 1 }, /seed is 1\.5/],
    [{ seed: 1, worlds: 4, shard: { k: 1, of: 0 } }, /shard\.of is 0/],
    [
      { seed: 1, worlds: 4, shard: { k: 3, of: 2 } },
      /shard\.k is 3\n {2}fix: give a whole number from 1 to 2/,
    ],
    [{ seed: 1, worlds: 4, shard: null }, /shard\.of is undefined/],
  ] as const)
    expect(() => run(options)).toThrow(
      expect.objectContaining({ name: "RangeError", message: expect.stringMatching(what) }),
    );
  expect(runCampaign({ seed: 1, worlds: 1, shard: { k: 2, of: 2 } }).count).toBe(0);
});

it("a world of no group, and a question of no general, are none", () => {
  const { run } = right.recording;
  const group = {
    protocol: "om",
    ids: run.nodes,
    general: 1,
    m: 1,
    orders: run.orders,
    defaultOrder: "retreat",
  };
  const world = {
    group,
    order: "attack",
    traitors: [],
    seed: 1,
    roundTimeoutMs: 2000,
    startTimeoutMs: 10_000,
  };
  const play = simulate as (options: unknown) => unknown;
  expect(() => play({ ...world, group: { ...group, protocol: "paxos" } })).toThrow(
    /^not a world: its group is/,
  );
  expect(() => play({ ...world, group: { ...group, ids: [1, 2, 2, 4] } })).toThrow(/in ascending order/);
  expect(() => play({ ...world, traitors: [null] })).toThrow(/a traitor that is null/);
  expect(() => check({ nodes: 4, general: "both ways" as never })).toThrow(
    /^general can be loyal, traitor, both/,
  );
});
