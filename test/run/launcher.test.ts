/**
 * What the launcher leaves behind, and what it says where this machine gives it too little. A run's secret keys were in
 * files until every node had read its own, and stayed there when the launcher was killed in between; with too few
 * processes allowed, nodes aborted and `run` waited for the rest until its timeouts. Siblings looked for: keys in
 * arguments and in the environment; a limit known before the start, one that shows when nodes start, and a spawn that
 * fails.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRunning, nodePids, start, temporaryFolder, until } from "./strategos.js";

describe("a run's secrets", () => {
  it("are in no file while nodes start, and none is left when the launcher is killed in the middle of it", async () => {
    const folder = temporaryFolder();
    const run = start(["run", "--traitors", "1:silent", "--round-timeout", "20s"], {
      env: { TMPDIR: folder },
    });
    await until(() => nodePids(run.child).size > 0, 20_000);
    const pids = [...nodePids(run.child).values()];
    expect(readdirSync(folder)).toEqual([]);
    run.child.kill("SIGKILL");
    await run.ended;
    expect(readdirSync(folder)).toEqual([]);
    await until(() => pids.every((pid) => !isRunning(pid)), 10_000);
  });

  it("are in no argument and no variable of a node", async () => {
    const run = start(["run", "--traitors", "1:silent", "--round-timeout", "20s"]);
    await run.said("all 7 nodes are up");
    const pids = nodePids(run.child);
    expect(pids.size).toBe(7);
    for (const [id, pid] of pids) {
      const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      expect(program).toBe(process.execPath);
      expect(args.slice(-3)).toEqual(["node", String(id), ""]);
      expect(namesIn(pid).filter((name) => !namesIn(run.child.pid as number).includes(name))).toEqual([
        "NODE_CHANNEL_FD",
        "NODE_CHANNEL_SERIALIZATION_MODE",
      ]);
    }
  });
});

function namesIn(pid: number): string[] {
  const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  return variables.map((one) => one.split("=")[0]!).filter((name) => name !== "");
}

/** Runs the launched nodes, and not the launcher, with these lines before all else. */
function planted(lines: string): NodeJS.ProcessEnv {
  const file = join(temporaryFolder(), "planted.cjs");
  writeFileSync(file, `if (/launched\\.cjs$/.test(process.argv[1] ?? "")) { ${lines} }\n`);
  return { NODE_OPTIONS: `--require ${file}` };
}

describe("too few processes or threads", () => {
  const isRoot = process.getuid?.() === 0 && spawnSync("setpriv", ["--version"]).status === 0;
  /** Nobody else's, so that only what the test starts is counted. */
  const USER = 61_000 + (process.pid % 4_000);

  function asUser(limit: number): readonly string[] {
    const user = ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups"];
    return [...user, "prlimit", `--nproc=${limit}`];
  }

  it.runIf(isRoot).each([20, 38])("allowed (%i): exit 69 at once, with cause and fix", async (limit) => {
    const home = temporaryFolder();
    chmodSync(home, 0o777);
    const run = start(["run", "--nodes", "4", "--start-timeout", "60s"], {
      under: asUser(limit),
      env: { HOME: home },
    });
    const { code, stderr } = await run.ended;
    expect(stderr).toMatch(
      /need about 32 processes and threads|could not be started: .*\n {2}fix: .*ulimit -u/,
    );
    expect(code).toBe(69);
  });

  it("a node that aborts before it listens ends the run at once, with 69", async () => {
    const lines =
      'process.stderr.write("pthread_create: Resource temporarily unavailable\\n"); process.abort();';
    const begun = performance.now();
    const { code, stderr } = await start(["run", "--nodes", "4", "--start-timeout", "60s"], {
      env: planted(lines),
    }).ended;
    expect(stderr).toMatch(
      /node \d could not be started: it ended by SIGABRT at once \(probably no more processes or threads may be started\)\n {2}fix: /,
    );
    expect(code).toBe(69);
    expect(performance.now() - begun).toBeLessThan(50_000);
  });
});
