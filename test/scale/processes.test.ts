/** Real processes with packed reports, and a simulation of the largest tree. */
import { expect, it } from "vitest";
import type { RunResult } from "../../src/recording/result.js";
import { strategos } from "../run/strategos.js";

const HOLDS = { ic1: "holds", ic2: "holds" };

it("n=16, m=5: 16 processes with five liars agree, with the traffic and the rounds' bytes that were planned", async () => {
  const flags = ["--nodes", "16", "--run", "planned", "--round-timeout", "20s"];
  const traitors = "2,3:split,5:random,8:collude,13:always=retreat";
  const { code, stdout } = await strategos("run", "--json", "--quiet", ...flags, "--traitors", traitors);
  expect(code).toBe(0);
  const result = JSON.parse(stdout) as RunResult;
  expect(result).toMatchObject({ n: 16, m: 5, conditions: HOLDS, guaranteed: true, observed: [] });
  const plan = JSON.parse((await strategos("plan", "--json", ...flags)).stdout) as {
    rounds: { relays: number }[];
    total: { bytes: number };
  };
  expect(result.traffic.relays).toEqual(plan.rounds.map(({ relays }) => relays));
  expect(result.traffic.bytes).toBeLessThanOrEqual(plan.total.bytes);
  expect(result.traffic.bytes).toBeGreaterThan(0.98 * plan.total.bytes);
});

it("n=22, m=7 in one process, with every lie apart: each node decides as by the lemma", async () => {
  const liars = [3, 5, 8, 13, 21, 22].map((id) => `${id}:random`).join(",");
  const flags = ["sim", "--json", "--nodes", "22", "--traitors", `1:split,${liars}`];
  const [full, lemma] = [await strategos(...flags), await strategos(...flags, "--lemma")];
  const [folded, walked] = [full, lemma].map(({ stdout }) => JSON.parse(stdout) as RunResult);
  expect(folded?.conditions).toEqual({ ic1: "holds", ic2: "vacuous" });
  expect(walked?.decisions).toEqual(folded?.decisions);
});
