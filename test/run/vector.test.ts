/** Protocol vector with real processes: the clocks, larger groups, `node` by itself, and sim against run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/recording/result.js";
import { configFile, type Ended, onFreePorts, start, strategos, temporaryFolder } from "./strategos.js";

const HOLDS = { ic1: "holds", ic2: "holds" };
const VECTOR = ["--protocol", "vector"];
const resultOf = ({ stdout, stderr, code }: Ended): RunResult => {
  if (stdout === "") throw new Error(`no result, exit code ${code}:\n${stderr}`);
  return JSON.parse(stdout) as RunResult;
};

/** A recording's lines without times, and without who came late to a node that had perhaps left already. */
function linesOf(file: string): unknown[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines
    .map((line) => ({ ...(JSON.parse(line) as Record<string, unknown>), at: 0 }))
    .filter((line) => (line as { kind?: string }).kind !== "closedRound");
}

describe("the slides' clocks", () => {
  it("agree on one middle time with a third loyal clock", async () => {
    const ended = await strategos(
      "run",
      "--config",
      await onFreePorts("examples/clocks.yaml"),
      "--json",
      "--quiet",
    );
    const result = resultOf(ended);
    expect(ended.code).toBe(0);
    expect(result).toMatchObject({
      protocol: "vector",
      combine: "median",
      conditions: HOLDS,
      guaranteed: true,
    });
    const vector = { 1: "100", 2: "110", 3: "none", 4: "106" };
    expect(result.decisions.filter(({ loyal }) => loyal).map((one) => one.vector)).toEqual([
      vector,
      vector,
      vector,
    ]);
    expect(result.decisions[0]).toEqual({
      id: 1,
      role: "general",
      loyal: true,
      order: "106",
      value: "100",
      vector,
    });
  });

  it("do not where they only exchange their times", async () => {
    const ended = await strategos(
      "run",
      "--config",
      await onFreePorts("examples/clocks-exchanged.yaml"),
      "--quiet",
    );
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/│ 1 +│ 100 +│ loyal +│ \{"1":"100","2":"110","3":"105"\} │ 105 /);
    expect(ended.stdout).toMatch(/│ 2 +│ 110 +│ loyal +│ \{"1":"100","2":"110","3":"90"\} +│ 100 /);
    expect(ended.stdout).toContain("IC1  violated");
  });
});

describe("larger groups", () => {
  it.each([
    [7, "2:flip,5:split", [42, 42 * 6, 42 * 30]],
    [10, "2:random,5:collude,9:always=12", [90, 90 * 9, 90 * 72, 90 * 504]],
  ])(
    "n = %i with traitors %s: the same vector, each loyal node's own value in it",
    async (n, traitors, relays) => {
      const value = Array.from({ length: n }, (_, index) => `${index + 1}=v${index + 1}`).join(",");
      const args = [
        ...VECTOR,
        "--nodes",
        String(n),
        "--traitors",
        traitors,
        "--value",
        value,
        "--round-timeout",
        "60s",
        "--start-timeout",
        "100s",
      ];
      const ended = await strategos("run", ...args, "--json", "--quiet");
      const result = resultOf(ended);
      expect(ended.code).toBe(0);
      // a node that a busy machine lets stand still is observed, and yet agrees
      expect(result).toMatchObject({ n, conditions: HOLDS });
      expect(result.traffic.relays).toEqual(relays);
      const loyal = result.decisions.filter((one) => one.loyal);
      expect(loyal.length).toBeGreaterThan(n / 2);
      for (const { vector, order } of loyal) {
        expect(order).toBe(JSON.stringify(vector));
        for (const { id } of loyal) expect(vector?.[id]).toBe(`v${id}`);
      }
    },
  );
});

describe("sim and run", () => {
  it.each(["none", "2:flip", "1:silent", "3:random", "4:crash=1", "2:late", "4:collude", "1:split"])(
    "traitors %s: equal decisions, reports, faults and verdict",
    async (traitors) => {
      const folder = temporaryFolder();
      const files = { run: join(folder, "run.jsonl"), sim: join(folder, "sim.jsonl") };
      const args = [
        ...VECTOR,
        "--nodes",
        "4",
        "--value",
        "1=7,2=attack,4=9",
        "--traitors",
        traitors,
        "--combine",
        "majority",
      ];
      const run = await strategos(
        "run",
        ...args,
        "--round-timeout",
        "2s",
        "--json",
        "--quiet",
        "--record",
        files.run,
      );
      const sim = await strategos("sim", ...args, "--round-timeout", "2s", "--json", "--record", files.sim);
      expect(linesOf(files.run)).toEqual(linesOf(files.sim));
      expect(resultOf(run).decisions).toEqual(resultOf(sim).decisions);
      expect([run.code, sim.code]).toEqual([0, 0]);
    },
  );
});

describe("the verb node", () => {
  it("gives its own value by --value, which the others need not know", async () => {
    const file = await configFile(4, [
      "protocol: vector",
      "combine: median",
      "roundTimeout: 60s",
      "traitors: []",
    ]);
    const nodes = [1, 2, 3, 4].map((id) =>
      start(["node", String(id), "--config", file, "--value", String(id * 10), "--json"]),
    );
    const ended = await Promise.all(nodes.map((one) => one.ended));
    for (const { code, stdout } of ended) {
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        order: "20",
        vector: { 1: "10", 2: "20", 3: "30", 4: "40" },
      });
    }
  });
});

describe("what other verbs say", () => {
  it("explain tells a recording of it; view shows that and its configuration; the lemma is about om only", async () => {
    const file = join(temporaryFolder(), "run.jsonl");
    await strategos("sim", "examples/clocks.yaml", "--record", file, "--json");
    const told = await strategos("explain", file);
    expect([told.code, told.stdout]).toEqual([0, expect.stringContaining("told what it owed")]);
    for (const args of [[file], ["--config", "examples/clocks.yaml"]]) {
      const { code, stderr } = await strategos("view", ...args, "--html", `${file}.html`);
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^wrote /)]);
    }
    const lemma = await strategos("sim", "--lemma", "--config", "examples/clocks.yaml");
    expect([lemma.code, lemma.stderr]).toEqual([78, expect.stringContaining("it is about the trees of om")]);
  });

  it("plan counts it; check proves it by reduction", async () => {
    const plan = await strategos("plan", "--config", "examples/clocks.yaml", "--json");
    expect(JSON.parse(plan.stdout)).toMatchObject({ protocol: "vector", total: { reports: 24, relays: 48 } });
    const check = await strategos("check", "--protocol", "vector", "--nodes", "4", "--json", "--quiet");
    expect(check.code).toBe(0);
    expect(JSON.parse(check.stdout)).toMatchObject({
      ...{ protocol: "vector", conditions: HOLDS, worlds: { covered: "34" } },
    });
  });

  it("n = 3, m = 1: what check writes is a vector's counterexample, and real processes replay it", async () => {
    const file = join(temporaryFolder(), "counterexample.yaml");
    const flags = ["--protocol", "vector", "--nodes", "3", "--m", "1", "--json", "--quiet"];
    expect((await strategos("check", ...flags, "--write", file)).code).toBe(1);
    const replayed = await strategos("run", "--config", await onFreePorts(file), "--json", "--quiet");
    const { protocol, conditions } = JSON.parse(replayed.stdout) as RunResult;
    expect([protocol, conditions.ic2, replayed.code]).toEqual(["vector", "violated", 1]);
  });
});
