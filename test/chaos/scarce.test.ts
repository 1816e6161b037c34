/** What a machine can lack: room on a disk, file descriptors, a port. Each is a sentence, and nothing is left behind. */
import { execFileSync } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { configFile, type Ended, start, temporaryFolder } from "../run/strategos.js";

const FOUR = ["run", "--nodes", "4", "--round-timeout", "10s", "--quiet"];

describe("a full disk", () => {
  it("under the recording: the result is printed, the file is named, exit 69", async () => {
    const file = join(temporaryFolder(), "run.jsonl");
    symlinkSync("/dev/full", file);
    const ended = await start([...FOUR, "--json", "--record", file]).ended;
    expect(wrongIn(ended, 69, /run\.jsonl cannot be written: the disk is full/)).toEqual([]);
    expect(JSON.parse(ended.stdout)).toMatchObject({ conditions: { ic1: "holds" } });
    expect(lstatSync(file).isSymbolicLink()).toBe(true); // a device is written, and not replaced by a file
  });

  it("of a few kilobytes: no part of a recording is left on it", async () => {
    const folder = smallDisk();
    const ended = await start([...FOUR, "--record", join(folder, "run.jsonl")]).ended;
    expect(wrongIn(ended, 69, /run\.jsonl cannot be written: /)).toEqual([]);
    expect(readdirSync(folder)).toEqual(["rest"]);
  });

  it("for temporary files: none is written, for a run's secrets are in no file", async () => {
    const folder = smallDisk();
    const ended = await start(FOUR, { env: { TMPDIR: folder } }).ended;
    expect(ended.code).toBe(0);
    expect(readdirSync(folder)).toEqual(["rest"]);
  });

  // a page and a log whose addresses nobody was told were served on
  it.each([[FOUR], [["view", "--nodes", "4"]], [["serve", "--all", "--json", "--quiet", "--data"]]])(
    "under standard output: said on stderr, exit 69: %j",
    async (args) => {
      const stdout = openSync("/dev/full", "w");
      onTestFinished(() => closeSync(stdout));
      const more = args.at(-1) === "--data" ? [join(temporaryFolder(), "demo")] : [];
      const ended = await start([...args, ...more], { stdout }).ended;
      expect(wrongIn(ended, 69, /the result cannot be written: the disk is full/)).toEqual([]);
    },
  );
});

describe("file descriptors", () => {
  it.each([24, 30])("of which the launcher has %d: it says what it needs, exit 69", async (limit) => {
    const ended = await start(FOUR, { under: ["prlimit", `--nofile=${limit}`] }).ended;
    expect(
      wrongIn(ended, 69, /the launcher needs \d+ more file descriptors, and may open \d+ \(of \d+/),
    ).toEqual([]);
  });

  it("of which its nodes have too few: one of them is named, exit 69", async () => {
    const ended = await start(FOUR, { under: ["prlimit", "--nofile=44"] }).ended;
    expect(wrongIn(ended, 69, /node \d needs \d+ more file descriptors/)).toEqual([]);
  });

  it.each([24, 28, 32, 40])(
    "of which a node started by hand has %d: exit 69, before it opens a socket",
    async (limit) => {
      const config = await configFile(4, ["startTimeout: 1s"]);
      const ended = await start(["node", "2", "--config", config], {
        under: ["prlimit", `--nofile=${limit}`],
      }).ended;
      expect(wrongIn(ended, 69, /node 2 needs \d+ more file descriptors/)).toEqual([]);
    },
  );

  it("that strangers take from a running node: it goes on, and agrees with the others", async () => {
    const config = await configFile(4, ["startTimeout: 60s", "roundTimeout: 10s"]);
    const first = start(["node", "2", "--config", config, "--json"], { under: ["prlimit", "--nofile=64"] });
    await first.said("waiting for its peers");
    const others = [3, 4].map((id) => start(["node", String(id), "--config", config, "--json"]));
    const { address } = parseConfig(readFileSync(config, "utf8")).nodes[1]!;
    const strangers = Array.from({ length: 200 }, () => strangerAt(Number(new URL(address).port)));
    await first.said(/cut before it had said who it is/); // all its descriptors were taken until then
    for (const stranger of strangers) stranger.destroy();
    const general = start(["node", "1", "--config", config, "--json"]);
    for (const node of [first, ...others, general]) {
      const { code, stdout, stderr } = await node.ended;
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(JSON.parse(stdout)).toMatchObject({ order: "attack" });
    }
  });
});

/** What is wrong with how it ended: it is to say this, with a fix, and nothing that only a programmer reads. */
function wrongIn({ code, stdout, stderr }: Ended, exitCode: number, what: RegExp): string[] {
  return [
    ...(what.test(stderr) && /\n {2}fix: \S/.test(stderr) ? [] : [`it said ${stderr}`]),
    ...(/^\s+at .+:\d+:\d+/m.test(stderr + stdout) ? ["a stack trace was shown"] : []),
    ...(stderr.includes("this is a bug") ? ["it called itself a bug"] : []),
    ...(code === exitCode ? [] : [`it ended with exit code ${code}`]),
  ];
}

function strangerAt(port: number): Socket {
  return connect(port, "127.0.0.1").on("error", () => undefined);
}

/** A disk of 16 kB, full but for files without contents; it needs root to be made. */
function smallDisk(): string {
  const folder = join(temporaryFolder(), "disk");
  mkdirSync(folder);
  if (process.getuid?.() !== 0)
    throw new Error("a full disk is made with mount\n  fix: run this test as root");
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", ["-l", folder]));
  try {
    writeFileSync(join(folder, "rest"), Buffer.alloc(64_000));
  } catch {
    // that is full
  }
  return folder;
}
