/** The short form of the campaign, and planted wrongs that its judge must find. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/recording/result.js";
import { bundled } from "./bundled.js";
import { type Case, drawCase, faultyIn, HARMS, TROUBLES } from "./draw.js";
import { judgePlayed } from "./judge.js";
import type { Played } from "./play.js";
import { calm, installedFaketime } from "./stage.js";

const RUNS = 12;

it(`${RUNS} drawn cases on real processes: every one is played, and nothing is violated`, () => {
  installedFaketime();
  const main = bundled("chaos", ["test/chaos/main.ts"]);
  const args = [main, "--runs", String(RUNS), "--seed", "1"];
  const said = execFileSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(said.trim().split("\n").at(-1)).toMatch(new RegExp(`^${RUNS} runs, 0 violations`));
  expect(said).toMatch(/more than m +[1-9]/);
}, 600_000);

describe("the cases of a campaign", () => {
  const cases = Array.from({ length: 500 }, (_, index) => drawCase(7, index));

  it("follow from the seed", () => {
    expect(cases.map((_, index) => drawCase(7, index))).toEqual(cases);
    expect(drawCase(8, 0)).not.toEqual(cases[0]);
  });

  it("hold every kind of harm, trouble and lie, within m and beyond", () => {
    const strategies = new Set(cases.flatMap(({ traitors }) => traitors.map(({ strategy }) => strategy)));
    expect(strategies.size).toBe(9);
    expect(new Set(cases.flatMap(({ harms }) => harms.map(({ kind }) => kind))).size).toBe(HARMS.length);
    expect(new Set(cases.flatMap(({ trouble }) => trouble ?? [])).size).toBe(Object.keys(TROUBLES).length);
    const beyond = cases.filter((one) => faultyIn(one).size === one.group.m + 1);
    expect(beyond.length).toBeGreaterThan(50);
    expect(cases.every((one) => faultyIn(one).size <= one.group.m + 1)).toBe(true);
  });
});

describe("the judge finds", () => {
  const kill = (id: number) => ({ id, kind: "kill", when: "born", ms: 0 }) as const;

  it("nothing in a run that is as it should be", () => {
    expect(judgedAs(calm(4))).toEqual({ violations: [], isTooSlow: false });
  });

  it("m + 1 faulty nodes that are reported as guaranteed", () => {
    const { violations } = judgedAs(calm(4, { harms: [kill(3), kill(4)] }));
    expect(violations).toEqual(["more than m = 1 faulty, and reported as guaranteed"]);
  });

  it("m + 1 faulty nodes that the program counted and still called guaranteed", () => {
    const observed = [3, 4].map((id) => ({ id, why: "killed by SIGKILL" }));
    const { violations } = judgedAs(calm(4, { harms: [kill(3), kill(4)] }), { observed });
    expect(violations).toContain("2 faulty, and guaranteed is true");
  });

  it("lieutenants that disagree, disobey, or do not decide", () => {
    expect(judgedAs(calm(4), { decisions: decided("attack", "retreat", "attack") }).violations).toEqual([
      "IC1 is broken: 2 attack, 3 retreat, 4 attack",
    ]);
    expect(judgedAs(calm(4), { decisions: decided("retreat", "retreat", "retreat") }).violations).toEqual([
      "IC2 is broken: ordered attack, decided 2 retreat, 3 retreat, 4 retreat",
    ]);
    expect(judgedAs(calm(4), { decisions: decided("attack", null, "attack") }).violations).toHaveLength(1);
  });

  it("no fault with a harmed node that decides otherwise", () => {
    const one = calm(4, { harms: [kill(3)] });
    expect(judgedAs(one, { decisions: decided("attack", "retreat", "attack") }).violations).toEqual([]);
  });

  it("an exit code that does not follow from the conditions", () => {
    expect(judgedAs(calm(4), {}, { code: 1 }).violations).toEqual([
      "exit code 1, and the conditions are holds and holds",
    ]);
  });

  it.each<[string, Partial<Played>]>([
    ["a hang", { hung: true }],
    ["an orphan", { orphans: [4242] }],
    ["a file that is left", { files: ["strategos-1-abc"] }],
    ["a stack trace", { stderr: "Error: no\n    at run (/a/b.js:1:2)\n" }],
    ["a bug", { stderr: "strategos: this is a bug in strategos; please report it" }],
    ["a launcher that was killed", { signal: "SIGABRT", code: null }],
    ["no result", { stdout: "" }],
  ])("%s", (_, played) => {
    expect(judgedAs(calm(4), {}, played).violations.length).toBeGreaterThan(0);
  });

  it("a port that is taken and not told", () => {
    const one = calm(4, { trouble: "portTaken" });
    expect(judgedAs(one, {}, { code: 0, stderr: "" }).violations).toHaveLength(2);
    const told = "strategos: tcp://127.0.0.1:1 is in use by another process\n  fix: stop it\n";
    expect(judgedAs(one, {}, { code: 69, stderr: told }).violations).toEqual([]);
  });
});

function decided(...orders: (string | null)[]): RunResult["decisions"] {
  return ["attack", ...orders].map((order, at) => ({
    id: at + 1,
    role: at === 0 ? "general" : "lieutenant",
    loyal: true,
    order,
  }));
}

function judgedAs(one: Case, result: Partial<RunResult> = {}, played: Partial<Played> = {}) {
  const all = {
    guaranteed: true,
    decisions: decided("attack", "attack", "attack"),
    conditions: { ic1: "holds", ic2: "holds" },
    traitors: [],
    observed: [],
    faults: [],
    ...result,
  };
  const ended = { code: 0, signal: null, stdout: JSON.stringify(all), stderr: "", hung: false, ms: 1 };
  return judgePlayed(one, { ...ended, orphans: [], files: [], struck: [], ...played });
}
