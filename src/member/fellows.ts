/**
 * The peers of a member, as long as it is one: their lives, where they are, and who is cut off (cuts.ts). The rules are those
 * of core/sequence.ts; this carries them out over links.
 */
import { randomBytes } from "node:crypto";
import type { Fault } from "../core/fault.js";
import type { NodeId } from "../core/group.js";
import { both } from "../core/machine.js";
import { type Letter, Mailbox } from "../core/mailbox.js";
import { type Life, type Move, Sequence } from "../core/sequence.js";
import { monotonicMs } from "../net/clock.js";
import type { Message } from "../net/form.js";
import type { LinkFault } from "../net/links.js";
import { Alarms } from "../node/alarms.js";
import type { NodeOptions } from "../node/options.js";
import { type Company, Peers } from "../node/peers.js";
import {
  decodeHere,
  encodeHere,
  framesOwed,
  isSameMessage,
  type Opening,
  strangeness,
} from "../wire/codec.js";
import { Addressing } from "./addressing.js";
import { Cuts } from "./cuts.js";
import { Receiving } from "./receiving.js";
import { INSTANCE_MAX, refuseTooLarge } from "./refusals.js";

export interface FellowsListener {
  /** READY does not wait for it any more. */
  heard(peer: NodeId): void;
  receive(from: NodeId, opening: Opening, nowMs: number): void;
  /** `peer`: it is cut off for it; null: nobody is. */
  fault(fault: Fault, peer: NodeId | null): void;
  /** Another process of it is there. `wasCut`: the one before was cut off. */
  renewed(peer: NodeId, wasCut: boolean): void;
  moved(move: Extract<Move, { kind: "behind" | "back" }>): void;
  settled(): void;
  /** The others have left the agreements before this one. */
  passed(before: number): void;
  /** One agreement has cut it off, for what it said there: it takes part in none any more. */
  gone(peer: NodeId): void;
}

export class Fellows implements Company {
  readonly addressing: Addressing;
  readonly #sequence: Sequence;
  readonly #mailbox: Mailbox<Opening>;
  readonly #receiving: Receiving;
  readonly #cuts = new Cuts();
  readonly #alarms = new Alarms();
  #peers!: Peers;
  #isClosed = false;

  private constructor(
    private readonly options: NodeOptions,
    private readonly listener: FellowsListener,
    inFlight: number,
  ) {
    const { group, peers, roundTimeoutMs } = options;
    this.#sequence = new Sequence({
      peers: peers.map(({ id }) => id),
      m: group.m,
      needed: group.ids.length - group.m,
      graceMs: roundTimeoutMs,
      inFlight,
      freshLife: () => randomBytes(16).toString("hex"),
    });
    this.addressing = new Addressing(options, this.#sequence.lives);
    this.#mailbox = new Mailbox(framesOwed(this.addressing.context(INSTANCE_MAX)), inFlight, isSameMessage);
    this.#receiving = new Receiving(options.self, this.#sequence.lives, options.run);
  }

  /** `options`: those of the configuration's own general. */
  static async open(options: NodeOptions, listener: FellowsListener, inFlight: number): Promise<Fellows> {
    const fellows = new Fellows(options, listener, inFlight);
    const context = fellows.addressing.context(INSTANCE_MAX);
    refuseTooLarge(context, options.peers.length, inFlight);
    fellows.#peers = await Peers.open(options, {
      context,
      serve: { inFlight },
      stamp: (to, message) => fellows.addressing.stamp(to, message),
    });
    fellows.#peers.tell({
      heard: (peer) => fellows.#tell([peer], false),
      receive: (from, parts, remembered) =>
        fellows.#receive(from, fellows.#receiving.open(from, parts, remembered), parts),
      again: (from, remembered, number) => {
        const opening = fellows.#receiving.again(remembered, number);
        fellows.#receive(from, opening, opening === null ? [remembered.text] : NO_PARTS);
      },
      linkFault: (fault) => fellows.#linkFault(fault),
    });
    for (const peer of fellows.#peers.heard) fellows.#tell([peer], false);
    return fellows;
  }

  get ids(): readonly NodeId[] {
    return this.#peers.ids;
  }

  get heard(): readonly NodeId[] {
    return both(this.#sequence.lives.heard, this.#sequence.absent);
  }

  get unheard(): readonly NodeId[] {
    return this.#sequence.lives.unheard;
  }

  get lookout(): Company["lookout"] {
    return this.#peers.lookout;
  }

  get gone(): readonly NodeId[] {
    return this.#cuts.ids;
  }

  get isSettled(): boolean {
    return this.#sequence.isSettled;
  }

  /** The oldest instance under way, or the next one. */
  get instance(): number {
    return this.#sequence.instance;
  }

  /** The lowest instance that has not started here. */
  get next(): number {
    return this.#sequence.next;
  }

  get framesHeld(): { readonly owed: number; readonly early: number } {
    return { owed: this.#peers.links.stats().framesOwed, early: this.#mailbox.size };
  }

  /** What is known of a peer that said no READY. */
  why(peer: NodeId): string {
    const cut = this.#cuts.of(peer);
    if (cut) return `is cut off: ${cut.why}`;
    return this.#sequence.lives.of(peer) === null ? "was not heard" : "said no READY";
  }

  send(to: NodeId, message: Message, instance: number, stage?: number): void {
    this.#peers.send(to, message, instance, stage);
  }

  settle(peer: NodeId, instance: number, before: number): void {
    this.#peers.settle(peer, instance, before);
  }

  /** Its present life says nothing any more; the link stays, so that the next one can. */
  cut(peer: NodeId, fault: Fault): void {
    this.#cut(peer, fault);
    this.listener.gone(peer);
  }

  /** See {@link Sequence.begin}. */
  begin(nowMs: number, instance?: number): void {
    this.#sequence.begin(nowMs, instance);
    this.#arm();
  }

  started(): void {
    this.#sequence.started();
    this.#mailbox.forget(this.next - 1);
    this.#arm();
  }

  /** What it owes is kept until the one after it is over, too, for links that come up again. */
  ended(instance: number): void {
    this.#do(this.#sequence.ended(instance, monotonicMs()));
    this.#peers.links.release(this.instance - 1);
    this.#mailbox.forget(this.next - 1);
  }

  /** What was said in this agreement is said anew. */
  forget(instance: number): void {
    this.#peers.links.forget(instance);
  }

  /** For an agreement that has not begun here. */
  keep(from: NodeId, opening: Opening): void {
    if (opening.instance >= this.next) this.#mailbox.keep(from, opening.instance, opening);
  }

  kept(instance: number): readonly Letter<Opening>[] {
    return this.#mailbox.of(instance);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#alarms.drop(this.#tick);
    this.#cuts.close();
    await this.#peers.close();
  }

  #tell(to: readonly NodeId[], asks: boolean): void {
    const { links } = this.#peers;
    for (const peer of to)
      links.post(
        peer,
        encodeHere(this.addressing.context(0), this.options.self, this.#sequence.here(asks, peer)),
      );
  }

  /** `parts`: as it came, or came first, where it could not be opened */
  #receive(from: NodeId, opening: Opening | null, parts: readonly Buffer[]): void {
    if (this.#isClosed) return;
    if (opening?.type === "here") return this.#heardHere(from, opening.life, opening.parts);
    if (this.#cuts.has(from)) return;
    if (opening === null) return this.#reject(from, strangeness(this.addressing.context(0), from, parts));
    if (!this.#receiving.accepts(from, opening)) return;
    const nowMs = monotonicMs();
    // first to the agreement: with what it says there, this member may be past it
    this.listener.receive(from, opening, nowMs);
    if (!this.#cuts.has(from))
      this.#do(this.#sequence.noted(from, opening.instance, this.#receiving.says(opening), nowMs));
  }

  #heardHere(from: NodeId, life: Life, parts: readonly Buffer[]): void {
    const cut = this.#cuts.of(from);
    if (cut && cut.life === life) {
      if (cut.isClosed) this.#closeLink(from);
      return;
    }
    if (life !== this.#sequence.lives.of(from) && !this.#cuts.mayRenew(from))
      return this.#linkFault({ from, kind: "flood", detail: "was another process over and over" });
    const here = decodeHere(this.addressing.context(0), from, parts);
    if ("kind" in here) return this.#reject(from, here, life);
    const wasCut = this.#cuts.renewed(from);
    this.#do(this.#sequence.hear(from, here, monotonicMs()), wasCut);
    this.listener.heard(from);
  }

  #reject(from: NodeId, { fault, cut }: { readonly fault: Fault; readonly cut: boolean }, life?: Life): void {
    if (cut) this.#cut(from, fault, life);
    this.listener.fault(fault, cut ? from : null);
  }

  #linkFault({ from, kind, detail }: LinkFault): void {
    const fault: Fault = { from, round: null, kind, detail };
    if (from !== null) {
      this.#cut(from, fault, this.#cuts.of(from)?.life, true);
      this.#closeLink(from);
    }
    this.listener.fault(fault, from);
  }

  /** `life`: which of it, if not the present one. */
  #cut(peer: NodeId, { kind, detail }: Fault, life?: Life | null, isClosed = false): void {
    const why = `${kind}, ${detail}`;
    this.#cuts.cut(peer, { life: life ?? this.#sequence.lives.of(peer), why, isClosed });
    this.#sequence.lost(peer);
    this.#mailbox.forgetPeer(peer);
  }

  #closeLink(peer: NodeId): void {
    this.#peers.cut(peer);
    this.#cuts.closed(peer, () => this.#peers.restore(peer));
  }

  #do(moves: readonly Move[], wasCut = false): void {
    for (const move of moves) this.#doOne(move, wasCut);
    this.#arm();
  }

  #doOne(move: Move, wasCut: boolean): void {
    switch (move.kind) {
      case "tell":
        return this.#tell(move.to, move.asks);
      case "newLife":
        this.#peers.links.renew(move.peer, this.instance);
        this.#mailbox.forgetPeer(move.peer);
        if (wasCut || !move.isFirst) this.listener.renewed(move.peer, wasCut);
        return;
      case "absent":
        for (const peer of move.peers) this.listener.heard(peer);
        return;
      case "passed":
        return this.listener.passed(move.before);
      case "settled":
        return this.listener.settled();
      case "back":
        this.#peers.links.forgetOwed();
        this.#mailbox.forgetAll();
        return this.listener.moved(move);
      case "behind":
        this.#mailbox.forget(move.instance - 1);
        return this.listener.moved(move);
    }
  }

  #arm(): void {
    const deadlineMs = this.#isClosed ? null : this.#sequence.nextDeadlineMs();
    if (deadlineMs === null) this.#alarms.drop(this.#tick);
    else this.#alarms.set(this.#tick, deadlineMs);
  }

  readonly #tick = (): void => this.#do(this.#sequence.tick(monotonicMs()));
}

const NO_PARTS: readonly Buffer[] = [];
