/** The event loop, shared by many sockets and timers. */
import { monotonicMs } from "./clock.js";
import { next, type Source } from "./zeromq.js";

/** ms of work on what has arrived before timers get their turn. */
const turnMs = 4;

/**
 * Shares the event loop. Receiving resolves without leaving the microtask queue while messages are there, up to 512
 * times a socket, which would hold up every deadline of this process.
 */
export class Turns {
  #endsAt = 0;
  #next: Promise<void> | null = null;

  /** Calls back for each message or event, in order, until the socket is closed; the next one may have to wait. */
  async each<T>(source: Source<T>, handle: (item: T) => Promise<void> | void): Promise<void> {
    for (let item = await next(source); item !== null; item = await next(source)) {
      const pause = handle(item);
      if (pause) await pause;
      if (monotonicMs() > this.#endsAt) await this.#nextTurn();
    }
  }

  #nextTurn(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = null;
        this.#endsAt = monotonicMs() + turnMs;
        resolve();
      });
    });
    return this.#next;
  }
}

/** A loop ends when its socket closes. Had a callback thrown instead, that were a bug and must not pass unseen. */
export function surface(loop: Promise<void>): Promise<void> {
  return loop.catch((error: unknown) => {
    setImmediate(() => {
      throw error;
    });
  });
}
