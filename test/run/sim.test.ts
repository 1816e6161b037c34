/** The simulator and real processes: the same configuration and seed give the same run, but for times. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/recording/result.js";
import { onFreePorts, strategos, temporaryFolder } from "./strategos.js";

const STRATEGIES = ["flip", "split", "always=retreat", "random", "silent", "collude", "crash=1", "late"];

/** Flags of a random configuration with n ≤ 10 and at most m traitors, general and order at will. */
const flags = fc
  .record({
    n: fc.integer({ min: 4, max: 10 }),
    general: fc.nat(),
    order: fc.constantFrom("retreat", "attack"),
    seed: fc.nat(1000),
    traitors: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...STRATEGIES)), { maxLength: 3 }),
  })
  .map(({ n, general, order, seed, traitors }) => {
    const m = Math.floor((n - 1) / 3);
    const liars = new Map(traitors.slice(0, m).map(([id, strategy]) => [(id % n) + 1, strategy]));
    const generalId = (general % n) + 1;
    const list = [...liars].map(([id, strategy]) => {
      const round = id === generalId ? 0 : 1;
      return `${id}:${strategy.replace("crash=1", `crash=${round}`)}`;
    });
    return [
      ...["--nodes", String(n), "--general", String(generalId), "--order", order, "--seed", String(seed)],
      ...["--traitors", list.join(",") || "none", "--round-timeout", "2s"],
    ];
  });

/** Lines of a recording without their times, and without who came late to a node that had perhaps left already. */
function linesOf(file: string): unknown[] {
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => ({ ...(JSON.parse(line) as Record<string, unknown>), at: 0 }))
    .filter((line) => (line as { kind?: string }).kind !== "closedRound");
}

describe("sim and run", () => {
  it.each(fc.sample(flags, { numRuns: 22, seed: 5 }).map((one) => [one.join(" "), one] as const))(
    "%s: equal decisions, reports, faults and verdict",
    async (_name, args) => {
      const folder = temporaryFolder();
      const files = { run: join(folder, "run.jsonl"), sim: join(folder, "sim.jsonl") };
      const run = await strategos("run", ...args, "--json", "--quiet", "--record", files.run);
      const sim = await strategos("sim", ...args, "--json", "--record", files.sim);
      expect(linesOf(files.run)).toEqual(linesOf(files.sim));
      const [real, simulated] = [run, sim].map(({ stdout }) => JSON.parse(stdout) as RunResult);
      expect(real?.traffic.relays).toEqual(simulated?.traffic.relays);
      expect(run.code).toBe(sim.code);
    },
  );

  it("a fault that run cannot force is injected from a file", async () => {
    const file = join(temporaryFolder(), "faults.json");
    writeFileSync(file, JSON.stringify([{ kind: "stall", node: 4, fromMs: 0, toMs: 9000 }]));
    const { code, stdout } = await strategos("sim", "--traitors", "2", "--faults", file, "--json");
    const { observed, conditions } = JSON.parse(stdout) as RunResult;
    expect(observed).toMatchObject([{ id: 4 }]);
    expect(conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(code).toBe(0);
  });

  it.each([[{}, 0] as const, [{ round: 2 }, 2] as const])(
    "a node that hears nobody is one faulty node, and no one else is: %o",
    async (which, round) => {
      const file = join(temporaryFolder(), "deaf.json");
      writeFileSync(file, JSON.stringify([{ kind: "loss", to: 7, ...which }]));
      const { code, stdout } = await strategos("sim", "--traitors", "none", "--faults", file);
      expect(stdout).toContain("guaranteed: n = 7 > 3m = 6, 1 of at most m = 2 faulty");
      expect(stdout.match(/^node .* of m = 2 used$/gm)).toEqual([
        `node 7 heard nothing in round ${round}: counted as a traitor, 1 of m = 2 used`,
      ]);
      expect(code).toBe(0);
    },
  );
});

describe("check", () => {
  it.each([
    ["3", "1", "ic2", 1],
    ["6", "2", "ic2", 6],
  ])(
    "n=%s, m=%s: its counterexample is replayed by real processes with exit code 1 and the same decisions",
    async (n, m, violated, lies) => {
      const file = join(temporaryFolder(), "counterexample.yaml");
      const checked = await strategos("check", "--nodes", n, "--m", m, "--json", "--write", file);
      expect(checked.code).toBe(1);
      const { counterexample } = JSON.parse(checked.stdout) as { counterexample: Record<string, unknown> };
      expect(counterexample).toMatchObject({ violated, lies, isMinimal: true });
      for (const verb of ["run", "sim"]) {
        const replayed = await strategos(verb, "--config", await onFreePorts(file), "--json");
        const { decisions, conditions } = JSON.parse(replayed.stdout) as RunResult;
        expect(decisions.map(({ id, order }) => ({ id, order }))).toEqual(counterexample.decisions);
        expect(conditions).toMatchObject({ [violated]: "violated" });
        expect(replayed.code).toBe(1);
      }
    },
  );

  it("a campaign in three local processes merges to the whole", async () => {
    const folder = temporaryFolder();
    const campaign = ["check", "--random", "600", "--seed", "11", "--json", "--quiet"];
    const whole = await strategos(...campaign);
    const parts = await Promise.all(
      [1, 2, 3].map(async (k) => {
        const file = join(folder, `part-${k}.json`);
        writeFileSync(file, (await strategos(...campaign, "--shard", `${k}/3`)).stdout);
        return file;
      }),
    );
    const merged = await strategos("check", "--merge", ...parts, "--json");
    const timeless = (text: string) => ({ ...(JSON.parse(text) as object), seconds: 0, worldsPerSecond: 0 });
    expect(timeless(merged.stdout)).toEqual(timeless(whole.stdout));
    expect(timeless(merged.stdout)).toMatchObject({ count: 600, violated: 0, shards: ["1/1"] });
    expect(merged.code).toBe(0);
  });

  it("at n = 3m a campaign finds violations, and each is replayed by one command", async () => {
    const { code, stdout } = await strategos(
      "check",
      "--random",
      "300",
      "--seed",
      "3",
      "--at-bound",
      "--quiet",
    );
    expect(code).toBe(1);
    const command = /strategos (sim --world \d+ --at-bound)/.exec(stdout)?.[1] ?? "";
    const replayed = await strategos(...command.split(" "), "--json");
    expect(Object.values((JSON.parse(replayed.stdout) as RunResult).conditions)).toContain("violated");
  });
});
