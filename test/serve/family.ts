/** The built program's `serve --all`, as its user has it. */
import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { configFile, dataFolder, keyFile } from "../../src/cli/log-folder.js";

export const MAIN = fileURLToPath(new URL("../../bin/strategos.cjs", import.meta.url));

export interface Address {
  readonly id: number;
  readonly client: string;
}

export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "strategos-serve-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export class ServedGroup {
  readonly child: ChildProcess;
  members: readonly Address[] = [];
  stderr = "";

  constructor(folder: string, ...more: string[]) {
    this.child = spawn(process.execPath, [MAIN, "serve", "--all", "--data", folder, "--json", ...more], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    onTestFinished(() => this.stop());
  }

  static async start(folder: string, ...more: string[]): Promise<ServedGroup> {
    const group = new ServedGroup(folder, ...more);
    const lines = createInterface(group.child.stdout!);
    const [line] = (await Promise.race([
      once(lines, "line"),
      once(group.child, "exit").then(() => [""]),
    ])) as [string];
    if (line === "") throw new Error(`the group ended: ${group.stderr}`);
    group.members = (JSON.parse(line) as { members: Address[] }).members;
    return group;
  }

  /** The processes of its members. */
  get pids(): readonly number[] {
    const listed = execFileSync("ps", ["-o", "pid=", "--ppid", String(this.child.pid)], { encoding: "utf8" });
    return listed.trim().split(/\s+/).filter(Boolean).map(Number);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGINT");
    await once(this.child, "exit");
  }
}

/** The committed commands that a member has, in order. */
export async function logOf({ client }: Address): Promise<readonly Record<string, unknown>[]> {
  const text = await (await fetch(`${client}/v1/log?limit=10000`)).text();
  return text
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Record<string, unknown>]));
}

/** One member of the folder's group, once it answers. `more`: options in the place of its own. */
export async function served(
  folder: string,
  id: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Address> {
  const child = serving(folder, id, more);
  const ended = once(child, "exit").then(([code]) => [`member ${id} ended with ${code}`]);
  const [line] = (await Promise.race([once(createInterface(child.stdout!), "line"), ended])) as [string];
  return JSON.parse(line) as Address;
}

function serving(folder: string, id: number, more: Readonly<Record<string, string>> = {}): ChildProcess {
  const files = { config: configFile(folder), key: keyFile(folder, id), data: dataFolder(folder, id) };
  const options = Object.entries({ ...files, port: "0", ...more }).flatMap(([name, value]) => [
    `--${name}`,
    value,
  ]);
  const child = spawn(process.execPath, [MAIN, "serve", `${id}`, "--json", ...options], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  endsWithTest(child);
  return child;
}

export function endsWithTest(child: ChildProcess): void {
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
}

export function strategos(...args: string[]) {
  const env = { ...process.env, NO_COLOR: "1" };
  const limits = { timeout: 60_000, killSignal: "SIGKILL" } as const;
  const asked = [MAIN, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, asked, { env, encoding: "utf8", ...limits });
  return { status, stdout, stderr };
}

/** Beside what this process has to answer. */
export function strategosBeside(
  ...args: string[]
): Promise<{ status: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}
