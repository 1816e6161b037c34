/** Looks at processes by the ids they were started with. */
import { readFileSync } from "node:fs";

/** The node processes that a launcher started: node id → process id. Empty once the launcher has ended. */
export function nodePidsOf(launcherPid: number): Map<number, number> {
  const found = new Map<number, number>();
  for (const pid of read(`/proc/${launcherPid}/task/${launcherPid}/children`).trim().split(" ")) {
    const id = nodeOf(read(`/proc/${pid}/cmdline`).split("\0"));
    if (id > 0) found.set(id, Number(pid));
  }
  return found;
}

/** `… launched.cjs node 5` */
function nodeOf(args: readonly string[]): number {
  return Number(args[args.indexOf("node") + 1]);
}

/** Whether the process still runs; one that has ended but was not yet collected does not. */
export function isRunning(pid: number): boolean {
  const status = read(`/proc/${pid}/status`);
  return status !== "" && !/^State:\s+[ZX]/m.test(status);
}

/** Waits until `condition` holds, looking every few milliseconds; rejects after `limitMs`. */
export async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
