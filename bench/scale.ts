/** End to end at growing n, beside the floor: bare processes, a raw exchange of the same bytes, and folding and relaying alone. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { freeAddresses } from "../src/cluster/ports.js";
import { fold } from "../src/core/fold.js";
import type { Group } from "../src/core/group.js";
import { OralMessages } from "../src/core/oral.js";
import { wireOf } from "../src/core/plan.js";
import { emptyReport } from "../src/core/report.js";
import type { RunResult } from "../src/core/result.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface ScaleFigures {
  readonly n: number;
  readonly m: number;
  readonly leaves: number;
  readonly wire: "json" | "packed";
  /** all that nodes sent each other */
  readonly bytes: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** the most that one node process ever took, and all together */
  readonly nodeBytes: number;
  readonly allBytes: number;
  readonly floor: { readonly exchangeMs: number; readonly computeMs: number; readonly totalMs: number };
  readonly ratio: number;
}

export async function benchScale(n: number, wire: "json" | "packed" | "auto"): Promise<ScaleFigures> {
  const m = Math.floor((n - 1) / 3);
  const group = groupOf(n, m);
  const measured = await measuredRun(n, m, wire);
  const exchangeMs = await rawExchange(n, Math.ceil(measured.result.traffic.bytes / (n * (n - 1))));
  const computeMs = (n * computeOnce(group)) / Math.min(n, cpus().length);
  const totalMs = exchangeMs + computeMs;
  const chosen = wireOf(group, wire);
  return {
    n,
    m,
    leaves: leavesOf(n, m),
    wire: chosen,
    bytes: measured.result.traffic.bytes,
    wallMs: measured.wallMs,
    cpuMs: measured.cpuMs,
    nodeBytes: measured.nodeBytes,
    allBytes: measured.allBytes,
    floor: { exchangeMs, computeMs, totalMs },
    ratio: measured.wallMs / totalMs,
  };
}

function groupOf(n: number, m: number): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { ids, general: 1, m, orders: ["retreat", "attack"], defaultOrder: "retreat" };
}

function leavesOf(n: number, m: number): number {
  let leaves = 1;
  for (let hop = 1; hop <= m; hop++) leaves *= n - hop;
  return leaves;
}

/** What a lieutenant computes in a run: its reports of all rounds, and the fold; ms on one core. */
function computeOnce(group: Group): number {
  const start = performance.now();
  const node = new OralMessages(group, 2, "retreat");
  for (let round = 0; round <= group.m; round++) {
    node.send(round);
    const senders = round === 0 ? [group.general] : group.ids.filter((id) => id !== group.general);
    for (const from of senders) node.receive(round, from, emptyReport(group, round, from));
  }
  fold(node.tree);
  return performance.now() - start;
}

interface Measured {
  readonly result: RunResult;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly nodeBytes: number;
  readonly allBytes: number;
}

async function measuredRun(n: number, m: number, wire: string): Promise<Measured> {
  const traitors = Array.from({ length: m }, (_, index) => index + 2).join(",");
  const flags = ["--nodes", String(n), "--traitors", traitors, "--wire", wire, "--quiet", "--json"];
  const cpuBefore = childrenCpuMs();
  const start = performance.now();
  const child = spawn(process.execPath, [`${ROOT}dist/bin/main.cjs`, "run", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const peaks = new Map<number, number>();
  const timer = setInterval(() => samplePeaks(child, peaks), 50);
  const stdout = await endOf(child);
  clearInterval(timer);
  const wallMs = performance.now() - start;
  const result = JSON.parse(stdout) as RunResult;
  if (result.conditions.ic1 !== "holds" || !result.guaranteed)
    throw new Error(`the run at n=${n} was not sound: ${stdout}`);
  const all = [...peaks.values()];
  return {
    result,
    wallMs,
    cpuMs: childrenCpuMs() - cpuBefore,
    nodeBytes: Math.max(...all),
    allBytes: all.reduce((sum, one) => sum + one, 0),
  };
}

/** CPU time of all children that have ended, theirs included, ms; from the kernel, in ticks of 10 ms. */
function childrenCpuMs(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** The peak of each child's resident memory so far, from the kernel. */
function samplePeaks(parent: ChildProcess, peaks: Map<number, number>): void {
  try {
    const children = readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, "utf8")
      .trim()
      .split(" ");
    for (const pid of children.filter(Boolean)) {
      const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      peaks.set(Number(pid), Number(kilobytes ?? 0) * 1024);
    }
  } catch {
    // a process that has just ended has no memory to speak of
  }
}

/** n processes that load zeromq, connect all to all with CURVE, and send each other the same bytes. */
async function rawExchange(n: number, bytesEach: number): Promise<number> {
  const ports = (await freeAddresses(n)).map((address) => new URL(address).port);
  const start = performance.now();
  await Promise.all(
    ports.map((_, index) => {
      const args = [`${ROOT}bench/exchange.mjs`, String(index), String(bytesEach), ...ports];
      return endOf(spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] }));
    }),
  );
  return performance.now() - start;
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.on("close", (code) =>
      code === 0 ? resolve(stdout) : reject(new Error(`${child.spawnargs.join(" ")} exited with ${code}`)),
    );
  });
}
