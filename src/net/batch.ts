/** What one turn of the event loop says to one peer: it goes out together at the end of the turn, where the peer understands that. */
import { alone, join, joinedBytes, joinedBytesMax, type Outgoing } from "./joined.js";

type Parts = readonly Uint8Array[];

export class Batch {
  readonly #send: (parts: Parts) => void;
  #messages: Outgoing[] = [];
  #bytes = 0;
  #flushing: NodeJS.Immediate | null = null;

  constructor(send: (parts: Parts) => void) {
    this.#send = send;
  }

  /** In its order. `joins`: it may wait for others; else it leaves at once. */
  add(message: Outgoing, joins: boolean): void {
    const bytes = joinedBytes(message.parts);
    if (this.#bytes + bytes > joinedBytesMax) this.flush();
    this.#messages.push(message);
    this.#bytes += bytes;
    if (!joins || bytes > joinedBytesMax) this.flush();
    else this.#flushing ??= setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#flushing !== null) clearImmediate(this.#flushing);
    this.#flushing = null;
    const [first] = this.#messages;
    if (first === undefined) return;
    this.#send(this.#messages.length === 1 ? alone(first) : [join(this.#messages, this.#bytes)]);
    this.#messages = [];
    this.#bytes = 0;
  }
}
