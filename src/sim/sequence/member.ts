/**
 * One process of a member on virtual time: the same rules, in the same order, as the library's member
 * (member/membership.ts, member/fellows.ts, node/agreement.ts) has them over real links. Where it stands says core/sequence.ts, an
 * agreement is a machine in a process (process.ts), and core/attendance.ts says who took part. Links keep their order and
 * lose nothing while both processes are there.
 */
import { AsTraitor, type TraitorNote } from "../../adversary/as-traitor.js";
import { completeEntry } from "../../adversary/collude.js";
import { deviationOf } from "../../adversary/deviation.js";
import { type Attendance, attendanceOf } from "../../core/attendance.js";
import type { Group, NodeId } from "../../core/group.js";
import { Lockstep, type LockstepSeat } from "../../core/lockstep.js";
import type { Input, Sending, Step } from "../../core/machine.js";
import type { Decision } from "../../core/party.js";
import type { Report } from "../../core/protocol.js";
import { type Life, type Move, Sequence, type SequencePlan } from "../../core/sequence.js";
import { protocolOf } from "../../protocols/index.js";
import { Process } from "../process.js";
import type { Around, Call, Frame, Outcome, Said } from "./around.js";
import { Mail, type SaidFrame } from "./mail.js";
import type { SequenceWorld } from "./world.js";

type Note = TraitorNote<Report>;

interface Open {
  readonly instance: number;
  readonly call: Call;
  readonly general: NodeId;
  readonly life: Life;
  readonly attendance: Attendance;
  readonly process: Process<Said, Decision, Note>;
  /** who has said anything in it */
  readonly spoke: Set<NodeId>;
  /** whose part in it is over: they spoke in it, and their process is another by now */
  readonly lost: Set<NodeId>;
  lockstep: Lockstep<Report> | null;
  hasStarted: boolean;
  /** all before it have started: what is said of it is taken in */
  isFirst: boolean;
  /** it has to be begun anew, in another instance */
  isOutdated: boolean;
  decision: Decision | null;
  end: "decided" | "notStarted" | "stopped" | "crashed" | null;
}

const NOBODY = "";

export class SimulatedMember {
  readonly id: NodeId;
  readonly #world: SequenceWorld;
  readonly #around: Around;
  readonly #peers: readonly NodeId[];
  readonly #sequence: Sequence;
  readonly #mail: Mail;
  /** what has not started, in its order: the first takes part in the next instance */
  #calls: Call[] = [];
  /** by instance, ascending */
  readonly #open = new Map<number, Open>();

  constructor(world: SequenceWorld, id: NodeId, around: Around) {
    const { group, roundTimeoutMs, inFlight } = world;
    this.id = id;
    this.#world = world;
    this.#around = around;
    this.#peers = group.ids.filter((one) => one !== id);
    this.#mail = new Mail(inFlight ?? 1);
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
    const deadlines = [...this.#open.values()].map(({ lockstep }) => lockstep?.deadlineMs ?? null);
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
    } else if (this.#sequence.accepts(from, frame.life, frame.to)) {
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
    for (const { attendance } of this.#open.values()) attendance.slow();
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
    const { group } = this.#world;
    const open: Open = {
      instance: this.#sequence.next + this.#calls.indexOf(call),
      call,
      general: call.general,
      life: this.#sequence.life,
      attendance: attendanceOf(protocolOf(group), group, this.id),
      process: new Process((_kept, at) => this.#machine(open, call, at), {
        send: (sending, at) => this.#send(open, sending, at),
        told: (step) => this.#told(open, step),
      }),
      ...{
        spoke: new Set<NodeId>(),
        lost: new Set<NodeId>(),
        lockstep: null,
        hasStarted: false,
        isFirst: false,
        isOutdated: false,
      },
      ...{ decision: null, end: null },
    };
    this.#open.set(open.instance, open);
    open.process.start(now);
    for (const id of [...this.#sequence.heard, ...this.#sequence.absent])
      this.#step(open, { kind: "peer", id, is: "heard" }, now);
    this.#takeEarly(open, now);
  }

  /** They start in their order: what is said of one is not taken in while one before it has not started. */
  #takeEarly(open: Open, now: number): void {
    if (open.instance !== this.#sequence.next) return;
    open.isFirst = true;
    for (const { from, frame } of this.#mail.cameFor(open.instance)) this.#take(open, from, frame, now);
  }

  #machine(open: Open, { general, order }: Call, now: number) {
    const { traitors, seed, roundTimeoutMs, startTimeoutMs, values } = this.#world;
    const group: Group = { ...this.#world.group, general };
    const protocol = protocolOf(group);
    const signer = protocol.signs && this.#around.signerOf(open.instance, general);
    const given = values?.[this.id] ?? order;
    const party = protocol.make({ group, self: this.id, order: given, ...(signer && { signer }) });
    const timing = { roundTimeoutMs, startTimeoutMs, graceMs: roundTimeoutMs };
    const honest = this.makeLockstep({ protocol, group, self: this.id, party, timing }, now);
    open.lockstep = honest;
    const entry = completeEntry(group, traitors, this.id, order);
    return entry
      ? new AsTraitor(honest, deviationOf(group, entry, seed + open.instance, signer), roundTimeoutMs)
      : honest;
  }

  #receive(from: NodeId, frame: SaidFrame, now: number): void {
    const open = this.#open.get(frame.instance);
    if (!open?.hasStarted && frame.instance >= this.#sequence.next) this.#mail.keep(from, frame);
    if (open?.isFirst) this.#take(open, from, frame, now);
  }

  #saysOf(said: Said): "ready" | "begun" | "without" {
    if (said.kind === "ready") return "ready";
    return said.kind === "done" && said.missed.includes(this.id) ? "without" : "begun";
  }

  #take(open: Open, from: NodeId, { general, said }: SaidFrame, now: number): void {
    if (open.lost.has(from)) return;
    open.spoke.add(from);
    if (general !== open.general) return;
    open.attendance.heard(from);
    if (said.kind === "done") open.attendance.done(from, said.missed);
    this.#step(open, { kind: "message", from, message: said }, now);
  }

  #step(open: Open, input: Input<Said>, now: number): void {
    if (open.end !== null || open.process.isOver) return;
    if (input.kind === "peer" && input.is === "cut") open.attendance.missed(input.id);
    open.process.input(input, now);
  }

  #stepAll(input: Input<Said>, now: number): void {
    for (const open of this.#open.values()) this.#step(open, input, now);
  }

  #send({ life, instance, general }: Open, { to, message, notBeforeMs }: Sending<Said>, now: number): void {
    const send = (at: number) => {
      for (const peer of to) {
        const frame = { kind: "said", life, to: NOBODY, instance, general, said: message } as const;
        this.#mail.owe(peer, frame);
        this.#carry(peer, frame, at);
      }
    };
    if (notBeforeMs === undefined) send(now);
    else this.#around.later(notBeforeMs, send);
  }

  /** It is for the process of the peer that is known now; who is not known yet is owed it. */
  #carry(peer: NodeId, frame: SaidFrame, now: number): void {
    const to = this.#sequence.lifeOf(peer);
    if (to !== null) this.#around.carry(peer, { ...frame, to }, now);
  }

  #told(open: Open, { notes, out }: Step<Said, Decision, Note>): void {
    for (const note of notes) {
      if (note.kind === "start") {
        open.hasStarted = true;
        this.#calls.shift();
        this.#sequence.started();
        this.#mail.forget(open.instance);
      }
      if (note.kind === "close") for (const id of note.missing) open.attendance.missed(id);
      if (note.kind === "giveUp") open.end = "notStarted";
      if (note.kind === "crash") open.end = "crashed";
    }
    for (const decision of out) open.decision = decision;
    if (open.process.isOver && open.decision !== null) open.end ??= "decided";
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

  #end({ call, instance, end, decision, attendance, hasStarted }: Open, now: number): void {
    this.#open.delete(instance);
    if (!hasStarted) this.#calls.splice(this.#calls.indexOf(call), 1);
    this.#do(this.#sequence.ended(instance, now), now);
    // those behind it take its place
    if (!hasStarted) this.#outdate(instance);
    this.#mail.release(this.#sequence.instance - 1);
    this.#mail.forget(this.#sequence.next - 1);
    const outcome: Outcome =
      end === "decided" && decision !== null
        ? { kind: end, instance, ...decision, attended: attendance.outcome }
        : { kind: end as "stopped", instance };
    this.#around.ended(call, outcome, now);
  }

  #do(moves: readonly Move[], now: number): void {
    for (const move of moves) this.#doOne(move, now);
  }

  #doOne(move: Move, now: number): void {
    switch (move.kind) {
      case "tell":
        return this.#tell(move.to, move.asks, now);
      case "newLife":
        for (const frame of this.#mail.renew(move.peer, this.#sequence.instance))
          this.#carry(move.peer, frame, now);
        if (!move.isFirst) this.#renewed(move.peer, now);
        return;
      case "absent":
        for (const id of move.peers) this.#stepAll({ kind: "peer", id, is: "heard" }, now);
        return;
      case "settled":
        return;
      case "passed":
        for (const open of this.#open.values())
          if (open.instance < move.before) this.#step(open, { kind: "passed" }, now);
        return;
      case "back":
        this.#mail.clear();
        return this.#outdate();
      case "behind":
        this.#mail.forget(move.instance - 1);
        this.#around.behind(move.missed, now);
        return this.#outdate();
    }
  }

  #renewed(peer: NodeId, now: number): void {
    for (const open of this.#open.values()) {
      if (!open.hasStarted || !open.spoke.has(peer)) continue;
      open.lost.add(peer);
      this.#step(open, { kind: "peer", id: peer, is: "cut" }, now);
    }
  }

  /** What has not started, behind this instance. */
  #outdate(behind = -1): void {
    for (const open of this.#open.values())
      if (!open.hasStarted && open.instance > behind) open.isOutdated = true;
  }

  #tell(to: readonly NodeId[], asks: boolean, now: number): void {
    for (const peer of to)
      this.#around.carry(peer, { kind: "here", here: this.#sequence.here(asks, peer) }, now);
  }
}
