/** Nodes that die, never come, or are stopped: the others finish by their deadlines, and nothing is left behind. */
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { assertAvailable } from "../../src/cluster/ports.js";
import { parseConfig } from "../../src/config/parse.js";
import type { RunResult } from "../../src/recording/result.js";
import { configFile, isRunning, nodePids, start, until } from "./strategos.js";

describe("a node is killed", () => {
  // A silent or half-silent traitor keeps a round open until its deadline, so that the kill falls into it.
  it.each([
    { round: 0, traitor: "1:silent", said: "all 7 nodes are up", ic2: "vacuous" },
    { round: 1, traitor: "2:silent", said: "round 0:", ic2: "holds" },
    { round: 2, traitor: "2:crash=2", said: "round 1:", ic2: "holds" },
  ])("in round $round: the others decide, and the result names it", async ({ traitor, said, ic2 }) => {
    const run = start(["run", "--traitors", traitor, "--round-timeout", "2500ms", "--json"]);
    await run.said(said);
    process.kill(nodePids(run.child).get(5) as number, "SIGKILL");
    const { code, stdout } = await run.ended;
    const result = JSON.parse(stdout) as RunResult;
    expect(result.observed).toEqual([{ id: 5, why: "killed by SIGKILL" }]);
    expect(result.conditions).toEqual({ ic1: "holds", ic2 });
    expect(result.decisions.filter(({ order }) => order !== null).length).toBeGreaterThanOrEqual(5);
    expect(code).toBe(0);
  });

  it("and one more than m: not guaranteed, and unknown", async () => {
    const run = start(["run", "--traitors", "2:silent,3:flip", "--round-timeout", "2500ms", "--json"]);
    await run.said("round 0:");
    process.kill(nodePids(run.child).get(5) as number, "SIGKILL");
    const { code, stdout } = await run.ended;
    expect(JSON.parse(stdout)).toMatchObject({ guaranteed: false, observed: [{ id: 5 }] });
    expect(code).toBe(2);
  });
});

describe("nodes started by hand", () => {
  it("agree in whatever order they come, each printing its own decision", async () => {
    const config = await configFile(7, ["traitors: [{ id: 2, strategy: flip }, { id: 3, strategy: split }]"]);
    const nodes = [];
    for (const id of [5, 2, 7, 1, 4, 6, 3]) {
      const node = start(["node", String(id), "--config", config, ...(id === 4 ? ["--tree"] : [])]);
      nodes.push({ id, node });
      await node.said("waiting for its peers");
    }
    for (const { id, node } of nodes) {
      const { code, stdout, stderr } = await node.ended;
      expect(stdout).toContain(`node ${id} decides attack (no faults)`);
      expect(stdout.includes("{retreat, 1.2, retreat}")).toBe(id === 4);
      expect(stderr).toContain("no keys");
      expect(code).toBe(0);
    }
  });

  it("agree although two of them, within m, never start", async () => {
    const config = await configFile(7, ["startTimeout: 3s", "roundTimeout: 2s"]);
    const nodes = [1, 2, 3, 4, 5].map((id) => start(["node", String(id), "--config", config, "--json"]));
    for (const node of nodes) {
      const { code, stdout } = await node.ended;
      expect(JSON.parse(stdout)).toMatchObject({ order: "attack" });
      expect(code).toBe(0);
    }
  });

  it("say which peers are missing when they never come, and exit 2", async () => {
    const config = await configFile(4, ["startTimeout: 500ms"]);
    const { code, stderr } = await start(["node", "3", "--config", config]).ended;
    expect(stderr).toContain("node 3 did not start: nodes 1, 2 and 4 did not say READY in time");
    expect(code).toBe(2);
  });

  it("refuse each other by name when their configurations differ", async () => {
    const config = await configFile(4, ["startTimeout: 1s"]);
    const nodes = [1, 2, 3].map((id) => start(["node", String(id), "--config", config]));
    const other = start(["node", "4", "--config", config, "--round-timeout", "3s"]);
    const { stderr } = await other.ended;
    expect(stderr).toMatch(/node 1.*has config hash [0-9a-f]{12}…?, this node [0-9a-f]{12}/);
    for (const node of nodes) expect((await node.ended).stdout).toContain("decides attack");
  });
});

describe("the launcher is stopped", () => {
  it.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "by %s: no process, no port and no file is left",
    async (signal) => {
      const config = await configFile(7, ["roundTimeout: 20s", "traitors: [{ id: 1, strategy: silent }]"]);
      const run = start(["run", "--config", config]);
      await run.said("all 7 nodes are up");
      const pids = [...nodePids(run.child).values()];
      expect(pids).toHaveLength(7);
      run.child.kill(signal);
      const { code } = await run.ended;
      expect(code).toBe(signal === "SIGKILL" ? null : 130);
      await until(() => pids.every((pid) => !isRunning(pid)), 5_000);
      await assertAvailable(parseConfig(readFileSync(config, "utf8")).nodes.map(({ address }) => address));
      const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`strategos-${run.child.pid}-`));
      expect(left).toEqual([]);
    },
  );

  it("a port in use ends it with 69 and names the address", async () => {
    const config = await configFile(4, ["roundTimeout: 20s", "traitors: [{ id: 1, strategy: silent }]"]);
    const first = start(["run", "--config", config]);
    await first.said("all 4 nodes are up");
    const { code, stderr } = await start(["run", "--config", config]).ended;
    expect(code).toBe(69);
    expect(stderr).toMatch(/tcp:\/\/127\.0\.0\.1:\d+ is in use by another process/);
    expect(stderr).toContain("fix:");
    const alone = await start(["node", "2", "--config", config]).ended;
    expect(alone.code).toBe(69);
    expect(alone.stderr).toMatch(/tcp:\/\/127\.0\.0\.1:\d+ is in use by another process\n {2}fix:/);
  });
});
