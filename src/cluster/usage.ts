/** What node processes take, as the kernel counts it (Linux, /proc): peak of resident memory, and CPU time. */
import { readFileSync } from "node:fs";
import type { NodeId } from "../core/group.js";

export interface Usage {
  /** of the largest node process, bytes; null where there is no /proc */
  readonly nodeBytes: number | null;
  /** of all node processes, ms */
  readonly cpuMs: number | null;
}

/** A tick of the kernel's clock of CPU times: always 10 ms on Linux, as user space sees it. */
const TICK_MS = 10;
const SAMPLE_EVERY_MS = 20;

/** Watches processes until `end`; what one does after the last look at it is not counted. */
export class UsageWatch {
  readonly #bytes = new Map<NodeId, number>();
  readonly #ticks = new Map<NodeId, number>();
  #pids: ReadonlyMap<NodeId, number> = new Map();
  readonly #timer = setInterval(() => this.#sample(), SAMPLE_EVERY_MS);

  watch(pids: ReadonlyMap<NodeId, number>): void {
    this.#pids = pids;
  }

  end(): Usage {
    clearInterval(this.#timer);
    if (this.#bytes.size === 0) return { nodeBytes: null, cpuMs: null };
    const ticks = [...this.#ticks.values()].reduce((sum, one) => sum + one, 0);
    return { nodeBytes: Math.max(...this.#bytes.values()), cpuMs: ticks * TICK_MS };
  }

  #sample(): void {
    for (const [id, pid] of this.#pids) {
      const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readProc(`${pid}/status`)) ?? [];
      if (!kilobytes) continue;
      this.#bytes.set(id, Math.max(this.#bytes.get(id) ?? 0, Number(kilobytes) * 1024));
      const fields = readProc(`${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
      const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
      this.#ticks.set(id, Math.max(this.#ticks.get(id) ?? 0, ticks));
    }
  }
}

/** A file of what the kernel tells, empty where it tells nothing. */
export function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, "utf8");
  } catch {
    return "";
  }
}
