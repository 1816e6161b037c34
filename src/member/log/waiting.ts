/** Commands that clients of this member wait for: until they are final, or cannot be any more. */
import { setMaxListeners } from "node:events";
import type { Step } from "../../core/machine.js";
import type { Command } from "../../log/command.js";
import type { Outcome, Place } from "../../log/replica.js";
import type { Message, Note, Out } from "../../protocols/simplex/types.js";
import { LogError, type Submitted } from "./events.js";

/** A client's commands that this member may have under way. */
const PENDING_MAX = 512;
const CLIENTS_MAX = 4096;

interface Waiter {
  readonly resolve: (submitted: Submitted) => void;
  readonly reject: (error: LogError) => void;
  /** it waits no longer */
  readonly done: () => void;
}

interface Pending {
  readonly command: Command;
  readonly digest: string;
  readonly waiters: Set<Waiter>;
}

export class Waiting {
  readonly #pending = new Map<string, Map<number, Pending>>();

  get size(): number {
    return [...this.#pending.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Whether somebody waits for what such a step hands out: a client here, a peer that asked, or whoever watches for faults.
   * `isFollowed`: somebody reads the log as it grows.
   */
  isFor({ out, faults }: Step<Message, Out, Note>, isFollowed: boolean): boolean {
    const isWaitedFor = ({ kind }: Out) => kind !== "committed" || isFollowed || this.#pending.size > 0;
    return faults.length > 0 || out.some(isWaitedFor);
  }

  /** What this client has under way under this sequence. */
  find({ client, sequence }: Command): { readonly digest: string } | null {
    return this.#pending.get(client)?.get(sequence) ?? null;
  }

  hasRoom({ client }: Command): boolean {
    const own = this.#pending.get(client);
    return own ? own.size < PENDING_MAX : this.#pending.size < CLIENTS_MAX;
  }

  /**
   * Resolves with what the command comes to, or with null after `limitMs`, or once `signal` says so; whoever waits for the
   * same waits along.
   */
  wait(
    command: Command,
    digest: string,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Submitted | null> {
    const { client, sequence } = command;
    const own = this.#pending.get(client) ?? new Map<number, Pending>();
    this.#pending.set(client, own);
    const pending = own.get(sequence) ?? { command, digest, waiters: new Set<Waiter>() };
    own.set(sequence, pending);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { resolve, reject, done: () => done() };
      pending.waiters.add(waiter);
      const leave = () => {
        pending.waiters.delete(waiter);
        if (pending.waiters.size === 0) this.#drop(command);
        done();
        resolve(null);
      };
      const limit = setTimeout(leave, limitMs);
      const done = () => {
        clearTimeout(limit);
        signal?.removeEventListener("abort", leave);
      };
      if (signal) setMaxListeners(0, signal); // one signal may be that of many commands, of which Node.js would warn
      if (signal?.aborted) leave();
      else signal?.addEventListener("abort", leave, { once: true });
    });
  }

  /** The command stands in a final block. */
  settle(command: Command, digest: string, place: Place, outcome: Outcome): void {
    const { client, sequence } = command;
    const pending = this.#pending.get(client)?.get(sequence);
    if (!pending || pending.digest !== digest) return;
    this.#drop(command);
    const answer = answerOf(outcome, place);
    for (const waiter of pending.waiters) tell(waiter, answer);
  }

  /** Blocks above this height are no place any more for those whose `until` is below. */
  pass(height: number): void {
    this.recheck(({ until }) => (until !== undefined && until <= height ? expired(until) : null));
  }

  /** The state was taken from others: what it knows of those who wait here. */
  recheck(answerOfState: (command: Command) => Submitted | LogError | null): void {
    for (const own of this.#pending.values()) {
      for (const { command, waiters } of own.values()) {
        const answer = answerOfState(command);
        if (answer === null) continue;
        this.#drop(command);
        for (const waiter of waiters) tell(waiter, answer);
      }
    }
  }

  /** Nobody waits here any longer. */
  close(error: LogError): void {
    for (const own of this.#pending.values())
      for (const { waiters } of own.values()) for (const waiter of waiters) tell(waiter, error);
    this.#pending.clear();
  }

  #drop({ client, sequence }: Command): void {
    const own = this.#pending.get(client);
    own?.delete(sequence);
    if (own?.size === 0) this.#pending.delete(client);
  }
}

function tell({ resolve, reject, done }: Waiter, answer: Submitted | LogError): void {
  done();
  if (answer instanceof LogError) reject(answer);
  else resolve(answer);
}

/** What a client is told of an outcome. */
export function answerOf(outcome: Outcome, place: Place): Submitted | LogError {
  switch (outcome.is) {
    case "applied":
      return { ...place, result: outcome.result, repeated: false };
    case "moment":
      return { ...place, result: null, repeated: false };
    case "repeated":
      return { ...outcome.place, result: outcome.result, repeated: true };
    case "refused":
      return new LogError(outcome.why, outcome.detail, FIXES[outcome.why], outcome.digest);
  }
}

const FIXES: Readonly<Record<(Outcome & { is: "refused" })["why"], string>> = {
  bad: "send a command as docs/LOG.md has it",
  conflict: "give each command a sequence of its own",
  below: "use each sequence soon, and rising ones",
  ended: "begin with another client name",
  crowded: "use fewer client names",
  expired: "it was not done and will not be; send it again with a later until, or none",
  failed: "see what the machine says to this command",
};

function expired(until: number): LogError {
  const cause = `the log has passed height ${until} without this command: it was not done and will not be`;
  return new LogError("notDone", cause, "send it again");
}
