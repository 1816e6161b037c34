/**
 * All members of a group on this machine, each a process of its own, which is started again whenever it ends. They end with
 * whoever started them, also if that is killed: each has a channel to it, and sees it close.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface FamilyMember {
  readonly id: number;
  /** the command line; `port` is where it answered before, or 0 */
  readonly args: (port: number) => readonly string[];
}

export interface FamilyEvents {
  /** It answers clients there, at first or again. */
  onServing(id: number, client: string): void;
  /** It has ended for good: it is no member any more, its key is not its alone, or its log is lost. */
  onLeft(id: number, words: string): void;
  /** It has ended, with these last words, and is started again after this time. */
  onEnd(id: number, how: string, words: string, againMs: number): void;
}

const AGAIN_MS_MIN = 200;
const AGAIN_MS_MAX = 10_000;
/** One that has lived for so long is started again at once. */
const LIFE_MS = 10_000;
/** Members that are told to stop are killed after this time. */
const STOP_MS = 5_000;
/** What a member ends with that has nothing to come back with. */
const LEFT_CODE = 78;
const WORDS_CHARS_MAX = 4_000;

interface Life {
  readonly child: ChildProcess;
  readonly sinceMs: number;
}

export class Family {
  readonly #lives = new Map<number, Life>();
  readonly #ports = new Map<number, number>();
  readonly #pausesMs = new Map<number, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isStopping = false;
  #onEmpty: () => void = () => undefined;

  /** `program`: what runs a member's command line. */
  constructor(
    private readonly program: readonly string[],
    members: readonly FamilyMember[],
    private readonly events: FamilyEvents,
  ) {
    for (const member of members) this.#start(member);
  }

  /** The process ids of those that run. */
  get pids(): ReadonlyMap<number, number> {
    return new Map(
      [...this.#lives].flatMap(([id, { child }]) => (child.pid === undefined ? [] : [[id, child.pid]])),
    );
  }

  /** One more, that joins the group. */
  add(member: FamilyMember): void {
    if (!this.#isStopping) this.#start(member);
  }

  /** Resolves when none runs any more. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#lives.size === 0) return;
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    for (const { child } of this.#lives.values()) child.kill("SIGTERM");
    const killer = setTimeout(() => {
      for (const { child } of this.#lives.values()) child.kill("SIGKILL");
    }, STOP_MS);
    await empty;
    clearTimeout(killer);
  }

  #start(member: FamilyMember): void {
    const [file, ...args] = [...this.program, ...member.args(this.#ports.get(member.id) ?? 0)];
    const child = spawn(file as string, args, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    this.#lives.set(member.id, { child, sinceMs: performance.now() });
    let words = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-WORDS_CHARS_MAX);
    });
    if (child.stdout) createInterface(child.stdout).on("line", (line) => this.#said(member.id, line));
    child.on("error", (error) => {
      words = error.message;
    });
    child.on("close", (code, signal) => this.#ended(member, signal ?? code ?? 0, words));
  }

  /** A member's first line says where it answers. */
  #said(id: number, line: string): void {
    const client = /"client":"(http:\/\/127\.0\.0\.1:(\d+))"/.exec(line);
    if (!client) return;
    this.#ports.set(id, Number(client[2]));
    this.events.onServing(id, client[1] as string);
  }

  #ended(member: FamilyMember, how: NodeJS.Signals | number, words: string): void {
    const { id } = member;
    const life = this.#lives.get(id);
    this.#lives.delete(id);
    if (this.#isStopping) {
      if (this.#lives.size === 0) this.#onEmpty();
      return;
    }
    if (how === LEFT_CODE) return this.events.onLeft(id, words);
    const isLong = life !== undefined && performance.now() - life.sinceMs > LIFE_MS;
    const againMs = isLong ? AGAIN_MS_MIN : (this.#pausesMs.get(id) ?? AGAIN_MS_MIN);
    this.#pausesMs.set(id, Math.min(2 * againMs, AGAIN_MS_MAX));
    this.events.onEnd(id, typeof how === "number" ? `code ${how}` : how, words, againMs);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#start(member);
    }, againMs);
    this.#timers.add(timer);
  }
}
