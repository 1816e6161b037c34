/**
 * Whether this user may start as many processes and threads as a run takes (RLIMIT_NPROC of setrlimit(2), which counts
 * threads). It is asked before the first: a Node.js process that gets too few of its threads aborts or stands still.
 */
import { readdirSync } from "node:fs";
import { NoResourcesError } from "../node/descriptors.js";
import { readProc } from "./usage.js";

/** Without these a node process does not start. In full it has 13 (Node.js 20 on Linux), not all from the beginning. */
const THREADS_PER_NODE = 8;

/** Throws NoResourcesError. Where the system does not tell (it does on Linux), nothing is known and nothing thrown. */
export function assertThreads(nodes: number): void {
  const limit = limitOf();
  const user = process.getuid?.();
  if (limit === null || user === undefined || user === 0) return; // root is not limited
  const needed = nodes * THREADS_PER_NODE;
  const free = Math.max(0, limit - threadsOf(user));
  if (free >= needed) return;
  throw new NoResourcesError(
    `${nodes} nodes need about ${needed} processes and threads, and this user may start ${free} more (of ${limit})\n  fix: ${THREADS_FIX}`,
  );
}

export const THREADS_FIX =
  "stop other programs, or allow more processes: ulimit -u, LimitNPROC= or TasksMax= in systemd";

function limitOf(): number | null {
  const soft = /^Max processes\s+(\d+)/m.exec(readProc("self/limits"))?.[1];
  return soft === undefined ? null : Number(soft);
}

/** All threads of the user's processes, as far as they can be seen. */
function threadsOf(user: number): number {
  let threads = 0;
  for (const pid of pids()) {
    const status = readProc(`${pid}/status`);
    const isTheirs = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) === user;
    if (isTheirs) threads += Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 1);
  }
  return threads;
}

function pids(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
