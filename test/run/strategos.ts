/** Starts the built program as a user does, and collects what it says. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { contradictionsIn } from "../../src/explain/audit/audit.js";
import { readRecording } from "../../src/recording/read.js";
import type { RunResult } from "../../src/recording/result.js";
import { nodePidsOf } from "./pids.js";

export { isRunning, until } from "./pids.js";

export const MAIN = fileURLToPath(new URL("../../bin/strategos.cjs", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr has shown this text; rejects when the program ends without it. */
  said(text: string | RegExp): Promise<void>;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** a program that starts it in a changed world, e.g. `prlimit --nofile=40` */
  readonly under?: readonly string[];
  /** of Node.js */
  readonly flags?: readonly string[];
  /** where its standard output goes; a pipe if left out, and then `Ended.stdout` has it */
  readonly stdout?: number;
}

/** A program that a test leaves running is killed when the test ends. */
export function start(args: readonly string[], options: StartOptions = {}): Started {
  const { env, under = [], flags = [], stdout: output = "pipe" } = options;
  const [program = "", ...rest] = [...under, process.execPath, ...flags, MAIN, ...args];
  const child = spawn(program, rest, {
    // what npx says of itself would change the commands that are printed
    env: { ...process.env, NO_COLOR: "1", npm_command: undefined, ...env },
    stdio: ["pipe", output, "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const said = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (typeof text === "string" ? stderr.includes(text) : text.test(stderr)) resolve();
      };
      child.stderr?.on("data", look);
      child.on("close", () => reject(new Error(`ended without saying ${String(text)}:\n${stderr}`)));
      look();
    });
  return { child, ended, said };
}

export function strategos(...args: readonly string[]): Promise<Ended> {
  return start(args).ended;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "strategos-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A run with `--json` and a recording: its result, and the recording judged afresh from its reports alone. */
export async function judgedRun(...args: readonly string[]): Promise<{ ended: Ended; result: RunResult }> {
  const file = join(temporaryFolder(), "run.jsonl");
  const ended = await strategos("run", "--json", "--quiet", "--record", file, ...args);
  if (ended.stdout === "") throw new Error(`no result, exit code ${ended.code}:\n${ended.stderr}`);
  const recording = readRecording(readFileSync(file, "utf8"));
  expect(contradictionsIn(recording)).toEqual([]);
  return { ended, result: JSON.parse(ended.stdout) as RunResult };
}

/** The node processes that `launcher` started: node id → process id. */
export function nodePids(launcher: ChildProcess): Map<number, number> {
  return nodePidsOf(launcher.pid as number);
}

/** That configuration with its addresses on free ports, in a file of the same name that is gone after the test. */
export async function onFreePorts(file: string): Promise<string> {
  const text = readFileSync(file, "utf8");
  const written = [...new Set(text.match(LOOPBACK))];
  const free = await freeAddresses(written.length);
  const moved = join(temporaryFolder(), basename(file));
  writeFileSync(
    moved,
    text.replaceAll(LOOPBACK, (address) => free[written.indexOf(address)] as string),
  );
  return moved;
}

const LOOPBACK = /tcp:\/\/127\.0\.0\.1:\d+/g;

/** A configuration of `n` nodes on free ports, written to a file that is gone after the test. */
export async function configFile(n: number, lines: readonly string[] = []): Promise<string> {
  const addresses = await freeAddresses(n);
  const nodes = addresses.map((address, index) => `  - { id: ${index + 1}, address: "${address}" }`);
  const file = join(temporaryFolder(), "strategos.yaml");
  writeFileSync(file, ["version: 1", "nodes:", ...nodes, ...lines, ""].join("\n"));
  return file;
}
