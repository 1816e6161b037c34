/** All links of a node with its peers. */
import type { NodeId } from "../core/group.js";
import { Batch, TurnEnd } from "./batch.js";
import { Delivery } from "./delivery.js";
import { Dialling } from "./dialling.js";
import type { Message, Parts } from "./form.js";
import { type GuardStep, growthBytesFree, MemoryGuard } from "./guard.js";
import { Handshake, type Step } from "./handshake.js";
import { Incoming } from "./incoming.js";
import { joinsMark } from "./joined.js";
import { hangUp, type Link, limitsOf } from "./link.js";
import type { LinkFault, LinksEvents, LinksOptions, LinksStats, Peer } from "./links-options.js";
import { Listener } from "./listener.js";
import { type Note, PortInUseError } from "./listening.js";
import { surface, Turns } from "./loop.js";
import { NativeMemory } from "./memory.js";
import { Owed } from "./owed.js";
import { assertSendable } from "./sendable.js";
import { dialler, handshakeMs } from "./sockets.js";
import { Allowance, Nuisances } from "./tally.js";
import { Memory } from "./told.js";
import { attempt } from "./zeromq.js";

export type { LinkFault, LinksOptions, LinksStats, Peer };
export { PortInUseError };

/** ms between hellos that are repeated. */
const TICK_MS = 250;
const WITHOUT_END = "sent a message without end: this node's memory grew and it said nothing else";

/**
 * Moves frames between nodes that know each other by their keys. A node hears its peers only through links that it
 * dialled itself, and speaks to them through its listener, to the links that they proved to be theirs.
 */
export class Links {
  #peers: readonly Peer[];
  readonly #links = new Map<NodeId, Link>();
  readonly #handshake: Handshake;
  readonly #memory = new NativeMemory();
  readonly #guard: MemoryGuard;
  readonly #turns = new Turns();
  readonly #turnEnd = new TurnEnd();
  readonly #nuisances = new Nuisances();
  readonly #incoming: Incoming;
  readonly #delivery: Delivery;
  #timer: NodeJS.Timeout | null = null;
  #ticks = 0;
  #listener: Listener | null = null;
  #closing: Promise<void> | null = null;

  private constructor(
    private readonly options: LinksOptions,
    private readonly events: LinksEvents,
  ) {
    this.#peers = options.peers;
    const ids = options.peers.map(({ id }) => id);
    this.#handshake = new Handshake(
      options.self,
      ids,
      Math.ceil((handshakeMs(options.peers) + 2000) / TICK_MS),
      options.joins ? joinsMark : options.mark,
    );
    const growthBytesMax = growthBytesFree + (options.runBytesMax ?? 0);
    this.#guard = new MemoryGuard(ids, this.#memory.bytes(), growthBytesMax);
    this.#delivery = new Delivery(options, (peer) => options.joins === true && this.understands(peer));
    this.#incoming = new Incoming(options, events, this.#handshake, this.#guard, {
      isUp: (link) => this.#closing === null && this.#links.get(link.peer.id) === link,
      follow: (steps) => this.#do(steps),
      punish: (peer, kind, detail) => this.#punish(peer, kind, detail),
      nuisance: (what) => this.#nuisance(what, "flood"),
    });
  }

  /** Listens, dials every peer, and goes on dialling. Rejects with PortInUseError or NoZeromqError. */
  static async open(options: LinksOptions, events: LinksEvents): Promise<Links> {
    const links = new Links(options, events);
    try {
      links.#listener = await Listener.open(options, links.#turns, (what) => links.#nuisance(what));
      links.#listener.hear((id, parts) => links.#do(links.#handshake.heardAtListener(id, parts)));
      for (const peer of options.peers) links.#dial(peer);
    } catch (error) {
      await links.close();
      throw error;
    }
    links.#timer = setInterval(() => links.#tick(), TICK_MS);
    return links;
  }

  /**
   * Owes this message to a peer, a form with the instance as its number: it goes out as soon as the peer's link is proved, and
   * again, same bytes, same order, on each new link. The buffers are kept, not copied: never write to them again.
   * With a `stage`, until {@link settle} lets it go; `instance`: of which agreement. Nothing happens after `cut` or `close`.
   * Throws RangeError for what no peer could accept.
   */
  send(to: NodeId, message: Message, stage: number | null = null, instance = 0): void {
    const link = this.#linkTo(to);
    assertSendable(message, instance, this.options.frameBytesMax);
    if (link !== undefined && this.#closing === null) this.#delivery.owe(link, message, stage, instance);
  }

  /** Sends this if the peer's link is proved, as it is, and owes it no longer. */
  post(to: NodeId, parts: Parts): void {
    const link = this.#linkTo(to);
    assertSendable(parts, 0, this.options.frameBytesMax);
    if (link !== undefined) this.#delivery.post(link, parts);
  }

  /** Another process of this peer: what is owed of this agreement and later ones is sent to it, and the rest is let go. */
  renew(peer: NodeId, from: number): void {
    const link = this.#links.get(peer);
    link?.owed.release(from);
    if (link !== undefined) this.#delivery.again(link);
  }

  /** Nothing that was sent so far is owed any more. */
  forgetOwed(): void {
    for (const { owed } of this.#links.values()) owed.forgetAll();
  }

  /** What was sent for agreements before this one is not sent again on new links. */
  release(before: number): void {
    for (const { owed, allowance } of this.#links.values()) allowance.grant(owed.release(before));
  }

  /** What was sent for this agreement is said anew. */
  forget(instance: number): void {
    for (const { owed } of this.#links.values()) owed.forget(instance);
  }

  /** The peer has what it was sent in this agreement for stages before this one: it is not sent again on new links. */
  settle(peer: NodeId, instance: number, before: number): void {
    this.#links.get(peer)?.owed.settle(instance, before);
  }

  /** Nothing more is heard from this peer or sent to it. */
  cut(peer: NodeId): boolean {
    const link = this.#links.get(peer);
    if (link === undefined) return false;
    this.#links.delete(peer);
    this.#handshake.forget(peer);
    this.#guard.forget(peer);
    hangUp(link);
    return true;
  }

  /** These are the peers from here on: others are cut, and new ones dialled, as is one with another address or key. */
  async meet(peers: readonly Peer[]): Promise<void> {
    const before = this.#peers;
    const isIn = (list: readonly Peer[], { id, address, publicKey }: Peer) =>
      list.some((one) => one.id === id && one.address === address && one.publicKey === publicKey);
    this.#peers = peers;
    for (const peer of before) if (!isIn(peers, peer)) this.cut(peer.id);
    await this.#listener?.admit(peers);
    for (const peer of peers) if (!isIn(before, peer)) this.restore(peer.id);
  }

  /** What people should know of where this node listens. */
  get note(): Note | null {
    return this.#listener?.note ?? null;
  }

  /** Whether this peer has said on its link that it understands what a mark stands for: this node's own, or the first part of it. */
  understands(peer: NodeId, mark?: Buffer): boolean {
    return this.#handshake.understands(peer, mark);
  }

  /** Dials a peer that was cut, as if nothing had been. */
  restore(peer: NodeId): void {
    const found = this.#peers.find(({ id }) => id === peer);
    if (found === undefined || this.#closing !== null || this.#links.has(peer)) return;
    this.#handshake.remember(peer);
    this.#guard.remember(peer);
    this.#dial(found);
  }

  /** Whether this peer's link is up; in a lasting group, and it has not been silent for so long that it was dialled again. */
  hears(peer: NodeId): boolean {
    const link = this.#links.get(peer);
    return link !== undefined && link.routingId !== null && !link.dialling.isSilent;
  }

  stats(): LinksStats {
    const framesOwed = [...this.#links.values()].reduce((sum, { owed }) => sum + owed.size, 0);
    return { ...this.#delivery.sent, ...this.#incoming.received, framesOwed };
  }

  /** Resolves when everything owed has left, or 500 ms have passed, and no socket, timer or port is left. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#incoming.nextSecond(this.#links.values());
    for (const link of this.#links.values()) {
      link.batch.flush();
      hangUp(link);
    }
    await this.#listener?.close();
  }

  #dial(peer: Peer): void {
    const { keys } = this.options;
    if (keys !== undefined && peer.publicKey === undefined) {
      throw new RangeError(`node ${peer.id} has no public key, so its link could not be believed`);
    }
    const dealer = dialler(this.options, peer);
    const link: Link = {
      peer,
      dealer,
      dialling: new Dialling(dealer, peer.address, this.#turns),
      owed: new Owed(),
      routingId: null,
      allowance: new Allowance(limitsOf(this.options)),
      batch: new Batch(
        (parts) => link.routingId && this.#listener?.send(link.routingId, parts),
        this.#turnEnd,
      ),
      memory: new Memory(),
      isRenewed: false,
      isFull: false,
    };
    this.#links.set(peer.id, link);
    void surface(this.#turns.each(dealer, (parts) => this.#incoming.read(link, parts)));
  }

  #tick(): void {
    this.#ticks += 1;
    const isLasting = this.options.perSecond !== undefined;
    if (isLasting && this.#ticks % (1000 / TICK_MS) === 0) this.#incoming.nextSecond(this.#links.values());
    for (const { dialling, peer, routingId } of this.#links.values())
      if (dialling.tick(isLasting && routingId !== null)) this.#do(this.#handshake.ask(peer.id));
    this.#do(this.#handshake.tick());
    this.#do(this.#guard.look(this.#memory.bytes(), (id) => this.#links.get(id)?.routingId != null));
  }

  #do(steps: readonly (Step | GuardStep)[]): void {
    for (const step of steps) if (this.#closing === null) this.#doOne(step);
  }

  #doOne(step: Step | GuardStep): void {
    switch (step.do) {
      case "answer":
        return this.#listener?.send(step.routingId, [step.frame]);
      case "say":
        return this.#say(step.peer, step.frame);
      case "redial":
        return this.#links.get(step.peer)?.dialling.again();
      case "up":
        return this.#up(step.peer, step.routingId, step.isNew);
      case "unconfirmed":
        return this.#nuisance(
          step.claimed === null
            ? "a link that dialled this node said something other than hello"
            : `a link says it is node ${step.claimed}, which node ${step.claimed} does not confirm`,
        );
      case "malformed":
        return this.#punish(step.peer, "malformed", step.detail);
      case "ask":
        return this.#do(this.#handshake.ask(step.peer));
      case "cut":
        return this.#punish(step.peer, "flood", WITHOUT_END);
    }
  }

  #say(peer: NodeId, frame: Buffer): void {
    const link = this.#links.get(peer);
    if (link === undefined) return;
    link.allowance.grantHello();
    // With `sendTimeout` 0 it is done when the call returns. It fails only where no link is: hellos are repeated.
    void attempt(() => link.dealer.send(frame));
  }

  #up(peer: NodeId, routingId: Buffer, isNew: boolean): void {
    const link = this.#links.get(peer);
    if (link === undefined) return;
    if (isNew) link.batch.begin();
    link.routingId = routingId;
    if (isNew) this.#delivery.again(link);
    this.events.onUp(peer);
  }

  #punish(peer: NodeId, kind: "flood" | "malformed", detail: string): void {
    this.cut(peer);
    this.events.onFault({ from: peer, kind, detail });
  }

  #nuisance(what: string, kind: LinkFault["kind"] = "badLink"): void {
    if (this.#closing !== null) return;
    const detail = this.#nuisances.tell(what);
    if (detail !== null) this.events.onFault({ from: null, kind, detail });
  }

  /** It may have been cut. Throws RangeError for who is no peer. */
  #linkTo(id: NodeId): Link | undefined {
    const link = this.#links.get(id);
    if (link || this.#peers.some((peer) => peer.id === id)) return link;
    throw new RangeError(`node ${id} is not a peer`);
  }
}
