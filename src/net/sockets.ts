import { Dealer, type Observer, Router } from "zeromq";
import { linkFrameBytesMax } from "./linkframe.js";
import { context } from "./zap.js";

/** A node's own CURVE keys, Z85. */
export interface Keys {
  readonly publicKey: string;
  readonly secretKey: string;
}

/** ms that what is owed may still leave after closing; 0 behind a large report loses what follows it. */
export const lingerMs = 500;

/** ms for a whole handshake; 500 fails with 40 nodes on two cores. */
const handshakeMs = 2000;

/** Frames that libzmq may hold unread of one peer, so that memory is bounded before this node has looked at them. */
const unreadFramesMax = 8;

/** Link frames that may wait for one link that does not read, beside what is owed. */
const answersMax = 1024;

/**
 * The listener: one a node. It speaks payload and hears link frames only.
 * `framesOwedMax`: frames that may ever be owed to one peer. Beyond its high-water mark a ROUTER drops silently, so the
 * mark is above that; it is there for links that provoke answers and read none.
 */
export function listener(framesOwedMax: number, keys: Keys | undefined, domain: string): Router {
  return new Router({
    context,
    linger: lingerMs,
    sendTimeout: 0, // with such a mark a ROUTER never blocks: a send is done when the call returns, and none is pending
    sendHighWaterMark: framesOwedMax + answersMax,
    receiveHighWaterMark: unreadFramesMax,
    maxMessageSize: linkFrameBytesMax,
    handshakeInterval: handshakeMs,
    backlog: 1024,
    // An empty message is the first thing that every new link hears: so whoever dialled knows in order, and without a
    // monitor, that its link is up, and up again.
    probeRouter: true,
    ...tcpKeepalive,
    ...(keys && {
      curveServer: true,
      curveSecretKey: keys.secretKey,
      zapDomain: domain,
      zapEnforceDomain: true,
    }),
  });
}

/** A link to one peer. It hears payload and speaks link frames only. Its peer must hold `publicKey`'s secret. */
export function dialler(
  frameBytesMax: number,
  keys: Keys | undefined,
  publicKey: string | undefined,
): Dealer {
  return new Dealer({
    context,
    linger: 0,
    sendTimeout: 0,
    immediate: true, // no queue for a link that is not up
    sendHighWaterMark: answersMax,
    receiveHighWaterMark: unreadFramesMax,
    maxMessageSize: Math.max(frameBytesMax, linkFrameBytesMax),
    handshakeInterval: handshakeMs,
    reconnectInterval: 5, // the default, 100, makes a mesh ten times slower
    reconnectMaxInterval: 100,
    ...tcpKeepalive,
    ...(keys &&
      publicKey !== undefined && {
        curveServerKey: publicKey,
        curvePublicKey: keys.publicKey,
        curveSecretKey: keys.secretKey,
      }),
  });
}

/** The kernel notices a dead host in 25 s. ZeroMQ's heartbeats would also cut peers that are merely busy. */
const tcpKeepalive = {
  tcpKeepalive: 1,
  tcpKeepaliveIdle: 10,
  tcpKeepaliveInterval: 5,
  tcpKeepaliveCount: 3,
} as const;

/** ms of work on what has arrived before timers get their turn. */
const turnMs = 4;

/**
 * Shares the event loop. Receiving resolves without leaving the microtask queue while messages are there, up to 512
 * times a socket, which would hold up every deadline of this process.
 */
export class Turns {
  #endsAt = 0;
  #next: Promise<void> | null = null;

  /** Calls back for each message or event, in order, until the socket is closed. */
  async each<T>(source: AsyncIterable<T>, handle: (item: T) => void): Promise<void> {
    for await (const item of source) {
      handle(item);
      if (performance.now() > this.#endsAt) await this.#nextTurn();
    }
  }

  #nextTurn(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = null;
        this.#endsAt = performance.now() + turnMs;
        resolve();
      });
    });
    return this.#next;
  }
}

/** What a listener's monitor tells of a connection that was refused; null for everything else. */
export function refusalOf(event: Awaited<ReturnType<Observer["receive"]>>): string | null {
  switch (event.type) {
    case "handshake:error:auth":
      return "a connection with an unknown public key was refused";
    case "handshake:error:protocol":
      return "a connection that does not speak this protocol was refused";
    case "handshake:error:other":
      return "a connection was cut before it had said who it is";
    default:
      return null;
  }
}

/** The address cannot be listened on. `message` says why and what to do. */
export class PortInUseError extends Error {
  override readonly name = "PortInUseError";
  readonly address: string;

  constructor(address: string, cause: unknown) {
    const code = (cause as { code?: string } | null)?.code ?? "unknown";
    super(`cannot listen on ${address}: ${(bindFixes[code] ?? bindFixes["other"]!)(code)}`, { cause });
    this.address = address;
  }
}

const bindFixes: Readonly<Record<string, (code: string) => string>> = {
  EADDRINUSE: () => "another process has this port; stop it, or give this node another port",
  EACCES: () => "this user may not use this port; choose one above 1023",
  EADDRNOTAVAIL: () => "this machine does not have this address; use one of its own, such as 127.0.0.1",
  other: (code) => `the system refused it (${code}); an address looks like tcp://127.0.0.1:7101`,
};
