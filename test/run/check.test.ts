/**
 * Whatever check calls violated comes with a configuration that breaks in the simulator and in real processes. It did not:
 * n = 12 had nothing to write, sm and king told no story, and more traitors or other rounds could not be asked for. The kind
 * is every protocol, with as many traitors as m, with more, and with fewer rounds.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/check/check.js";
import type { RunResult } from "../../src/recording/result.js";
import { onFreePorts, strategos, temporaryFolder } from "./strategos.js";

const BROKEN = [
  ["om", "--nodes 7 --m 2 --traitors 3", "ic2", 9],
  ["om", "--nodes 7 --m 2 --traitors 3 --general traitor", "ic1", 5],
  ["om", "--nodes 7 --m 2 --rounds 2", "ic1", 3],
  ["om", "--nodes 7 --m 5", "ic2", 23],
  ["om", "--nodes 12 --m 4", "ic2", 100],
  ["vector", "--nodes 4 --m 1 --traitors 2", "ic2", 2],
  ["sm", "--nodes 4 --m 1 --traitors 2", "ic1", 1],
  ["sm", "--nodes 4 --m 2 --rounds 1", "ic1", 1],
  ["king", "--nodes 6 --m 2", "ic1", 12],
  ["king", "--nodes 7 --m 2 --traitors 3", "ic2", 4],
  ["king", "--nodes 4 --m 2", "ic1", 7],
] as const;

describe("what check finds broken", () => {
  it.each(BROKEN)("%s %s: %s by %i lies, in sim and in run", async (protocol, flags, violated, lies) => {
    const file = join(temporaryFolder(), "broken.yaml");
    const asked = ["--protocol", protocol, ...flags.split(" ")];
    const checked = await strategos("check", ...asked, "--json", "--quiet", "--write", file);
    expect(checked.code).toBe(1);
    const { counterexample } = JSON.parse(checked.stdout) as CheckResult;
    expect(counterexample).toMatchObject({ violated, lies, isLeast: true });
    const replayed = await onFreePorts(file);
    for (const verb of [["sim"], ["run", "--quiet"]]) {
      const { code, stdout } = await strategos(...verb, "--config", replayed, "--json");
      const { conditions } = JSON.parse(stdout) as RunResult;
      expect([verb[0], conditions[violated], code]).toEqual([verb[0], "violated", 1]);
    }
  });

  it("is told in sentences, with the number of lies", async () => {
    const { stdout } = await strategos("check", "--protocol", "king", "--nodes", "6", "--m", "2");
    expect(stdout).toContain("How IC1 breaks (12 lies, the least there are)");
    expect(stdout).toContain("among proposals of phase 3, node 2 tells node 3 that it proposes nothing");
    expect(stdout).toContain("Loyal lieutenants do not decide alike: IC1 is violated.");
  });
});

it.each([
  ["7", 0],
  ["7 --m 2 --traitors 3", 1],
])("--random 320 --nodes %s plays all its worlds", async (flags, exit) => {
  const asked = ["--random", "320", "--nodes", ...flags.split(" "), "--json", "--quiet"];
  const { code, stdout, stderr } = await strategos("check", ...asked);
  expect({ code, stderr }).toEqual({ code: exit, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ type: "campaign", count: 320 });
});

describe("what check cannot do", () => {
  it.each([
    ["--nodes 7 --traitors 2,3", "check wants to know how many lie"],
    ["--nodes 7 --traitors 6", "it can be 0 to 5, so that a loyal lieutenant is left"],
    ["--nodes 7 --rounds 7", "it can be 1, the general's order alone, to 6"],
    ["--protocol king --nodes 7 --rounds 8", "write --rounds 7 or 10"],
    ["--protocol king --nodes 7 --m 2 --rounds 7 --write x.yaml", "none would replay 7"],
    ["--protocol sm --nodes 5 --traitors 3", "every world of 2 to 4 nodes"],
    ["--random 10 --traitors 2", "--traitors does not go with --random without --nodes"],
    ["--random 10 --nodes 7 --at-bound", "--at-bound does not go with --random with --nodes"],
    ["--random 10 --nodes 7 --orders a,a", "at least two orders, each once"],
    ["--protocol king --nodes 7 --random 9", "fix: leave --random out"],
    ["--protocol king --random 9", "fix: leave --random out and give --nodes N, or leave --protocol out"],
    ["--protocol sm --merge a b", "fix: leave --merge out and give --nodes N"],
    ["--protocol king --nodes 4 --smtlib a --dimacs b", "fix: leave --smtlib and --dimacs out, or"],
  ])("%s: says so", async (flags, sentence) => {
    const { code, stderr } = await strategos("check", ...flags.split(" "));
    expect(stderr).toContain(sentence);
    expect(code).toBe(64);
  });
});

describe("more rounds are not safer", () => {
  it.each([
    [["check", "--nodes", "7", "--m", "5", "--quiet"], 1],
    [["plan", "--nodes", "7", "--m", "5", "--unsafe"], 0],
  ] as const)("%j warns", async (args, exit) => {
    const { code, stdout } = await strategos(...args);
    expect(stdout).toContain(
      "m = 5 is too large: among 7 nodes OM(5) survives not even one traitor, OM(2) 2",
    );
    expect(code).toBe(exit);
  });

  it("within the bound, and where fewer rounds survive no more, nothing is warned of", async () => {
    for (const [n, m] of [
      ["7", "2"],
      ["8", "3"],
    ] as const)
      expect((await strategos("plan", "--nodes", n, "--m", m, "--unsafe")).stdout).not.toContain("too large");
  });
});
