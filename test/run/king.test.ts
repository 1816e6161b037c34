/** The phase king by real processes: equal to the simulator line for line, and what breaks at n = 3m. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/recording/result.js";
import { onFreePorts, strategos, temporaryFolder } from "./strategos.js";

/** Lines of a recording without their times. */
function linesOf(file: string): unknown[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines
    .map((line) => ({ ...(JSON.parse(line) as Record<string, unknown>), at: 0 }))
    .filter((line) => (line as { kind?: string }).kind !== "closedRound");
}

describe("the phase king", () => {
  it.each([
    ["4", "2:flip", "20s"],
    ["7", "1:collude,2:random", "20s"],
    ["7", "3:silent,1:split", "4s"],
    // late in each of its rounds, so that every deadline is waited for
    ["7", "2:crash=4,5:late", "3s"],
    ["10", "1:random,2:always=retreat,9:split", "20s"],
  ])("n = %s with traitors %s: run and sim give the same recording", async (n, traitors, roundTimeout) => {
    const folder = temporaryFolder();
    const files = { run: join(folder, "run.jsonl"), sim: join(folder, "sim.jsonl") };
    const flags = [
      "--protocol",
      "king",
      "--nodes",
      n,
      "--traitors",
      traitors,
      "--round-timeout",
      roundTimeout,
      "--json",
    ];
    const run = await strategos("run", ...flags, "--quiet", "--record", files.run);
    const sim = await strategos("sim", ...flags, "--record", files.sim);
    expect(linesOf(files.run)).toEqual(linesOf(files.sim));
    const [real, simulated] = [run, sim].map(({ stdout }) => JSON.parse(stdout) as RunResult);
    expect(real).toMatchObject({ protocol: "king", guaranteed: true, observed: [] });
    expect(real?.conditions.ic1).toBe("holds");
    expect(real?.traffic.reports).toBe(simulated?.traffic.reports);
    expect(real?.traffic.relays).toEqual(simulated?.traffic.relays);
    expect([run.code, sim.code]).toEqual([0, 0]);
  });

  it("sixteen processes agree in 19 rounds", async () => {
    const { code, stdout } = await strategos(
      "run",
      "--protocol",
      "king",
      "--nodes",
      "16",
      "--round-timeout",
      "20s",
      "--json",
      "--quiet",
    );
    const result = JSON.parse(stdout) as RunResult;
    expect(result).toMatchObject({ rounds: 19, conditions: { ic1: "holds", ic2: "holds" } });
    expect(result.traffic.reports).toBe(15 + 6 * (2 * 16 * 15 + 15));
    expect(code).toBe(0);
  });

  it("n = 3, m = 1: its counterexample is replayed by real processes", async () => {
    const file = join(temporaryFolder(), "counterexample.yaml");
    const checked = await strategos(
      "check",
      "--protocol",
      "king",
      "--nodes",
      "3",
      "--m",
      "1",
      "--json",
      "--write",
      file,
    );
    expect(checked.code).toBe(1);
    const replayed = await strategos("run", "--config", await onFreePorts(file), "--json", "--quiet");
    const { conditions } = JSON.parse(replayed.stdout) as RunResult;
    expect(conditions.ic1).toBe("violated");
    expect(replayed.code).toBe(1);
  });

  it("explain tells it, and view shows it", async () => {
    const file = join(temporaryFolder(), "king.jsonl");
    await strategos("sim", "--protocol", "king", "--nodes", "4", "--record", file);
    const told = await strategos("explain", file);
    expect(told.code).toBe(0);
    expect(told.stdout).toContain("every loyal node told what it owed");
    for (const args of [[file], ["--protocol", "king"]]) {
      const { code, stderr } = await strategos("view", ...args, "--html", `${file}.html`);
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^wrote /)]);
    }
  });
});
