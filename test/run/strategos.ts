/** Starts the built program as a user does, and collects what it says. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { RunResult } from "../../src/core/result.js";
import { contradictionsIn } from "../../src/explain/judge.js";
import { readRecording } from "../../src/explain/read.js";

export const MAIN = fileURLToPath(new URL("../../dist/bin/main.cjs", import.meta.url));

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

/** A program that a test leaves running is killed when the test ends. `before`: a command that runs it, `ip netns exec …`. */
export function start(args: readonly string[], before: readonly string[] = []): Started {
  const [command, ...rest] = [...before, process.execPath, MAIN, ...args];
  const child = spawn(command!, rest, { env: { ...process.env, NO_COLOR: "1" } });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
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
      child.stderr.on("data", look);
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
  const children = readFileSync(`/proc/${launcher.pid}/task/${launcher.pid}/children`, "utf8");
  return new Map(
    children
      .trim()
      .split(" ")
      .map((pid) => [nodeOf(readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")), Number(pid)]),
  );
}

/** `… launched.cjs node 5 FILE` */
function nodeOf(args: readonly string[]): number {
  return Number(args[args.indexOf("node") + 1]);
}

/** Whether the process still runs; one that has ended but was not yet collected does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Waits until `condition` holds, looking every few milliseconds; rejects after `limitMs`. */
export async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A configuration of `n` nodes on free ports, written to a file that is gone after the test. */
export async function configFile(n: number, lines: readonly string[] = []): Promise<string> {
  const addresses = await freeAddresses(n);
  const nodes = addresses.map((address, index) => `  - { id: ${index + 1}, address: "${address}" }`);
  const file = join(temporaryFolder(), "strategos.yaml");
  writeFileSync(file, ["version: 1", "nodes:", ...nodes, ...lines, ""].join("\n"));
  return file;
}
