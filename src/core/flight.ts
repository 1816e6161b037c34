/**
 * The agreements of a member that are under way, and the calls that wait for a start. What its program asked for takes part in
 * the instances that come next, in the order in which it was asked; they start in that order, and end in any. A start, or a
 * move of the member to other instances, changes the place of all that still wait: they are begun anew there.
 *
 * No two that are further apart than may be in flight are under way at once (sequence.ts counts on it): a call whose instance
 * is too far beyond the oldest one waits for that.
 *
 * What is said of an instance is kept until all before it have started (mailbox.ts); its READY goes out at once.
 *
 * Pure: time is passed in, and what is to be done is asked of the owner: of the library's member over links (member/fellows.ts,
 * member/calls.ts), of the simulator's on virtual time (sim/sequence/member.ts). Each calls `goOn` once what came in is done with.
 */
import { Few } from "./few.js";
import type { NodeId } from "./group.js";
import type { Input } from "./machine.js";
import type { Mailbox } from "./mailbox.js";
import { must } from "./must.js";
import type { Here, Move, Sequence } from "./sequence.js";
import type { UnderWay } from "./under-way.js";
import type { Says } from "./whereabouts.js";

/** Whoever asks for agreements. */
export interface Program<Call, Agreement> {
  /** What takes part in this instance for this call; it is begun afterwards. */
  make(call: Call, instance: number): Agreement;
  /** Whether this call cannot take part in this instance, and has been told so: it is dropped. */
  refuses(call: Call, instance: number): boolean;
  moved(move: OwnMove, now: number): void;
}

/** A move that the program is told of. */
export type OwnMove = Extract<Move, { kind: "settled" | "behind" | "back" }>;

/** What is owed to peers. */
export interface Owing {
  /** Another process of this peer: it is sent what is owed of this instance and later ones, and the rest is let go. */
  renew(peer: NodeId, from: number, now: number): void;
  /** Nothing of an instance before this one is owed any more. */
  release(before: number): void;
  /** What was said in this instance is over. */
  forget(instance: number): void;
  forgetOwed(): void;
}

export interface FlightPlan<Call, Message, Agreement> {
  readonly sequence: Sequence;
  readonly mailbox: Mailbox<Message>;
  readonly inFlight: number;
  readonly program: Program<Call, Agreement>;
  readonly owing: Owing;
  /** HERE */
  tell(to: readonly NodeId[], asks: boolean, now: number): void;
}

export class Flight<Call, Message, Agreement extends UnderWay<Call, Message>> {
  /** what has not started: the first takes part in the next instance */
  readonly #waiting: Call[] = [];
  /** so many of them, from the first on, are under way */
  #placed = 0;
  readonly #open = new Few<number, Agreement>();

  constructor(private readonly plan: FlightPlan<Call, Message, Agreement>) {}

  /** Which instance a further call takes part in. */
  get place(): number {
    return this.plan.sequence.next + this.#waiting.length;
  }

  /** In their order. */
  get calls(): readonly Call[] {
    return [...this.#open.values().map(({ call }) => call), ...this.#waiting.slice(this.#placed)];
  }

  get underWay(): readonly Agreement[] {
    return this.#open.values();
  }

  /** The agreement that everything else waits for. */
  get oldest(): Agreement | undefined {
    return this.#open.get(this.plan.sequence.instance);
  }

  /** `named`: see {@link Sequence.begin}. */
  agree(call: Call, now: number, named?: number): void {
    this.#waiting.push(call);
    this.plan.sequence.begin(now, named);
  }

  /** The program does not want it any more. Returns which instance it took part in, or was to; null: it has ended. */
  giveUp(call: Call, now: number): number | null {
    const open = this.#open.values().find((one) => one.call === call);
    const at = this.#waiting.indexOf(call);
    if (!open) return at < 0 ? null : this.#drop(at, now);
    open.stop();
    this.ended(open, now);
    return open.instance;
  }

  /** It is to be called from within the step that starts it. */
  started(open: Agreement): void {
    must(this.#waiting.shift() === open.call, "agreements start in their order");
    this.#placed--;
    open.hasStarted = true;
    this.plan.sequence.started();
    this.plan.mailbox.forget(this.plan.sequence.next - 1);
  }

  /** It is over here, whatever it came to. Those behind one that has not started take its place. */
  ended(open: Agreement, now: number): void {
    // it was given up before, or is begun anew
    if (this.#open.get(open.instance) !== open) return;
    this.#open.delete(open.instance);
    const at = this.#waiting.indexOf(open.call);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      this.#placed--;
      this.#outdate(open.instance);
    }
    this.#leave(open.instance, now);
  }

  /** All that wait begin as far as there is room, and the next one to start takes in what has been said of it, one after the other. */
  goOn(now: number): void {
    for (let at = this.#placed; at < this.#waiting.length; ) {
      if (this.plan.program.refuses(this.#waiting[at] as Call, this.plan.sequence.next + at)) {
        this.#drop(at, now);
        at = this.#placed;
      } else at++;
    }
    while (this.#placed < this.#waiting.length && this.#hasRoom) this.#begin(now);
    this.#takeKept(now);
  }

  hear(peer: NodeId, here: Here, now: number, wasCut = false): void {
    this.#do(this.plan.sequence.hear(peer, here, now), now, wasCut);
    this.#input({ kind: "peer", id: peer, is: "heard" }, now);
  }

  receive(from: NodeId, instance: number, message: Message, now: number): void {
    const open = this.#open.get(instance);
    if (!open?.hasStarted && instance >= this.plan.sequence.next)
      this.plan.mailbox.keep(from, instance, message);
    if (open?.isFirst) open.take(from, message, now);
  }

  /** Where the sender of what was received is: first the agreement is told, with which this member may be past it. */
  noted(peer: NodeId, instance: number, says: Says, now: number): void {
    this.#do(this.plan.sequence.noted(peer, instance, says, now), now);
  }

  /** Its present process is cut off. */
  lost(peer: NodeId): void {
    this.plan.sequence.lost(peer);
    this.plan.mailbox.forgetPeer(peer);
  }

  /** It takes part in no agreement under way any more. */
  gone(peer: NodeId, now: number): void {
    this.#input({ kind: "peer", id: peer, is: "cut" }, now);
  }

  tick(now: number): void {
    this.#do(this.plan.sequence.tick(now), now);
  }

  #input(input: Input<never>, now: number): void {
    for (const open of this.#open.values()) open.input(input, now);
  }

  get #hasRoom(): boolean {
    return this.plan.sequence.next + this.#placed < this.plan.sequence.instance + this.plan.inFlight;
  }

  #begin(now: number): void {
    const instance = this.plan.sequence.next + this.#placed;
    const open = this.plan.program.make(this.#waiting[this.#placed++] as Call, instance);
    this.plan.owing.forget(instance);
    this.#open.set(instance, open);
    open.begin(now);
  }

  /** What is said of one is not taken in while one before it has not started, which it may do of what is said of that. */
  #takeKept(now: number): void {
    for (let open = this.#first; open && !open.isFirst; open = this.#first) {
      open.isFirst = true;
      for (const { from, message } of this.plan.mailbox.of(open.instance)) open.take(from, message, now);
    }
  }

  /** The next one to start. */
  get #first(): Agreement | undefined {
    return this.#open.get(this.plan.sequence.next);
  }

  /** One that is not under way. */
  #drop(at: number, now: number): number {
    const instance = this.plan.sequence.next + at;
    this.#waiting.splice(at, 1);
    this.#leave(instance, now);
    return instance;
  }

  /** What this member owes is kept until the instance after it is over, too, for links that come up again. */
  #leave(instance: number, now: number): void {
    this.#do(this.plan.sequence.ended(instance, now), now);
    this.plan.owing.release(this.plan.sequence.instance - 1);
    this.plan.mailbox.forget(this.plan.sequence.next - 1);
  }

  #do(moves: readonly Move[], now: number, wasCut = false): void {
    for (const move of moves) this.#doOne(move, now, wasCut);
  }

  #doOne(move: Move, now: number, wasCut: boolean): void {
    switch (move.kind) {
      case "tell":
        return this.plan.tell(move.to, move.asks, now);
      case "newLife":
        this.plan.owing.renew(move.peer, this.plan.sequence.instance, now);
        this.plan.mailbox.forgetPeer(move.peer);
        if (wasCut || !move.isFirst) this.#renewed(move.peer, wasCut, now);
        return;
      case "absent":
        for (const id of move.peers) this.#input({ kind: "peer", id, is: "heard" }, now);
        return;
      case "passed":
        for (const open of this.#open.values())
          if (open.instance < move.before) open.input({ kind: "passed" }, now);
        return;
      case "settled":
        return this.plan.program.moved(move, now);
      case "back":
        this.plan.owing.forgetOwed();
        this.plan.mailbox.forgetAll();
        this.#outdate();
        return this.plan.program.moved(move, now);
      case "behind":
        this.plan.mailbox.forget(move.instance - 1);
        this.#outdate();
        return this.plan.program.moved(move, now);
    }
  }

  /** What the former process said in an agreement under way stands, and is all; one that said nothing can still come. */
  #renewed(peer: NodeId, wasCut: boolean, now: number): void {
    for (const open of this.#open.values()) {
      if (open.hasStarted && (wasCut || open.hasHeard(peer))) open.lose(peer, now);
      else if (wasCut) this.#outdateOne(open);
    }
  }

  /** What has not started, behind this instance. */
  #outdate(behind = -1): void {
    for (const open of this.#open.values())
      if (!open.hasStarted && open.instance > behind) this.#outdateOne(open);
  }

  /** What it has said there is over: a member that falls behind again and again would owe more and more. */
  #outdateOne(open: Agreement): void {
    this.#open.delete(open.instance);
    this.#placed--;
    open.isOutdated = true;
    open.stop();
    this.plan.owing.forget(open.instance);
  }
}
