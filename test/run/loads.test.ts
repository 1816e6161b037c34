/**
 * What is loaded at a start: each of these takes longer than a small node's whole part in an agreement, and one import of many
 * brings it back unseen.
 */
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type StartOptions, start, temporaryFolder } from "./strategos.js";

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
    const files = Object.keys(require.cache).filter((file) => file !== __filename).map((file) => require("node:path").basename(file));
    const told = JSON.stringify({ verb: process.argv[2], loaded, files, refused });
    require("node:fs").writeFileSync(process.env.TOLD + "/" + process.pid + ".json", told);
  });
`;

interface Told {
  readonly verb: string;
  readonly loaded: readonly string[];
  /** files that Node.js itself found and read */
  readonly files: readonly string[];
  readonly refused: readonly string[];
}

interface Starts {
  readonly stdout: string;
  /** what processes told of which this is the first word after the program */
  readonly of: (verb: string) => readonly Told[];
}

function toldBy(...args: readonly string[]): Promise<Starts> {
  return toldOf(args);
}

async function toldOf(args: readonly string[], options: StartOptions = {}): Promise<Starts> {
  const folder = temporaryFolder();
  const place = temporaryFolder();
  const watch = join(folder, "watch.cjs");
  writeFileSync(watch, WATCH);
  const env = { NODE_OPTIONS: `--require "${watch}"`, TOLD: place };
  const { code, stdout } = await start(args, { ...options, env }).ended;
  expect(code).toBe(0);
  const all = readdirSync(place).map((name) => JSON.parse(readFileSync(join(place, name), "utf8")) as Told);
  return { stdout, of: (verb) => all.filter((one) => one.verb === verb) };
}

it("a launched node loads no binary in vain, nor clocks, name servers or streams of files of Node.js", async () => {
  const { stdout, of } = await toldBy("run", "--nodes", "4", "--quiet", "--json");
  expect(stdout.trim().split("\n")).toHaveLength(1);
  const nodes = of("node");
  expect(nodes).toHaveLength(4);
  for (const { loaded, files, refused } of nodes) {
    expect(refused).toEqual([]);
    // its own file is found by its name, and in it lies all but the binary part
    expect(files).toEqual(["launched.cjs", "addon.node"]);
    expect(loaded).toContain("crypto");
    for (const name of ["perf_hooks", "dns", "cluster", "http", "worker_threads", "internal/fs/streams"])
      expect(loaded).not.toContain(name);
  }
});

it("help and the version load one file, and a verb neither sockets for a pipe nor what starts programs", async () => {
  for (const word of ["--version", "--help"]) {
    const { of } = await toldBy(word);
    expect(of(word)).toMatchObject([{ files: ["strategos.cjs"] }]);
    expect(of(word)[0]?.loaded.filter((name) => ["net", "crypto"].includes(name))).toEqual([]);
  }
  const { stdout, of } = await toldBy("plan", "--nodes", "4", "--json");
  expect(stdout.trim().split("\n")).toHaveLength(1);
  expect(of("plan")[0]?.files).toEqual(["strategos.cjs"]); // the rest is its pack
  expect(of("plan")[0]?.loaded.filter((name) => ["child_process", "net"].includes(name))).toEqual([]);
});

it("a verb whose output goes nowhere makes no stream for it", async () => {
  const stdout = openSync(devNull, "w");
  onTestFinished(() => closeSync(stdout));
  const { of } = await toldOf(["plan", "--nodes", "4"], { stdout });
  expect(of("plan")[0]?.loaded).not.toContain("internal/fs/sync_write_stream");
});
