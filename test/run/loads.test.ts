/**
 * What a launched node loads: each of these takes longer than a small node's whole part in an agreement, and one import of many
 * brings it back unseen.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { start, temporaryFolder } from "./strategos.js";

/** Runs in each process before the program: as it ends, it leaves what it loaded, and which binaries did not load. */
const WATCH = `
  const refused = [];
  const { dlopen } = process;
  process.dlopen = (...args) => {
    try {
      return dlopen.apply(process, args);
    } catch (error) {
      refused.push(args[1]);
      throw error;
    }
  };
  process.on("exit", () => {
    const loaded = process.moduleLoadList.filter((one) => one.startsWith("NativeModule ")).map((one) => one.slice(13));
    const told = JSON.stringify({ loaded, refused });
    if (process.argv[2] === "node") require("node:fs").writeFileSync(process.env.TOLD + "/" + process.pid + ".json", told);
  });
`;

interface Told {
  readonly loaded: readonly string[];
  readonly refused: readonly string[];
}

it("a launched node loads no binary in vain, nor clocks, name servers or streams of files of Node.js", async () => {
  const folder = temporaryFolder();
  const told = temporaryFolder();
  const watch = join(folder, "watch.cjs");
  writeFileSync(watch, WATCH);
  const env = { NODE_OPTIONS: `--require "${watch}"`, TOLD: told };
  const { code } = await start(["run", "--nodes", "4", "--quiet", "--json"], { env }).ended;
  expect(code).toBe(0);
  const nodes = readdirSync(told).map((name) => JSON.parse(readFileSync(join(told, name), "utf8")) as Told);
  expect(nodes).toHaveLength(4);
  for (const { loaded, refused } of nodes) {
    expect(refused).toEqual([]);
    expect(loaded).toContain("crypto");
    for (const name of ["perf_hooks", "dns", "cluster", "http", "worker_threads", "internal/fs/streams"])
      expect(loaded).not.toContain(name);
  }
});
