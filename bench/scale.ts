/** End to end at growing n, beside the floor: bare processes, a raw exchange of the same bytes, and folding and relaying alone. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { freeAddresses } from "../src/cluster/ports.js";
import type { Group } from "../src/core/group.js";
import { levelSize } from "../src/core/path.js";
import { wireOf } from "../src/plan/plan.js";
import { BitTree } from "../src/protocols/om/bit-tree.js";
import { fold } from "../src/protocols/om/fold.js";
import { emptyReport } from "../src/protocols/om/report.js";
import { OralMessages } from "../src/protocols/om/rules.js";
import type { RunResult } from "../src/recording/result.js";
import { endOf, groupOf } from "./measure.js";

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
  /** the CPU time of a traitor (flip) to that of a loyal lieutenant, means */
  readonly traitorRatio: number;
  readonly floor: Floor;
  /** wall time to the floor's, which other work on the machine disturbs, and CPU time to the floor's */
  readonly ratio: number;
  readonly cpuRatio: number;
}

interface Floor {
  /** ms, of all processes at once */
  readonly exchangeMs: number;
  readonly computeMs: number;
  readonly totalMs: number;
  readonly cpuMs: number;
}

export async function benchScale(n: number, wire: "json" | "packed" | "auto"): Promise<ScaleFigures> {
  const m = Math.floor((n - 1) / 3);
  const group = groupOf(n, m);
  const measured = await measuredRun(n, m, wire);
  const floor = await floorOf(group, measured.result.traffic.bytes);
  const chosen = wireOf(group, wire);
  return {
    n,
    m,
    leaves: levelSize(n, m),
    wire: chosen,
    bytes: measured.result.traffic.bytes,
    wallMs: measured.wallMs,
    cpuMs: measured.cpuMs,
    nodeBytes: measured.nodeBytes,
    allBytes: measured.allBytes,
    traitorRatio: measured.traitorRatio,
    floor,
    ratio: measured.wallMs / floor.totalMs,
    cpuRatio: measured.cpuMs / floor.cpuMs,
  };
}

async function floorOf(group: Group, bytes: number): Promise<Floor> {
  const n = group.ids.length;
  const cpuBefore = childrenCpuMs();
  const exchangeMs = await rawExchange(n, Math.ceil(bytes / (n * (n - 1))));
  const exchangeCpuMs = childrenCpuMs() - cpuBefore;
  const onceMs = computeOnce(group);
  const computeMs = (n * onceMs) / Math.min(n, cpus().length);
  return { exchangeMs, computeMs, totalMs: exchangeMs + computeMs, cpuMs: exchangeCpuMs + n * onceMs };
}

/** What a lieutenant computes in a run: its reports of all rounds, and the fold; ms on one core. */
function computeOnce(group: Group): number {
  const start = performance.now();
  const node = new OralMessages(new BitTree(group), 2, "retreat");
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
  readonly traitorRatio: number;
}

async function measuredRun(n: number, m: number, wire: string): Promise<Measured> {
  const traitors = Array.from({ length: m }, (_, index) => index + 2).join(",");
  // what is measured here is speed, and not whether other work on the machine makes a node late
  const patient = ["--round-timeout", "120s", "--start-timeout", "60s"];
  const flags = [
    "--nodes",
    String(n),
    "--traitors",
    traitors,
    "--wire",
    wire,
    "--quiet",
    "--json",
    ...patient,
  ];
  const cpuBefore = childrenCpuMs();
  const start = performance.now();
  const child = spawn(process.execPath, [`${ROOT}bin/strategos.cjs`, "run", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const peaks: Peaks = new Map();
  const timer = setInterval(() => samplePeaks(child, peaks), 50);
  const stdout = await endOf(child);
  clearInterval(timer);
  const wallMs = performance.now() - start;
  const result = JSON.parse(stdout) as RunResult;
  if (result.conditions.ic1 !== "holds" || !result.guaranteed)
    throw new Error(`the run at n=${n} was not sound: ${stdout}`);
  const all = [...peaks.values()].map(({ bytes }) => bytes);
  return {
    result,
    wallMs,
    cpuMs: childrenCpuMs() - cpuBefore,
    nodeBytes: Math.max(...all),
    allBytes: all.reduce((sum, one) => sum + one, 0),
    traitorRatio: traitorRatioOf(peaks, m),
  };
}

/** CPU time of all children that have ended, theirs included, ms; from the kernel, in ticks of 10 ms. */
function childrenCpuMs(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** node id → its peak of resident memory and its CPU time so far, in ticks */
type Peaks = Map<number, { bytes: number; ticks: number }>;

/** Of every node process, from the kernel. One that has ended but is not yet collected has no memory any more. */
function samplePeaks(parent: ChildProcess, peaks: Peaks): void {
  const read = (file: string) => {
    try {
      return readFileSync(`/proc/${file}`, "utf8");
    } catch {
      return "";
    }
  };
  const children = read(`${parent.pid}/task/${parent.pid}/children`).trim().split(" ").filter(Boolean);
  for (const pid of children) {
    const id = Number(read(`${pid}/cmdline`).split("\0")[3]);
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(read(`${pid}/status`)) ?? [];
    if (!kilobytes || !Number.isSafeInteger(id)) continue;
    const fields = read(`${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
    const before = peaks.get(id) ?? { bytes: 0, ticks: 0 };
    const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    peaks.set(id, {
      bytes: Math.max(before.bytes, Number(kilobytes) * 1024),
      ticks: Math.max(before.ticks, ticks),
    });
  }
}

/** Traitors are nodes 2 … m + 1, the general is node 1. */
function traitorRatioOf(peaks: Peaks, m: number): number {
  const mean = (isIn: (id: number) => boolean) => {
    const ticks = [...peaks].filter(([id]) => isIn(id)).map(([, one]) => one.ticks);
    return ticks.reduce((sum, one) => sum + one, 0) / ticks.length;
  };
  return mean((id) => id > 1 && id <= m + 1) / mean((id) => id > m + 1);
}

/** n processes that load zeromq, connect all to all with CURVE, and send each other the same bytes. */
async function rawExchange(n: number, bytesEach: number): Promise<number> {
  const ports = (await freeAddresses(n)).map((address) => new URL(address).port);
  const start = performance.now();
  await Promise.all(
    ports.map((_, index) => {
      const args = ["--no-warnings", `${ROOT}bench/exchange.mjs`, String(index), String(bytesEach), ...ports];
      return endOf(spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] }));
    }),
  );
  return performance.now() - start;
}
