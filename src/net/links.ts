/** All links of a node with its peers. */
import type { Dealer } from "zeromq";
import type { NodeId } from "../core/group.js";
import { Dialling } from "./dialling.js";
import { growthBytesFree, MemoryGuard } from "./guard.js";
import { Handshake, type Step } from "./handshake.js";
import { isLinkFrame } from "./link-frame.js";
import { Listener } from "./listener.js";
import { type Note, PortInUseError } from "./listening.js";
import { surface, Turns } from "./loop.js";
import { memoryBytes } from "./memory.js";
import { Owed } from "./owed.js";
import { dialler, handshakeMs, type Keys } from "./sockets.js";
import { Allowance, type Limits, Nuisances } from "./tally.js";
import { attempt } from "./zeromq.js";

export { PortInUseError };

export interface Peer {
  readonly id: NodeId;
  /** e.g. `tcp://127.0.0.1:7102` */
  readonly address: string;
  /** Z85, 40 characters. With `keys`, a peer without one is never believed nor admitted. */
  readonly publicKey?: string;
}

export interface LinksOptions {
  readonly self: NodeId;
  readonly address: string;
  readonly peers: readonly Peer[];
  /** Absent: plain links, which authenticate nobody; for loopback in a laboratory. */
  readonly keys?: Keys;
  /** The longest frame, header and body together, that any node may send. */
  readonly frameBytesMax: number;
  /** What this node may owe a peer, and what a peer may send to this node as long as the links are open. */
  readonly budget: { readonly frames: number; readonly bytes: number };
  /** What a peer may send in a second, where the links serve one run after the other: in the place of `budget`. */
  readonly perSecond?: { readonly frames: number; readonly bytes: number };
  /** What is owed, as it goes to this peer at this time; null: not now, it stays owed. Absent: as it is. */
  readonly addressed?: (to: NodeId, parts: readonly Uint8Array[]) => readonly Uint8Array[] | null;
  /** What all that this node owes and is owed in a run takes at the most, bytes, in the memory of its process. */
  readonly runBytesMax?: number;
}

export interface LinkFault {
  /** Null when the liar cannot be known. */
  readonly from: NodeId | null;
  readonly kind: "badLink" | "flood" | "malformed";
  readonly detail: string;
}

export interface LinksEvents {
  /** A frame that this peer sent: a header, and perhaps a body. It can come before `onUp`, and again after it. */
  onFrame(from: NodeId, parts: readonly Buffer[]): void;
  /** The links in both directions are up, and the peer's is proved: at first, and after each reconnection. */
  onUp(peer: NodeId): void;
  onFault(fault: LinkFault): void;
}

/** Counters since the links were opened; resends count as sent. */
export interface LinksStats {
  readonly framesSent: number;
  readonly bytesSent: number;
  readonly framesReceived: number;
  readonly bytesReceived: number;
  /** frames that are kept to be sent again on a new link */
  readonly framesOwed: number;
}

/** ms between hellos that are repeated. */
const tickMs = 250;
const ticksASecond = 1000 / tickMs;

interface Link {
  readonly peer: Peer;
  readonly dealer: Dealer;
  readonly dialling: Dialling;
  readonly owed: Owed;
  /** where the peer listens to this node's listener; null until proved */
  routingId: Buffer | null;
  readonly allowance: Allowance;
}

/**
 * Moves frames between nodes that know each other by their keys. A node hears its peers only through links that it
 * dialled itself, and speaks to them through its listener, to the links that they proved to be theirs.
 */
export class Links {
  readonly #options: LinksOptions;
  #peers: readonly Peer[];
  readonly #events: LinksEvents;
  readonly #links = new Map<NodeId, Link>();
  readonly #handshake: Handshake;
  readonly #guard: MemoryGuard;
  readonly #turns = new Turns();
  readonly #nuisances = new Nuisances();
  readonly #stats = { framesSent: 0, bytesSent: 0, framesReceived: 0, bytesReceived: 0 };
  #timer: NodeJS.Timeout | null = null;
  #ticks = 0;
  #listener: Listener | null = null;
  #closing: Promise<void> | null = null;

  private constructor(options: LinksOptions, events: LinksEvents) {
    this.#options = options;
    this.#peers = options.peers;
    this.#events = events;
    this.#handshake = new Handshake(
      options.self,
      options.peers.map((peer) => peer.id),
      Math.ceil((handshakeMs(options.peers) + 2000) / tickMs),
    );
    this.#guard = new MemoryGuard(
      options.peers.map((peer) => peer.id),
      memoryBytes(),
      growthBytesFree + (options.runBytesMax ?? 0),
    );
  }

  /** Listens, dials every peer, and goes on dialling. Rejects with PortInUseError or NoZeromqError. */
  static async open(options: LinksOptions, events: LinksEvents): Promise<Links> {
    const links = new Links(options, events);
    try {
      await links.#listen();
      for (const peer of options.peers) links.#dial(peer);
    } catch (error) {
      await links.close();
      throw error;
    }
    links.#timer = setInterval(() => links.#tick(), tickMs);
    return links;
  }

  /**
   * Owes this frame, a header and perhaps a body, to a peer: it goes out as soon as the peer's link is proved, and
   * again, same bytes, same order, on each new link. The buffers are kept, not copied: never write to them again.
   * With a `stage`, until {@link settle} lets it go. Nothing happens after `cut` or `close`. Throws RangeError for what no
   * peer could accept.
   */
  send(to: NodeId, parts: readonly Uint8Array[], stage: number | null = null): void {
    this.#checkSendable(to, parts);
    const link = this.#links.get(to);
    if (link === undefined || this.#closing !== null) return;
    if (link.owed.size >= this.#options.budget.frames) {
      throw new RangeError(`more than ${this.#options.budget.frames} frames are owed to node ${to}`);
    }
    link.owed.add(parts, stage);
    this.#deliver(link, parts);
  }

  /** Sends this if the peer's link is proved, as it is, and owes it no longer. */
  post(to: NodeId, parts: readonly Uint8Array[]): void {
    this.#checkSendable(to, parts);
    const link = this.#links.get(to);
    if (link !== undefined && link.routingId !== null) this.#give(link.routingId, parts);
  }

  /** Another process of this peer: what is owed since the last release is sent to it, and the rest is let go. */
  renew(peer: NodeId): void {
    const link = this.#links.get(peer);
    if (link === undefined) return;
    link.owed.forgetOld();
    for (const parts of link.owed) this.#deliver(link, parts);
  }

  /** Nothing that was sent so far is owed any more. */
  forgetOwed(): void {
    for (const { owed } of this.#links.values()) owed.forgetAll();
  }

  /** A run is over: what was owed before the last release is not sent again on new links, what came since still is. */
  release(): void {
    for (const { owed } of this.#links.values()) owed.release();
  }

  /** The peer has what it was sent for stages before this one: it is not sent again on new links. */
  settle(peer: NodeId, before: number): void {
    this.#links.get(peer)?.owed.settle(before);
  }

  /** Nothing more is heard from this peer or sent to it. */
  cut(peer: NodeId): void {
    const link = this.#links.get(peer);
    if (link === undefined) return;
    this.#links.delete(peer);
    this.#handshake.forget(peer);
    this.#guard.forget(peer);
    hangUp(link);
  }

  /** These are the peers from here on: others are cut, and new ones dialled. */
  async meet(peers: readonly Peer[]): Promise<void> {
    const before = this.#peers;
    const isIn = (list: readonly Peer[], peer: Peer) => list.some(({ id }) => id === peer.id);
    this.#peers = peers;
    for (const peer of before) if (!isIn(peers, peer)) this.cut(peer.id);
    await this.#listener?.admit(peers);
    for (const peer of peers) if (!isIn(before, peer)) this.restore(peer.id);
  }

  /** What people should know of where this node listens. */
  get note(): Note | null {
    return this.#listener?.note ?? null;
  }

  /** Dials a peer that was cut, as if nothing had been. */
  restore(peer: NodeId): void {
    const found = this.#peers.find(({ id }) => id === peer);
    if (found === undefined || this.#closing !== null || this.#links.has(peer)) return;
    this.#handshake.remember(peer);
    this.#guard.remember(peer);
    this.#dial(found);
  }

  stats(): LinksStats {
    const framesOwed = [...this.#links.values()].reduce((sum, { owed }) => sum + owed.size, 0);
    return { ...this.#stats, framesOwed };
  }

  /** Resolves when everything owed has left, or 500 ms have passed, and no socket, timer or port is left. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const link of this.#links.values()) hangUp(link);
    await this.#listener?.close();
  }

  async #listen(): Promise<void> {
    this.#listener = await Listener.open(this.#options, this.#turns, (what) => this.#nuisance(what));
    this.#listener.hear((routingId, parts) => this.#do(this.#handshake.heardAtListener(routingId, parts)));
  }

  #dial(peer: Peer): void {
    const { keys } = this.#options;
    if (keys !== undefined && peer.publicKey === undefined) {
      throw new RangeError(`node ${peer.id} has no public key, so its link could not be believed`);
    }
    const dealer = dialler(this.#options, peer);
    const link: Link = {
      peer,
      dealer,
      dialling: new Dialling(dealer, peer.address, this.#turns),
      owed: new Owed(),
      routingId: null,
      allowance: new Allowance(limitsOf(this.#options)),
    };
    this.#links.set(peer.id, link);
    void surface(this.#turns.each(dealer, (parts) => this.#heard(link, parts)));
  }

  #heard(link: Link, parts: readonly Buffer[]): void {
    const peer = link.peer.id;
    if (this.#closing !== null || this.#links.get(peer) !== link) return; // this one was already on its way
    this.#guard.heard(peer);
    link.dialling.heard();
    const first = parts[0]!;
    if (parts.length === 1 && (first.length === 0 || isLinkFrame(first))) {
      this.#heardLinkFrame(link, first);
      return;
    }
    const bytes = bytesOf(parts);
    this.#stats.framesReceived += 1;
    this.#stats.bytesReceived += bytes;
    const excess = link.allowance.take(parts.length, bytes);
    if (excess === null) this.#events.onFrame(peer, parts);
    else this.#punish(peer, excess.kind, excess.detail);
  }

  #heardLinkFrame(link: Link, frame: Buffer): void {
    const peer = link.peer.id;
    const isProbe = frame.length === 0; // of the peer's listener: this link is new
    const excess = isProbe ? link.allowance.takeProbe() : link.allowance.takeLinkFrame();
    if (excess !== null) this.#punish(peer, excess.kind, excess.detail);
    else this.#do(isProbe ? this.#handshake.linkUp(peer) : this.#handshake.heardFromPeer(peer, frame));
  }

  #tick(): void {
    this.#ticks += 1;
    if (this.#options.perSecond && this.#ticks % ticksASecond === 0)
      for (const { allowance } of this.#links.values()) allowance.renew();
    for (const { dialling } of this.#links.values()) dialling.tick();
    this.#do(this.#handshake.tick());
    const isProved = (peer: NodeId) => this.#links.get(peer)?.routingId != null;
    for (const step of this.#guard.look(memoryBytes(), isProved)) {
      if (step.do === "ask") this.#do(this.#handshake.ask(step.peer));
      if (step.do === "redial") this.#redial(step.peer);
      if (step.do === "cut")
        this.#punish(
          step.peer,
          "flood",
          "sent a message without end: this node's memory grew and it said nothing else",
        );
    }
  }

  #do(steps: readonly Step[]): void {
    for (const step of steps) {
      if (this.#closing !== null) return;
      switch (step.do) {
        case "answer":
          this.#listener?.send(step.routingId, [step.frame]);
          break;
        case "say":
          this.#say(step.peer, step.frame);
          break;
        case "redial":
          this.#redial(step.peer);
          break;
        case "up":
          this.#up(step.peer, step.routingId, step.isNew);
          break;
        case "unconfirmed":
          this.#nuisance(
            step.claimed === null
              ? "a link that dialled this node said something other than hello"
              : `a link says it is node ${step.claimed}, which node ${step.claimed} does not confirm`,
          );
          break;
        case "malformed":
          this.#punish(step.peer, "malformed", step.detail);
          break;
      }
    }
  }

  #say(peer: NodeId, frame: Buffer): void {
    const link = this.#links.get(peer);
    if (link === undefined) return;
    link.allowance.grantHello();
    // With `sendTimeout` 0 it is done when the call returns. It fails only where no link is: hellos are repeated.
    void attempt(() => link.dealer.send(frame));
  }

  #redial(peer: NodeId): void {
    this.#links.get(peer)?.dialling.again();
  }

  #up(peer: NodeId, routingId: Buffer, isNew: boolean): void {
    const link = this.#links.get(peer);
    if (link === undefined) return;
    link.routingId = routingId;
    if (isNew) for (const parts of link.owed) this.#deliver(link, parts);
    this.#events.onUp(peer);
  }

  #deliver({ peer, routingId }: Link, parts: readonly Uint8Array[]): void {
    const { addressed } = this.#options;
    const sent = routingId === null || !addressed ? parts : addressed(peer.id, parts);
    if (routingId !== null && sent !== null) this.#give(routingId, sent);
  }

  #give(routingId: Buffer, parts: readonly Uint8Array[]): void {
    this.#stats.framesSent += 1;
    this.#stats.bytesSent += bytesOf(parts);
    this.#listener?.send(routingId, parts);
  }

  #punish(peer: NodeId, kind: "flood" | "malformed", detail: string): void {
    this.cut(peer);
    this.#events.onFault({ from: peer, kind, detail });
  }

  #nuisance(what: string): void {
    if (this.#closing !== null) return;
    const detail = this.#nuisances.tell(what);
    if (detail !== null) this.#events.onFault({ from: null, kind: "badLink", detail });
  }

  #checkSendable(to: NodeId, parts: readonly Uint8Array[]): void {
    const { frameBytesMax } = this.#options;
    if (!this.#peers.some((peer) => peer.id === to)) throw new RangeError(`node ${to} is not a peer`);
    const [first] = parts;
    if (first === undefined || parts.length > 2) throw new RangeError("a frame has one or two parts");
    if (parts.length === 1 && (first.length === 0 || isLinkFrame(first))) {
      throw new RangeError("a frame of one part is not empty, nor a link frame");
    }
    const bytes = bytesOf(parts);
    if (bytes > frameBytesMax)
      throw new RangeError(`a frame of ${bytes} bytes is over the limit of ${frameBytesMax}`);
  }
}

function hangUp({ dealer, dialling }: Link): void {
  dialling.close();
  dealer.close();
}

function limitsOf({ frameBytesMax, budget, perSecond }: LinksOptions): Limits {
  return perSecond ? { frameBytesMax, budget: perSecond, isPerSecond: true } : { frameBytesMax, budget };
}

function bytesOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
