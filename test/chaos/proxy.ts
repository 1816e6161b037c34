/** A stretch of bad network: a TCP proxy that stands before one node's port and harms what passes. */
import { createServer, connect as dial, type Server, type Socket } from "node:net";

export type Weather =
  | { readonly kind: "calm" }
  /** every piece comes this much later */
  | { readonly kind: "delay"; readonly ms: number }
  /** nothing passes any more, and nobody is told */
  | { readonly kind: "swallow" }
  /** one piece in `one` is missing from the middle of a stream */
  | { readonly kind: "drop"; readonly one: number }
  /** connections are closed, and so is each new one after `ms` */
  | { readonly kind: "cut"; readonly ms: number }
  /** the same, with a reset */
  | { readonly kind: "reset"; readonly ms: number };

const CALM: Weather = { kind: "calm" };

/** What one direction of one connection may hold back, bytes; beyond it, its source is not read. */
const HELD_BYTES_MAX = 4_000_000;
const CONNECTIONS_MAX = 256;

export class Proxy {
  readonly #server: Server;
  readonly #port: number;
  readonly #pairs = new Set<Pair>();
  #weather: Weather = CALM;

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer({ pauseOnConnect: true }, (from) => this.#accept(from));
  }

  /** Before the node that listens, or will listen, at this address: `tcp://127.0.0.1:7101`. */
  static async before(address: string): Promise<Proxy> {
    const proxy = new Proxy(Number(new URL(address).port));
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once("error", reject).listen({ host: "127.0.0.1", port: 0, backlog: 256 }, resolve);
    });
    return proxy;
  }

  get address(): string {
    const at = this.#server.address();
    return `tcp://127.0.0.1:${typeof at === "object" ? at?.port : 0}`;
  }

  /** From now on, for connections that there are and for new ones. */
  set weather(weather: Weather) {
    this.#weather = weather;
    for (const pair of this.#pairs) pair.weather = weather;
  }

  /** Closes what there is once; new connections pass. */
  breakOnce(how: "cut" | "reset"): void {
    for (const pair of this.#pairs) pair.end(how);
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) pair.end("reset");
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(from: Socket): void {
    if (this.#pairs.size >= CONNECTIONS_MAX) return void from.destroy();
    const to = dial({ host: "127.0.0.1", port: this.#port });
    const pair = new Pair(from, to, () => this.#pairs.delete(pair));
    this.#pairs.add(pair);
    pair.weather = this.#weather;
  }
}

/** One connection through the proxy, both of its ends. */
class Pair {
  readonly #ends: readonly [Socket, Socket];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #gone: () => void;
  #weather: Weather = CALM;
  #pieces = 0;

  constructor(from: Socket, to: Socket, gone: () => void) {
    this.#ends = [from, to];
    this.#gone = gone;
    this.#pass(from, to);
    this.#pass(to, from);
  }

  set weather(weather: Weather) {
    this.#weather = weather;
    if (weather.kind === "cut" || weather.kind === "reset") {
      this.#later(weather.ms, () => this.end(weather.kind));
    }
  }

  end(how: "cut" | "reset"): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const socket of this.#ends) {
      if (how === "reset") socket.resetAndDestroy();
      else socket.destroy();
    }
    this.#gone();
  }

  #pass(from: Socket, to: Socket): void {
    const held: Buffer[] = [];
    let heldBytes = 0;
    let lastDueMs = 0;
    const settle = () => {
      if (heldBytes + to.writableLength <= HELD_BYTES_MAX) from.resume();
      else from.pause();
    };
    // whichever timer comes, the first goes: TCP keeps the order
    const send = () => {
      const piece = held.shift() as Buffer;
      heldBytes -= piece.length;
      if (!to.destroyed) to.write(piece);
      settle();
    };
    from.setNoDelay(true);
    from.on("error", () => this.end("cut"));
    from.on("close", () => this.end("cut"));
    to.on("drain", settle);
    from.on("data", (piece) => {
      const weather = this.#weather;
      if (weather.kind === "swallow") return;
      if (weather.kind === "drop" && ++this.#pieces % weather.one === 0) return;
      held.push(piece);
      heldBytes += piece.length;
      const nowMs = performance.now();
      lastDueMs = Math.max(nowMs + (weather.kind === "delay" ? weather.ms : 0), lastDueMs);
      if (held.length === 1 && lastDueMs <= nowMs) send();
      else this.#later(lastDueMs - nowMs, send);
      settle();
    });
    from.resume();
  }

  #later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }
}
