/**
 * What this process holds beside JavaScript's heap and buffers, as far as can be told. What libzmq holds of messages is there,
 * and what the program itself has made is not: a member whose program filled its heap took a peer that stood still for the cause.
 */
export interface Held {
  readonly rss: number;
  readonly heapTotal: number;
  readonly external: number;
}

export class NativeMemory {
  /** what JavaScript has let go may stay with the process, and is used again first */
  #javascriptMax = 0;

  constructor(private readonly held: () => Held = process.memoryUsage) {}

  /** Reading it takes a file descriptor; where none is left, it is the most that the process ever held. */
  bytes(): number {
    try {
      const { rss, heapTotal, external } = this.held();
      this.#javascriptMax = Math.max(this.#javascriptMax, heapTotal + external);
      return rss - this.#javascriptMax;
    } catch {
      return process.resourceUsage().maxRSS * 1024 - this.#javascriptMax;
    }
  }
}
