/** All processes of one trial: none of them outlives it, nor what they started, unless that left both its group and its environment. */
import { readdirSync, readFileSync } from "node:fs";
import { type Limits, Program } from "./process.js";

/** Marks what a trial has started, and what that has started. */
const MARK = "STRATEGOS_TRIAL";
/** Of programs that are to leave by themselves, so many are waited for at a time. */
const LEAVING_MAX = 32;

export class Programs {
  /** no other trial on this machine has the same */
  readonly #mark = `${process.pid}-${process.hrtime.bigint()}`;
  readonly #env: NodeJS.ProcessEnv;
  readonly #alive = new Set<Program>();
  readonly #leaving = new Set<Program>();
  #isOver = false;

  constructor(private readonly limits: Limits) {
    this.#env = { ...process.env, [MARK]: this.#mark };
  }

  start(command: readonly string[]): Program {
    if (this.#isOver) throw new DOMException("the trial is over", "AbortError");
    const program = new Program(command, this.limits, this.#env);
    this.#alive.add(program);
    void program.exited.then(() => {
      this.#alive.delete(program);
      this.#leaving.delete(program);
    });
    return program;
  }

  leave(program: Program): void {
    program.leave();
    if (program.isGone) return;
    this.#leaving.add(program);
    const [oldest] = this.#leaving;
    if (this.#leaving.size > LEAVING_MAX) oldest?.kill();
  }

  /** Ends them all, now, and returns when they are gone. */
  async end(): Promise<void> {
    this.#isOver = true;
    const all = [...this.#alive];
    for (const program of all) program.kill();
    await Promise.all(all.map(({ exited }) => exited));
    killStragglers(`${MARK}=${this.#mark}`);
  }
}

/**
 * Kills every process of this user that was started with this variable, e.g. `STRATEGOS_TRIAL=…`: some leave the group of the
 * program that started them, as daemons do. On Linux they are found by the environment that they were started with; elsewhere
 * nobody tells, and the process group has to be enough.
 */
function killStragglers(variable: string): void {
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
