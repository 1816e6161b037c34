/** What does not fit is refused before anything starts, with the ways out. */

import { describe, expect, it } from "vitest";
import { feasibilityOf, refusalOf } from "../../src/cli/feasible.js";
import { parseConfig } from "../../src/config/parse.js";
import { Run } from "../../src/config/run.js";
import { strategos } from "../run/strategos.js";

const configOf = (nodes: number) => parseConfig(undefined, { flags: { nodes: String(nodes) } });

describe("a run that does not fit", () => {
  it("at n=22 with 2 GB: fewer traitors to tolerate, and sim, are named with what they take", () => {
    const config = configOf(22);
    const feasibility = { ...feasibilityOf(new Run(config), {}), availableBytes: 2e9 };
    expect(refusalOf(new Run(config), "run", feasibility, {})).toMatch(
      /run takes about 4\.\d GB .* and 2\.0 GB are available\n {2}fix: .*--m 6 takes .*strategos sim, .*--force/,
    );
    expect(refusalOf(new Run(config), "sim", feasibility, {})).toBeNull();
    expect(refusalOf(new Run(config), "run", { ...feasibility, availableBytes: 5e9 }, {})).toBeNull();
  });

  it("n=28: run and plan exit 78 in a sentence; plan has shown the plan, and --force lets it pass", async () => {
    const run = await strategos("run", "--nodes", "28");
    expect(run).toMatchObject({ code: 78, stdout: "" });
    expect(run.stderr).toMatch(/^strategos: run takes about 5\d\d\.\d GB .*\n {2}fix: .*--lemma.*\n$/);
    const plan = await strategos("plan", "--nodes", "28", "--json");
    expect(plan.code).toBe(78);
    expect(JSON.parse(plan.stdout)).toMatchObject({ n: 28, m: 9, memory: { fits: false } });
    expect((await strategos("plan", "--nodes", "28", "--force")).code).toBe(0);
  });

  it("n=7 fits, and is planned with memory and an estimate", async () => {
    const plan = await strategos("plan", "--json");
    expect(plan.code).toBe(0);
    const { memory, estimate } = JSON.parse(plan.stdout) as {
      memory: { fits: boolean };
      estimate: { totalMs: number; roundsMs: number[] };
    };
    expect(memory.fits).toBe(true);
    expect(estimate.totalMs).toBeGreaterThan(0);
    expect(estimate.roundsMs).toHaveLength(3);
  });

  it("a simulation that spells every relay out counts the recording", async () => {
    const sim = await strategos("sim", "--nodes", "22", "--record-all", "--json");
    expect(sim.code).toBe(78);
    expect(sim.stderr).toContain("strategos: sim takes about ");
  });
});
