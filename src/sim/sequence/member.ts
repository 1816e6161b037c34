/**
 * One process of a member on virtual time: the same rules, in the same order, as the library's member
 * (member/flight.ts, member/fellows.ts) has them over real links. Where it stands says core/sequence.ts;
 * its agreements are in under-way.ts. Links keep their order and lose nothing while both processes are there.
 */
import type { NodeId } from "../../core/group.js";
import { Lockstep, type LockstepSeat } from "../../core/lockstep.js";
import type { Input, Sending } from "../../core/machine.js";
import { Mailbox } from "../../core/mailbox.js";
import type { Report } from "../../core/protocol.js";
import { type Move, Sequence, type SequencePlan } from "../../core/sequence.js";
import type { Around, Call, Frame, Said } from "./around.js";
import { Owed, type SaidFrame } from "./owed.js";
import { type Owner, UnderWay } from "./under-way.js";
import type { SequenceWorld } from "./world.js";

const NOBODY = "";

export class SimulatedMember {
  readonly #peers: readonly NodeId[];
  readonly #sequence: Sequence;
  /** a link loses nothing and brings nothing twice: of what is said nothing needs to go */
  readonly #mailbox: Mailbox<SaidFrame>;
  readonly #owed = new Owed();
  readonly #owner: Owner;
  /** what has not started, in its order: the first takes part in the next instance */
  #calls: Call[] = [];
  /** by instance, ascending */
  readonly #open = new Map<number, UnderWay>();

  constructor(
    world: SequenceWorld,
    readonly id: NodeId,
    private readonly around: Around,
  ) {
    const { group, roundTimeoutMs, inFlight } = world;
    this.#peers = group.ids.filter((one) => one !== id);
    this.#mailbox = new Mailbox(Number.POSITIVE_INFINITY, inFlight ?? 1, () => false);
    this.#owner = {
      ...{ id, world, around },
      makeLockstep: (seat, now) => this.makeLockstep(seat, now),
      send: (open, sending, now) => this.#send(open, sending, now),
      started: (open) => this.#started(open),
    };
    this.#sequence = this.makeSequence({
      peers: this.#peers,
      m: group.m,
      needed: group.ids.length - group.m,
      graceMs: roundTimeoutMs,
      ...(inFlight !== undefined && { inFlight }),
      freshLife: () => around.freshLife(),
    });
  }

  get deadlineMs(): number | null {
    const deadlines = [...this.#open.values()].map(({ deadlineMs }) => deadlineMs);
    const times = [...deadlines, this.#sequence.nextDeadlineMs()].filter((ms) => ms !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** The link to this peer is up. */
  up(peer: NodeId, now: number): void {
    this.#tell([peer], false, now);
  }

  agree(call: Call, now: number): void {
    this.#calls.push(call);
    this.#sequence.begin(now);
    this.#begin(call, now);
    this.#goOn(now);
  }

  /** The program gives up what it asked for. */
  abort(now: number): void {
    for (const open of this.#open.values()) open.end ??= "stopped";
    this.#goOn(now);
  }

  hear(from: NodeId, frame: Frame, now: number): void {
    if (frame.kind === "here") {
      this.#do(this.#sequence.hear(from, frame.here, now), now);
      this.#stepAll({ kind: "peer", id: from, is: "heard" }, now);
    } else if (this.#sequence.lives.accepts(from, frame.life, frame.to)) {
      // first to the agreement: with what it says there, this member may be past it
      this.#receive(from, frame, now);
      this.#do(this.#sequence.noted(from, frame.instance, this.#saysOf(frame.said), now), now);
    }
    this.#goOn(now);
  }

  tick(now: number): void {
    this.#do(this.#sequence.tick(now), now);
    this.#stepAll({ kind: "tick" }, now);
    this.#goOn(now);
  }

  /** It stood still for long. */
  slow(): void {
    for (const open of this.#open.values()) open.slow();
  }

  /** For tests that put rules with a mistake in their place, as the next one is. */
  protected makeSequence(plan: SequencePlan): Sequence {
    return new Sequence(plan);
  }

  /** For tests that put agreements with a mistake in their place. */
  protected makeLockstep(seat: LockstepSeat<Report>, now: number): Lockstep<Report> {
    return new Lockstep(seat, now);
  }

  #begin(call: Call, now: number): void {
    const instance = this.#sequence.next + this.#calls.indexOf(call);
    const open = new UnderWay(this.#owner, call, instance, this.#sequence.lives.own);
    this.#open.set(open.instance, open);
    open.start(now);
    for (const id of [...this.#sequence.lives.heard, ...this.#sequence.absent])
      open.step({ kind: "peer", id, is: "heard" }, now);
    this.#takeEarly(open, now);
  }

  /** They start in their order: what is said of one is not taken in while one before it has not started. */
  #takeEarly(open: UnderWay, now: number): void {
    if (open.instance !== this.#sequence.next) return;
    open.isFirst = true;
    for (const { from, message } of this.#mailbox.of(open.instance)) open.take(from, message, now);
  }

  #receive(from: NodeId, frame: SaidFrame, now: number): void {
    const open = this.#open.get(frame.instance);
    if (!open?.hasStarted && frame.instance >= this.#sequence.next)
      this.#mailbox.keep(from, frame.instance, frame);
    if (open?.isFirst) open.take(from, frame, now);
  }

  #saysOf(said: Said): "ready" | "begun" | "without" {
    if (said.kind === "ready") return "ready";
    return said.kind === "done" && said.missed.includes(this.id) ? "without" : "begun";
  }

  #stepAll(input: Input<Said>, now: number): void {
    for (const open of this.#open.values()) open.step(input, now);
  }

  #send(
    { life, instance, call: { general } }: UnderWay,
    { to, message, notBeforeMs }: Sending<Said>,
    now: number,
  ): void {
    const send = (at: number) => {
      for (const peer of to) {
        const frame = { kind: "said", life, to: NOBODY, instance, general, said: message } as const;
        this.#owed.add(peer, frame);
        this.#carry(peer, frame, at);
      }
    };
    if (notBeforeMs === undefined) send(now);
    else this.around.later(notBeforeMs, send);
  }

  /** It is for the process of the peer that is known now; who is not known yet is owed it. */
  #carry(peer: NodeId, frame: SaidFrame, now: number): void {
    const to = this.#sequence.lives.of(peer);
    if (to !== null) this.around.carry(peer, { ...frame, to }, now);
  }

  #started(open: UnderWay): void {
    this.#calls.shift();
    this.#sequence.started();
    this.#mailbox.forget(open.instance);
  }

  /** Once an input is done with: what has ended is handed out, what is outdated is begun anew, and the next one may start. */
  #goOn(now: number): void {
    for (;;) {
      const over = [...this.#open.values()].find(({ end, isOutdated }) => end !== null || isOutdated);
      const next = this.#open.get(this.#sequence.next);
      if (over?.isOutdated && over.end !== "stopped") this.#beginAnew(now);
      else if (over) this.#end(over, now);
      else if (next && !next.isFirst) this.#takeEarly(next, now);
      else return;
    }
  }

  /** All that has not started, each in its new place. */
  #beginAnew(now: number): void {
    for (const [instance, { isOutdated, end }] of this.#open)
      if (isOutdated && end !== "stopped") this.#open.delete(instance);
    for (const call of this.#calls)
      if (![...this.#open.values()].some((open) => open.call === call)) this.#begin(call, now);
  }

  #end({ call, instance, outcome, hasStarted }: UnderWay, now: number): void {
    this.#open.delete(instance);
    if (!hasStarted) this.#calls.splice(this.#calls.indexOf(call), 1);
    this.#do(this.#sequence.ended(instance, now), now);
    // those behind it take its place
    if (!hasStarted) this.#outdate(instance);
    this.#owed.release(this.#sequence.instance - 1);
    this.#mailbox.forget(this.#sequence.next - 1);
    this.around.ended(call, outcome, now);
  }

  #do(moves: readonly Move[], now: number): void {
    for (const move of moves) this.#doOne(move, now);
  }

  #doOne(move: Move, now: number): void {
    switch (move.kind) {
      case "tell":
        return this.#tell(move.to, move.asks, now);
      case "newLife":
        this.#mailbox.forgetPeer(move.peer);
        for (const frame of this.#owed.renew(move.peer, this.#sequence.instance))
          this.#carry(move.peer, frame, now);
        if (!move.isFirst) for (const open of this.#open.values()) open.renewed(move.peer, now);
        return;
      case "absent":
        for (const id of move.peers) this.#stepAll({ kind: "peer", id, is: "heard" }, now);
        return;
      case "settled":
        return;
      case "passed":
        for (const open of this.#open.values())
          if (open.instance < move.before) open.step({ kind: "passed" }, now);
        return;
      case "back":
        this.#mailbox.forgetAll();
        this.#owed.clear();
        return this.#outdate();
      case "behind":
        this.#mailbox.forget(move.instance - 1);
        this.around.behind(move.missed, now);
        return this.#outdate();
    }
  }

  /** What has not started, behind this instance. */
  #outdate(behind = -1): void {
    for (const open of this.#open.values())
      if (!open.hasStarted && open.instance > behind) open.isOutdated = true;
  }

  #tell(to: readonly NodeId[], asks: boolean, now: number): void {
    for (const peer of to)
      this.around.carry(peer, { kind: "here", here: this.#sequence.here(asks, peer) }, now);
  }
}
