/**
 * Processes that left the group of the program that started them, as daemons do: on Linux they are found by a variable in the
 * environment that they were started with. Elsewhere nobody tells, and the process group has to be enough.
 */
import { readdirSync, readFileSync } from "node:fs";

/** Kills every process of this user that was started with this variable, e.g. `STRATEGOS_TRIAL=…`. */
export function killStragglers(variable: string): void {
  for (const pid of processes()) {
    if (!environmentOf(pid).includes(variable)) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // it has ended meanwhile
    }
  }
}

function processes(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 0 && pid !== process.pid);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return []; // another user's, or it has ended
  }
}
