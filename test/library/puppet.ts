/** Members in processes of their own (member.js), as a test tells them what to do. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AgreementResult } from "../../src/entry/index.js";
import { monotonicMs } from "../../src/net/clock.js";

const MEMBER = fileURLToPath(new URL("./member.js", import.meta.url));

export interface Answer {
  readonly result?: AgreementResult;
  readonly error?: { readonly reason?: string; readonly message: string };
  /** until the member heard the question */
  readonly waitedMs?: number;
}

export interface Told {
  readonly kind: "behind" | "back" | "slow" | "fault";
  readonly instance?: number;
  readonly missed?: number;
  readonly fault?: { readonly kind: string; readonly from: number };
}

export class Puppet {
  readonly id: number;
  readonly events: Told[] = [];
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #tags = 0;

  private constructor(id: number, program: string) {
    this.id = id;
    this.#child = fork(program, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.ended = new Promise((resolve) => this.#child.once("close", () => resolve()));
    this.#child.on("error", () => undefined);
    this.#child.on("message", ({ tag, event, ...answer }: Answer & { tag: number; event?: Told }) => {
      if (event) this.events.push(event);
      else this.#waiting.get(tag)?.(answer);
      this.#waiting.delete(tag);
    });
    void this.ended.then(() => {
      for (const tell of this.#waiting.values())
        tell({ error: { reason: "killed", message: "it was killed" } });
    });
  }

  /** A process that has joined. `program`: a copy of member.js, where there is another. */
  static async join(
    config: string,
    id: number,
    { program = MEMBER, inFlight = 1 }: { readonly program?: string; readonly inFlight?: number } = {},
  ): Promise<Puppet> {
    const puppet = new Puppet(id, program);
    const { error } = await puppet.#ask({ join: { config, id, inFlight } });
    if (error) throw new Error(`node ${id}: ${error.message}`);
    return puppet;
  }

  /** How many of its agreements have not ended. */
  get busy(): number {
    return this.#waiting.size;
  }

  agree(order?: unknown, choice?: object): Promise<Answer> {
    return this.#ask({ agree: { order, choice } });
  }

  /** Until it knows where the others are. */
  async where(): Promise<void> {
    await this.#ask({ where: true });
  }

  async close(): Promise<void> {
    await this.#ask({ close: true });
    await this.ended;
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  #ask(what: object): Promise<Answer> {
    const tag = ++this.#tags;
    return new Promise((resolve) => {
      this.#waiting.set(tag, resolve);
      this.#child.send({ tag, askedAtMs: monotonicMs(), ...what }, (error) => {
        if (error) resolve({ error: { reason: "killed", message: error.message } });
      });
    });
  }
}
