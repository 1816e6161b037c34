/**
 * What makes a command happen once: for each client what was done under which sequence, and what came of it. All of it is
 * state that every member holds alike, and only the log's own heights move it.
 *
 * A client's session remembers a window of sequences. What is below it is refused, since nobody knows any more whether it
 * was done. A session of which nothing was heard for very many heights ends, and its name is never begun anew: whoever sent a
 * command then, and heard nothing, must not be able to have it done a second time.
 */
import { isForOnce } from "./command.js";

/** Sequences that a session remembers, up to the highest that was done. */
export const WINDOW = 1024;
/** A session that was not used for so many heights has ended. */
export const SESSION_HEIGHTS = 100_000;
const SESSIONS_MAX = 100_000;

/** Where a command was done, and what came of it. */
export interface Done {
  readonly digest: string;
  readonly height: number;
  readonly index: number;
  readonly result: string;
}

interface Session {
  high: number;
  /** the height of the last command */
  last: number;
  /** of names for once: the height up to which they are remembered */
  until: number;
  readonly done: Map<number, Done>;
}

export type Standing =
  | { readonly is: "fresh" }
  /** the same command was done before */
  | { readonly is: "repeated"; readonly done: Done }
  /** another command was done under this sequence */
  | { readonly is: "conflict"; readonly done: Done }
  | { readonly is: "below" }
  | { readonly is: "ended" }
  /** there are too many sessions for another one */
  | { readonly is: "crowded" };

/** Sessions as data: [client, high, last, until, [sequence, digest, height, index, result][]]. */
export interface SessionsData {
  readonly open: readonly (readonly [
    string,
    number,
    number,
    number,
    readonly (readonly [number, string, number, number, string])[],
  ])[];
  readonly ended: readonly string[];
}

export class Sessions {
  /** in the order in which they were used last */
  readonly #open = new Map<string, Session>();
  /** the names for once, in the order in which they were begun: one that reaches far holds those behind it, but no longer than that */
  readonly #once = new Map<string, Session>();
  /** digests of the names of those that have ended */
  readonly #ended = new Set<string>();

  constructor(
    private readonly digest: (text: string) => string,
    data?: SessionsData,
  ) {
    for (const [client, high, last, until, done] of data?.open ?? []) {
      const entries = done.map(
        ([sequence, of, height, index, result]) => [sequence, { digest: of, height, index, result }] as const,
      );
      this.#of(client).set(client, { high, last, until, done: new Map(entries) });
    }
    for (const name of data?.ended ?? []) this.#ended.add(name);
  }

  get size(): number {
    return this.#open.size + this.#once.size;
  }

  standing(client: string, sequence: number, digest: string): Standing {
    const session = this.#of(client).get(client);
    if (!session) {
      if (this.#ended.has(this.#name(client))) return { is: "ended" };
      return this.#open.size >= SESSIONS_MAX && !isForOnce(client) ? { is: "crowded" } : { is: "fresh" };
    }
    const done = session.done.get(sequence);
    if (done) return { is: done.digest === digest ? "repeated" : "conflict", done };
    return sequence <= session.high - WINDOW ? { is: "below" } : { is: "fresh" };
  }

  /** What was fresh is done. */
  record(client: string, sequence: number, until: number, done: Done): void {
    const sessions = this.#of(client);
    const session = sessions.get(client) ?? { high: -1, last: 0, until: 0, done: new Map<number, Done>() };
    session.high = Math.max(session.high, sequence);
    session.last = done.height;
    session.until = Math.max(session.until, until);
    session.done.set(sequence, done);
    if (session.done.size > WINDOW)
      for (const old of session.done.keys()) if (old <= session.high - WINDOW) session.done.delete(old);
    if (isForOnce(client)) sessions.set(client, session);
    else {
      sessions.delete(client);
      sessions.set(client, session);
    }
  }

  /** Ends those whose time is over at this height. */
  pass(height: number): void {
    for (const [client, { last }] of this.#open) {
      if (last + SESSION_HEIGHTS >= height) break;
      this.#open.delete(client);
      this.#ended.add(this.#name(client));
    }
    for (const [client, { until }] of this.#once) {
      if (until >= height) break;
      this.#once.delete(client);
    }
  }

  data(): SessionsData {
    const open = [...this.#open, ...this.#once].map(([client, { high, last, until, done }]) => {
      const entries = [...done].map(
        ([sequence, { digest, height, index, result }]) => [sequence, digest, height, index, result] as const,
      );
      return [client, high, last, until, entries] as const;
    });
    return { open, ended: [...this.#ended] };
  }

  #of(client: string): Map<string, Session> {
    return isForOnce(client) ? this.#once : this.#open;
  }

  #name(client: string): string {
    return this.digest(client).slice(0, 24);
  }
}
