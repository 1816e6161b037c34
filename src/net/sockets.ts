/** How sockets are made: keys, limits and intervals. */
import { randomInt } from "node:crypto";
import type { Dealer, Observer, Router } from "zeromq";
import { isLoopback } from "../core/address.js";
import { joinedBytesMax } from "./joined.js";
import { linkFrameBytesMax } from "./link-frame.js";
import { context } from "./zap.js";
import { zeromq } from "./zeromq.js";

/** A node's own CURVE keys, Z85. */
export interface Keys {
  readonly publicKey: string;
  readonly secretKey: string;
}

/** ms that what is owed may still leave after closing; 0 behind a large report loses what follows it. */
const lingerMs = 500;

/**
 * ms for a whole handshake. All of a mesh's start at once and share the cores: on two idle ones those of 40 nodes take
 * 2400 ms together, and where they took longer than this, they would fail and start over for ever.
 */
export function handshakeMs(peers: readonly unknown[]): number {
  return Math.max(2000, 400 * peers.length);
}

/**
 * Bytes added to a limit on messages: libzmq holds its handshake (CURVE's INITIATE has some 300 bytes) and its envelope
 * of an encrypted message (33) to the same limit.
 */
const envelopeBytesMax = 1024;

/** Frames that libzmq may hold unread of one peer, so that memory is bounded before this node has looked at them. */
const unreadFramesMax = 8;

/** Link frames that may wait for one link that does not read, beside what is owed. */
const answersMax = 1024;

export interface SocketOptions {
  /** where this node listens, by number */
  readonly address: string;
  readonly peers: readonly unknown[];
  readonly keys?: Keys;
  readonly frameBytesMax: number;
  /** `frames`: what may ever be owed to one peer */
  readonly budget: { readonly frames: number };
  /** whether peers may join messages */
  readonly joins?: boolean;
}

/**
 * libzmq 4.3.5 calls the links of a process's first ROUTER the same in every process. Nobody is to know them beforehand
 * (docs/SECURITY.md, "What is not covered"): each socket that is made here moves where they begin, and how many, nobody
 * can know.
 */
function hideFirstRoutingId(): void {
  const { Request } = zeromq();
  for (let left = randomInt(1, 8192); left > 0; left -= 1)
    new Request({ context: context(), linger: 0 }).close();
}

/** The listener: one a node. It speaks payload and hears link frames only. `domain`: of the ZAP handler. */
export function listener({ address, budget, keys, peers }: SocketOptions, domain: string): Router {
  // a listener on loopback is dialled by processes of this machine only
  if (!isLoopback(address)) hideFirstRoutingId();
  return new (zeromq().Router)({
    context: context(),
    ipv6: isIpv6(address),
    linger: lingerMs,
    sendTimeout: 0, // a ROUTER never blocks: a send is done when the call returns, and none is ever pending
    // Beyond its mark a ROUTER drops silently: so it is above all that is owed. It stops links that read no answers.
    sendHighWaterMark: budget.frames + answersMax,
    receiveHighWaterMark: unreadFramesMax,
    maxMessageSize: linkFrameBytesMax + envelopeBytesMax,
    handshakeInterval: handshakeMs(peers),
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

/** ms between two dials of one node, all its links together, so that early nodes leave the cores to those that start. */
const redialMs = 4;

/** A link to one peer. It hears payload and speaks link frames only. Its peer must hold `publicKey`'s secret. */
export function dialler(
  { frameBytesMax, joins, keys, peers }: SocketOptions,
  { publicKey }: { readonly publicKey?: string },
): Dealer {
  return new (zeromq().Dealer)({
    context: context(),
    linger: 0,
    sendTimeout: 0,
    // Not `immediate`: with it, a link that goes down drops what its peer sent last and this node has not read yet.
    sendHighWaterMark: answersMax,
    receiveHighWaterMark: unreadFramesMax,
    maxMessageSize: Math.max(frameBytesMax, linkFrameBytesMax, joins ? joinedBytesMax : 0) + envelopeBytesMax,
    handshakeInterval: handshakeMs(peers),
    reconnectInterval: 5, // the default, 100, makes a mesh ten times slower
    reconnectMaxInterval: Math.min(redialMs * peers.length, 100),
    ...tcpKeepalive,
    ...(keys &&
      publicKey !== undefined && {
        curveServerKey: publicKey,
        curvePublicKey: keys.publicKey,
        curveSecretKey: keys.secretKey,
      }),
  });
}

/** Only `tcp://[::1]:7101` and its like: a socket told to use IPv6 listens on IPv4 addresses in another way. */
function isIpv6(address: string): boolean {
  return address.startsWith("tcp://[");
}

/** The kernel notices a dead host in 25 s. ZeroMQ's heartbeats would also cut peers that are merely busy. */
const tcpKeepalive = {
  tcpKeepalive: 1,
  tcpKeepaliveIdle: 10,
  tcpKeepaliveInterval: 5,
  tcpKeepaliveCount: 3,
} as const;

/** What a listener's monitor tells of a connection that was refused; null for everything else. */
export function refusalOf(event: Awaited<ReturnType<Observer["receive"]>>): string | null {
  switch (event.type) {
    case "handshake:error:auth":
      return "a connection with an unknown public key was refused";
    case "handshake:error:protocol":
      return OTHER_KEY.includes(event.error.code)
        ? "a connection was refused that takes this node's public key for another one: its configuration differs"
        : "a connection that does not speak this protocol was refused";
    case "handshake:error:other":
      return "a connection was cut before it had said who it is";
    default:
      return null;
  }
}

/** What libzmq finds in the first encrypted message of a dialler that pinned another key than this listener's. */
const OTHER_KEY: readonly string[] = ["ERR_ZMTP_CRYPTOGRAPHIC", "ERR_ZMTP_KEY_EXCHANGE"];
