/** Plays a schedule with real processes, their links through proxies, and clients that go on all the while. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeAddresses } from "../../../src/cluster/ports.js";
import { makeKeyPair, makeSigningKeyPair } from "../../../src/config/keys.js";
import type { LogEntry } from "../../../src/member/log/events.js";
import { Proxy } from "../proxy.js";
import type { GroupSize, Harm, Schedule } from "./draw.js";
import type { Operation, Played } from "./judge.js";
import type { Answered, Asked, Birth } from "./member.js";

const CLIENTS = 3;
/** Between one harm and the next: the one before may be over, or not. */
const STEP_MS = 500;
/** A view is given up after so long: thirteen processes share two cores. */
const VIEW: Readonly<Record<GroupSize, string>> = { 4: "600ms", 7: "600ms", 13: "3s" };
/** Within this time after all is well again, everything that was asked for is answered. */
const PATIENCE_MS = 40_000;
const ASK_MS = 3_000;

/** `program`: member.ts, as it was built. */
export async function playSchedule(schedule: Schedule, program: string): Promise<Played> {
  const stage = await Stage.of(schedule, program);
  try {
    return await stage.play();
  } finally {
    await stage.end();
  }
}

class Stage {
  readonly #schedule: Schedule;
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "strategos-chaos-"));
  readonly #proxies: readonly Proxy[];
  readonly #births: readonly Birth[];
  readonly #members = new Map<number, ChildProcess>();
  readonly #waiting = new Map<number, (answered: Answered | null) => void>();
  readonly #operations: Operation[] = [];
  readonly #accused: number[] = [];
  readonly #hung: string[] = [];
  #asked = 0;
  #isOver = false;

  private constructor(
    schedule: Schedule,
    program: string,
    listens: readonly string[],
    proxies: readonly Proxy[],
  ) {
    this.#schedule = schedule;
    this.#program = program;
    this.#proxies = proxies;
    const keys = listens.map(() => ({ ...makeKeyPair(), ...makeSigningKeyPair() }));
    const nodes = keys.map(({ publicKey, signingKey }, at) => ({
      ...{ id: at + 1, address: (proxies[at] as Proxy).address, publicKey, signingKey },
    }));
    const config = JSON.stringify({ version: 1, roundTimeout: VIEW[schedule.n], nodes });
    this.#births = keys.map(({ secretKey, signingSecret }, at) => ({
      ...{ id: at + 1, config, listen: listens[at] as string, folder: join(this.#folder, `${at + 1}`) },
      ...{ secretKey, signingSecret, skewMs: schedule.skewsMs[at] ?? 0 },
      lie: schedule.traitor?.id === at + 1 ? schedule.traitor.lie : null,
    }));
  }

  static async of(schedule: Schedule, program: string): Promise<Stage> {
    const listens = await freeAddresses(schedule.n);
    return new Stage(schedule, program, listens, await Promise.all(listens.map((one) => Proxy.before(one))));
  }

  async play(): Promise<Played> {
    await Promise.all(this.#births.map((birth) => this.#start(birth)));
    const clients = Promise.all(Array.from({ length: CLIENTS }, (_, at) => this.#client(`c${at}`, at)));
    const harms: Promise<void>[] = [];
    for (const harm of this.#schedule.harms) {
      const before = this.#operations.length;
      harms.push(this.#harm(harm));
      await later(STEP_MS);
      if (this.#schedule.isPaced) await this.#acknowledged(before);
    }
    await Promise.all(harms);
    for (const { id } of this.#births) if (!this.#members.has(id)) await this.#start(this.#birth(id));
    await later(STEP_MS);
    this.#isOver = true;
    if (!(await Promise.race([clients, later(PATIENCE_MS)]))) this.#hung.push("clients were not answered");
    const logs = new Map<number, readonly LogEntry[]>();
    for (const id of this.#loyal) logs.set(id, await this.#log(id));
    return { operations: this.#operations, logs, accused: this.#accused, hung: this.#hung };
  }

  async end(): Promise<void> {
    this.#isOver = true;
    for (const child of this.#members.values()) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #loyal(): number[] {
    return this.#births.flatMap(({ id, lie }) => (lie === null ? [id] : []));
  }

  #birth(id: number): Birth {
    return this.#births[id - 1] as Birth;
  }

  async #start(birth: Birth): Promise<void> {
    const { id } = birth;
    const child = fork(this.#program, [JSON.stringify(birth)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#members.set(id, child);
    child.on("exit", () => {
      if (this.#members.get(id) === child) this.#members.delete(id);
    });
    child.on("message", (answered: Answered) => {
      if ("evidence" in answered) this.#accused.push(answered.evidence);
      else if ("n" in answered) this.#waiting.get(answered.n)?.(answered);
    });
    await Promise.race([once(child, "message"), once(child, "exit")]);
  }

  async #harm(harm: Harm): Promise<void> {
    const child = this.#members.get(harm.id);
    if (harm.kind === "links") (this.#proxies[harm.id - 1] as Proxy).weather = harm.weather;
    else if (!child) return;
    else if (harm.kind === "full") child.send({ ask: "full" } satisfies Asked);
    else child.kill(harm.kind === "kill" ? "SIGKILL" : "SIGSTOP");
    await later(harm.ms);
    if (harm.kind === "links") (this.#proxies[harm.id - 1] as Proxy).weather = { kind: "calm" };
    else if (harm.kind === "stop") child?.kill("SIGCONT");
    else if (child) await this.#again(harm.id, child);
  }

  /** Once more operations were answered than these, or after a while: whoever stands still is told of at the end. */
  async #acknowledged(before: number): Promise<void> {
    for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await later(20))
      if (this.#operations.length > before) return;
    this.#hung.push("nothing was answered between two kills");
  }

  /** Once the process of before is gone: one that found no room ends by itself at its next turn, or is killed here. */
  async #again(id: number, child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    if (!this.#members.has(id) && !this.#isOver) await this.#start(this.#birth(id));
  }

  /** Reads the counter and raises it by one, again and again. */
  async #client(client: string, place: number): Promise<true> {
    const members = this.#loyal.map((_, at) => this.#loyal[(at + place) % this.#loyal.length] as number);
    for (let sequence = 0; !this.#isOver; sequence++) {
      const startMs = performance.now();
      const value = Number((await this.#until(members, { ask: "read" })) ?? 0);
      const readMs = performance.now();
      this.#operations.push({ client, sequence: null, startMs, endMs: readMs, value });
      const command = { cas: ["count", value === 0 ? null : value, value + 1] };
      const raised = await this.#until(members, { ask: "submit", command, client, sequence });
      if (raised !== true) continue;
      this.#operations.push({
        client,
        sequence,
        startMs: readMs,
        endMs: performance.now(),
        value: value + 1,
      });
    }
    return true;
  }

  /** Asked of one member after the other, until one answers. */
  async #until(members: readonly number[], what: object): Promise<unknown> {
    for (let tries = 0; ; tries++) {
      const answered = await this.#ask(members[tries % members.length] as number, what);
      if (answered && "answer" in answered) return answered.answer;
      await later(50);
    }
  }

  async #ask(id: number, what: object): Promise<Answered | null> {
    const n = this.#asked++;
    const child = this.#members.get(id);
    if (!child?.connected) return null;
    const answer = new Promise<Answered | null>((resolve) => {
      this.#waiting.set(n, resolve);
    });
    child.send({ n, ...what }, () => undefined);
    const answered = await Promise.race([answer, later(ASK_MS)]);
    this.#waiting.delete(n);
    return answered ?? null;
  }

  /** What a member holds once it has come to where the log was when it was asked. */
  async #log(id: number): Promise<readonly LogEntry[]> {
    for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; ) {
      const read = await this.#ask(id, { ask: "read" });
      const log = read && "answer" in read ? await this.#ask(id, { ask: "log" }) : null;
      if (log && "answer" in log)
        return (log.answer as LogEntry[]).filter(({ command }) => command !== undefined && command !== null);
    }
    this.#hung.push(`member ${id} does not catch up`);
    return [];
  }
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
