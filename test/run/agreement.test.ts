/** Real processes over ZeroMQ: each recording is judged afresh from its reports alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pathSentence } from "../../src/explain/sentence.js";
import { toPlain } from "../../src/explain/text.js";
import { treesOf } from "../../src/explain/trees.js";
import { readRecording } from "../../src/recording/read.js";
import { configFile, judgedRun, onFreePorts, strategos, temporaryFolder } from "./strategos.js";

const HOLDS = { ic1: "holds", ic2: "holds" };

describe("the case to show: 7 processes, general 1, traitors 2 and 3", () => {
  it("agrees on attack, with the traffic that the design counts", async () => {
    const { ended, result } = await judgedRun();
    expect(ended.code).toBe(0);
    expect(result).toMatchObject({ n: 7, m: 2, general: 1, conditions: HOLDS, guaranteed: true, rounds: 3 });
    expect(result.decisions.map(({ order }) => order)).toEqual(Array(7).fill("attack"));
    expect(result.traffic).toMatchObject({ reports: 66, relays: [6, 30, 150] });
    expect(result.observed).toEqual([]);
  });

  it("shows rounds on stderr; tree, table, conditions and a path's sentence on stdout", async () => {
    const { code, stdout, stderr } = await strategos(
      "run",
      "--config",
      await onFreePorts("examples/course.yaml"),
    );
    expect(code).toBe(0);
    for (const round of ["round 0: 6 reports", "round 1: 30 reports", "round 2: 30 reports"]) {
      expect(stderr).toContain(round);
    }
    expect(stdout).toContain("{attack, 1, attack}");
    expect(stdout).toContain("{retreat, 1.2, retreat}");
    expect(stdout).toMatch(/IC1 {2}holds/);
    expect(stdout).toMatch(/IC2 {2}holds/);
    expect(stdout).toContain("ode 5 says that node 2 says that the general ordered retreat");
    expect(stdout).toMatch(/│ 3 +│ lieutenant │ traitor \(split\)/);
  });
});

describe("any number of nodes, any general, any traitors", () => {
  it.each([
    [4, "2"],
    [7, "6:always=retreat,7:always=retreat"],
    [10, "2,5:split,9:random"],
    [13, "3,6:split,9:random,12:collude"],
  ])("n = %i with traitors %s agrees on the loyal general's order", async (n, traitors) => {
    const { ended, result } = await judgedRun("--nodes", String(n), "--general", "4", "--traitors", traitors);
    expect(ended.code).toBe(0);
    expect(result).toMatchObject({
      n,
      general: 4,
      conditions: HOLDS,
      guaranteed: true,
      observed: [],
      faults: [],
    });
  });

  it.each(["1:split,3:flip", "1:random,4:random", "1:collude,2:collude", "1:silent", "1:always=retreat,7"])(
    "a traitor general (%s) cannot make the loyal lieutenants differ",
    async (traitors) => {
      const { ended, result } = await judgedRun("--traitors", traitors, "--round-timeout", "2s");
      expect(ended.code).toBe(0);
      expect(result.conditions).toEqual({ ic1: "holds", ic2: "vacuous" });
    },
  );

  it.each(["flip", "split", "always=retreat", "random", "collude", "silent", "crash=1", "late"])(
    "two lieutenants that follow %s change nothing",
    async (strategy) => {
      const traitors = `3:${strategy},6:${strategy.replace("crash=1", "crash=2")}`;
      const { ended, result } = await judgedRun("--traitors", traitors, "--round-timeout", "2s");
      expect(ended.code).toBe(0);
      expect(result).toMatchObject({ conditions: HOLDS, guaranteed: true, observed: [] });
    },
  );

  it("packs reports on the wire as it is told, with the same outcome", async () => {
    const json = await judgedRun("--nodes", "7", "--traitors", "2,5:split", "--wire", "json");
    const packed = await judgedRun("--nodes", "7", "--traitors", "2,5:split", "--wire", "packed");
    expect(packed.result.decisions).toEqual(json.result.decisions);
    expect(packed.result.traffic.relays).toEqual(json.result.traffic.relays);
    expect(packed.result.traffic.bytes).toBeLessThan(json.result.traffic.bytes);
  });

  it("agrees among four orders", async () => {
    const flags = ["--orders", "retreat,attack,wait,siege", "--order", "wait", "--traitors", "2,5:random"];
    const { result } = await judgedRun("--nodes", "7", ...flags);
    expect(result.conditions).toEqual(HOLDS);
    expect(result.decisions.find(({ id }) => id === 3)?.order).toBe("wait");
  });
});

describe("the assignment's sentence", () => {
  it("path 1.3.4.2 at n=10, m=3 is told from a real run", async () => {
    const file = join(temporaryFolder(), "ten.jsonl");
    const { code } = await strategos(
      "run",
      "--nodes",
      "10",
      "--traitors",
      "5,6,7",
      "--quiet",
      "--record",
      file,
    );
    expect(code).toBe(0);
    const recording = readRecording(readFileSync(file, "utf8"));
    const told = treesOf(recording).get(8)?.toldAt([1, 3, 4, 2]) ?? "nothing";
    expect(toPlain([pathSentence([1, 3, 4, 2], told)])).toBe(
      "node 2 says that node 4 says that node 3 says that the general ordered attack",
    );
    const explained = await strategos("explain", file, "--node", "8", "--path", "1.3.4.2");
    expect(explained.stdout.replace(/\s+/g, " ")).toContain(
      "Node 2 says that node 4 says that node 3 says that the general ordered attack",
    );
  });
});

describe("where nothing is guaranteed", () => {
  it("n=3, m=1 is refused with the ways out, and run with --unsafe it breaks IC2", async () => {
    const refused = await strategos("run", "--nodes", "3", "--m", "1", "--traitors", "3");
    expect(refused.code).toBe(78);
    const { ended, result } = await judgedRun("--nodes", "3", "--m", "1", "--traitors", "3", "--unsafe");
    expect(ended.code).toBe(1);
    expect(result).toMatchObject({ guaranteed: false, conditions: { ic1: "holds", ic2: "violated" } });
  });

  it("n=6, m=2 breaks IC2 with a loyal general whose order is not the default one, and only then", async () => {
    const flags = ["--nodes", "6", "--m", "2", "--traitors", "5,6", "--unsafe"];
    const attack = await judgedRun(...flags, "--order", "attack");
    expect(attack.ended.code).toBe(1);
    expect(attack.result.conditions.ic2).toBe("violated");
    const retreat = await judgedRun(...flags, "--order", "retreat");
    expect(retreat.ended.code).toBe(0);
  });

  it("replays scripted lies to the letter", async () => {
    const lies =
      "lies: [{ round: 0, to: 2, path: [1], order: attack }, { round: 0, to: 3, path: [1], order: retreat }]";
    const traitor = `  - { id: 1, strategy: script, ${lies} }`;
    const config = await configFile(3, ["m: 0", "order: attack", "unsafe: true", "traitors:", traitor]);
    const { ended, result } = await judgedRun("--config", config);
    expect(result.decisions.map(({ order }) => order)).toEqual(["attack", "attack", "retreat"]);
    expect(result.conditions).toEqual({ ic1: "violated", ic2: "vacuous" });
    expect(ended.code).toBe(1);
  });
});
