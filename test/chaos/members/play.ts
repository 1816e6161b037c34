/** Plays a schedule with real processes, and keeps what each member was told. */
import { freeAddresses } from "../../../src/cluster/ports.js";
import { tooSlowMs } from "../../../src/core/too-slow.js";
import { type Answer, Puppet, type Told } from "../../library/puppet.js";
import { faultyAt, type Schedule, STEPS } from "./draw.js";

/** One call of agree. */
export interface Call {
  readonly id: number;
  readonly step: number;
  /** which of the member's processes made it, from 0 */
  readonly life: number;
  /** what it gave, if it is the general */
  readonly order: string | undefined;
  /** null: none before the schedule was over */
  answer: Answer | null;
}

export interface Played {
  readonly calls: readonly Call[];
  /** by id: what its last process told */
  readonly events: ReadonlyMap<number, readonly Told[]>;
  /** A machine that stood still tells nothing. */
  readonly isTooSlow: boolean;
  readonly hung: readonly string[];
}

const ROUND_MS = 1_000;
/** No agreement, nor giving it up, takes longer. */
const PATIENCE_MS = 40_000;

/** `program`: what members run (../../library/member.js). */
export function playSchedule(schedule: Schedule, program?: string): Promise<Played> {
  return new Stage(schedule, program).play();
}

class Stage {
  readonly #schedule: Schedule;
  readonly #program: string | undefined;
  readonly #members = new Map<number, Puppet>();
  readonly #lives = new Map<number, number>();
  readonly #pending = new Map<number, Promise<unknown>>();
  readonly #calls: Call[] = [];
  readonly #hung: string[] = [];
  #text = "";
  #wasSlow = false;

  constructor(schedule: Schedule, program: string | undefined) {
    this.#schedule = schedule;
    this.#program = program;
  }

  async play(): Promise<Played> {
    const { n, traitor, general } = this.#schedule;
    const addresses = await freeAddresses(n);
    const nodes = addresses.map((address, at) => ({ id: at + 1, address }));
    const times = { roundTimeout: `${ROUND_MS}ms`, startTimeout: "6s" };
    const traitors = traitor ? [traitor] : [];
    this.#text = JSON.stringify({ version: 1, nodes, general, traitors, ...times });
    try {
      await Promise.all(nodes.map(({ id }) => this.#join(id)));
      for (let step = 0; step < STEPS; step++) await this.#step(step);
    } finally {
      for (const id of this.#members.keys()) await this.#kill(id);
    }
    const events = new Map([...this.#members].map(([id, member]) => [id, member.events]));
    return { calls: this.#calls, events, isTooSlow: this.#wasSlow, hung: this.#hung };
  }

  async #join(id: number): Promise<void> {
    this.#lives.set(id, (this.#lives.get(id) ?? -1) + 1);
    this.#members.set(
      id,
      await Puppet.join(this.#text, id, this.#program === undefined ? {} : { program: this.#program }),
    );
  }

  async #kill(id: number): Promise<void> {
    const member = this.#members.get(id);
    member?.signal("SIGCONT");
    await member?.kill();
    this.#pending.delete(id);
    // one that was stopped tells nothing of that: its agreements had ended, and the next ones begin later
    if (member?.events.some(({ kind }) => kind === "slow")) this.#noteSlow(id);
  }

  /** The machine, and nothing else, let this member stand still. */
  #noteSlow(id: number): void {
    if (this.#schedule.traitor?.id !== id) this.#wasSlow = true;
  }

  async #step(step: number): Promise<void> {
    await this.#harm(step);
    const { harms } = this.#schedule;
    const awaited: Promise<unknown>[] = [];
    const others: Promise<unknown>[] = [];
    for (const [id, member] of this.#members) {
      const harm = harms.find((one) => one.id === id && one.step === step);
      const isDead = harms.some(
        (one) => one.kind === "kill" && one.id === id && one.step <= step && step < one.until,
      );
      if (harm?.kind === "skip" || isDead || this.#pending.has(id)) continue;
      const asked = this.#ask(id, member, step, harm?.kind === "late" ? harm.rounds * ROUND_MS : 0);
      this.#pending.set(id, asked);
      (faultyAt(this.#schedule, step).has(id) ? others : awaited).push(asked);
    }
    const isDone = await Promise.race([Promise.all(awaited), later(PATIENCE_MS)]);
    // those that are just back end with the rest, or have to wait for the next agreement
    await Promise.race([Promise.all(others), later(ROUND_MS)]);
    if (isDone) return;
    const open = this.#calls.filter((call) => call.answer === null).map(({ id }) => id);
    this.#hung.push(`step ${step}: no answer in ${PATIENCE_MS / 1000} s, from one of ${open.join(", ")}`);
  }

  async #ask(id: number, member: Puppet, step: number, delayMs: number): Promise<void> {
    const { general, orders } = this.#schedule;
    const order = id === general ? orders[step] : undefined;
    const call: Call = { id, step, life: this.#lives.get(id) as number, order, answer: null };
    this.#calls.push(call);
    if (delayMs > 0) await later(delayMs);
    const answer = await member.agree(order);
    call.answer = answer;
    const isInTime = (answer.waitedMs ?? 0) < tooSlowMs(ROUND_MS);
    if (!isInTime && !faultyAt(this.#schedule, step).has(id)) this.#noteSlow(id);
    if (this.#members.get(id) === member) this.#pending.delete(id);
  }

  async #harm(step: number): Promise<void> {
    for (const harm of this.#schedule.harms) {
      const member = this.#members.get(harm.id);
      if (harm.kind === "kill" && harm.step === step) await this.#kill(harm.id);
      if (harm.kind === "kill" && harm.until === step) await this.#join(harm.id);
      if (harm.kind === "stop" && harm.step === step) member?.signal("SIGSTOP");
      if (harm.kind === "stop" && harm.until === step) member?.signal("SIGCONT");
    }
  }
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
