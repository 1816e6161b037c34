/**
 * The peers of a member, as long as it is one: their lives, where they are, and who is cut off (cuts.ts). The rules are those
 * of core/sequence.ts; this carries them out over links.
 */
import { randomBytes } from "node:crypto";
import type { Fault } from "../core/fault.js";
import { Flight, type Program } from "../core/flight.js";
import type { NodeId } from "../core/group.js";
import { both } from "../core/machine.js";
import { Mailbox } from "../core/mailbox.js";
import { type Life, Sequence } from "../core/sequence.js";
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
import type { Call, MemberAgreement } from "./agreement.js";
import { Cuts } from "./cuts.js";
import { Receiving } from "./receiving.js";
import { INSTANCE_MAX, refuseTooLarge } from "./refusals.js";

/** Whoever asks for agreements. */
export interface FellowsListener extends Program<Call, MemberAgreement> {
  fault(fault: Fault): void;
}

export class Fellows implements Company {
  readonly addressing: Addressing;
  readonly sequence: Sequence;
  flight!: Flight<Call, Opening, MemberAgreement>;
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
    this.sequence = new Sequence({
      peers: peers.map(({ id }) => id),
      m: group.m,
      needed: group.ids.length - group.m,
      graceMs: roundTimeoutMs,
      inFlight,
      freshLife: () => randomBytes(16).toString("hex"),
    });
    this.addressing = new Addressing(options, this.sequence.lives);
    this.#mailbox = new Mailbox(framesOwed(this.addressing.context(INSTANCE_MAX)), inFlight, isSameMessage);
    this.#receiving = new Receiving(options.self, this.sequence.lives, options.run);
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
    fellows.flight = new Flight({
      ...{ sequence: fellows.sequence, mailbox: fellows.#mailbox, inFlight, program: listener },
      owing: fellows.#peers.links,
      tell: (to, asks) => fellows.#tell(to, asks),
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
    return both(this.sequence.lives.heard, this.sequence.absent);
  }

  get unheard(): readonly NodeId[] {
    return this.sequence.lives.unheard;
  }

  get lookout(): Company["lookout"] {
    return this.#peers.lookout;
  }

  get gone(): readonly NodeId[] {
    return this.#cuts.ids;
  }

  get framesHeld(): { readonly owed: number; readonly early: number } {
    return { owed: this.#peers.links.stats().framesOwed, early: this.#mailbox.size };
  }

  /** What is known of a peer that said no READY. */
  why(peer: NodeId): string {
    const cut = this.#cuts.of(peer);
    if (cut) return `is cut off: ${cut.why}`;
    return this.sequence.lives.of(peer) === null ? "was not heard" : "said no READY";
  }

  send(to: NodeId, message: Message, instance: number, stage?: number): void {
    this.#peers.send(to, message, instance, stage);
  }

  settle(peer: NodeId, instance: number, before: number): void {
    this.#peers.settle(peer, instance, before);
  }

  /** Its present life says nothing any more; the link stays, so that the next one can. */
  cut(peer: NodeId, fault: Fault, nowMs: number): void {
    this.#cut(peer, fault);
    this.flight.gone(peer, nowMs);
  }

  /** Sets the clock for what the sequence waits for. */
  arm(): void {
    const deadlineMs = this.#isClosed ? null : this.sequence.nextDeadlineMs();
    if (deadlineMs === null) this.#alarms.drop(this.#tick);
    else this.#alarms.set(this.#tick, deadlineMs);
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
        encodeHere(this.addressing.context(0), this.options.self, this.sequence.here(asks, peer)),
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
    this.flight.receive(from, opening.instance, opening, nowMs);
    if (!this.#cuts.has(from))
      this.flight.noted(from, opening.instance, this.#receiving.says(opening), nowMs);
    this.arm();
  }

  #heardHere(from: NodeId, life: Life, parts: readonly Buffer[]): void {
    const cut = this.#cuts.of(from);
    if (cut && cut.life === life) {
      if (cut.isClosed) this.#closeLink(from);
      return;
    }
    if (life !== this.sequence.lives.of(from) && !this.#cuts.mayRenew(from))
      return this.#linkFault({ from, kind: "flood", detail: "was another process over and over" });
    const here = decodeHere(this.addressing.context(0), from, parts);
    if ("kind" in here) return this.#reject(from, here, life);
    const wasCut = this.#cuts.renewed(from);
    this.flight.hear(from, here, monotonicMs(), wasCut);
    this.arm();
  }

  #reject(from: NodeId, { fault, cut }: { readonly fault: Fault; readonly cut: boolean }, life?: Life): void {
    if (cut) this.#cut(from, fault, life);
    this.#told(fault, cut ? from : null);
  }

  #linkFault({ from, kind, detail }: LinkFault): void {
    const fault: Fault = { from, round: null, kind, detail };
    if (from !== null) {
      this.#cut(from, fault, this.#cuts.of(from)?.life, true);
      this.#closeLink(from);
    }
    this.#told(fault, from);
  }

  /** `cut`: who is cut off for it. */
  #told(fault: Fault, cut: NodeId | null): void {
    this.listener.fault(fault);
    if (cut !== null) this.flight.gone(cut, monotonicMs());
  }

  /** `life`: which of it, if not the present one. */
  #cut(peer: NodeId, { kind, detail }: Fault, life?: Life | null, isClosed = false): void {
    const why = `${kind}, ${detail}`;
    this.#cuts.cut(peer, { life: life ?? this.sequence.lives.of(peer), why, isClosed });
    this.flight.lost(peer);
  }

  #closeLink(peer: NodeId): void {
    this.#peers.cut(peer);
    this.#cuts.closed(peer, () => this.#peers.restore(peer));
  }

  readonly #tick = (): void => {
    this.flight.tick(monotonicMs());
    this.arm();
  };
}

const NO_PARTS: readonly Buffer[] = [];
