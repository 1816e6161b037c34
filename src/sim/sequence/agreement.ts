/** An agreement of a simulated member: its machine, in a process, and what it has come to so far. */
import { AsTraitor, type TraitorNote } from "../../adversary/as-traitor.js";
import { completeEntry } from "../../adversary/collude.js";
import { deviationOf } from "../../adversary/deviation.js";
import { type Attendance, attendanceOf } from "../../core/attendance.js";
import type { Group, NodeId } from "../../core/group.js";
import type { Lockstep, LockstepSeat } from "../../core/lockstep.js";
import type { Input, Machine, Sending, Step } from "../../core/machine.js";
import type { Decision } from "../../core/party.js";
import type { Report } from "../../core/protocol.js";
import type { Life } from "../../core/sequence.js";
import { UnderWay } from "../../core/under-way.js";
import { protocolOf } from "../../protocols/index.js";
import { Process } from "../process.js";
import type { Around, Call, Outcome, Said } from "./around.js";
import type { SaidFrame } from "./owed.js";
import type { SequenceWorld } from "./world.js";

type Note = TraitorNote<Report>;

/** Whose agreement it is. */
export interface Owner {
  readonly id: NodeId;
  readonly world: SequenceWorld;
  readonly around: Around;
  /** READY does not wait for these */
  heard(): readonly NodeId[];
  makeLockstep(seat: LockstepSeat<Report>, now: number): Lockstep<Report>;
  send(open: SimulatedAgreement, sending: Sending<Said>, now: number): void;
  started(open: SimulatedAgreement): void;
}

export class SimulatedAgreement extends UnderWay<Call, SaidFrame> {
  readonly #attendance: Attendance;
  readonly #process: Process<Said, Decision, Note>;
  #lockstep: Lockstep<Report> | null = null;
  #decision: Decision | null = null;
  end: "decided" | "notStarted" | "stopped" | "crashed" | null = null;

  constructor(
    private readonly owner: Owner,
    call: Call,
    instance: number,
    readonly life: Life,
  ) {
    super(call, instance);
    const { id, world } = owner;
    this.#attendance = attendanceOf(protocolOf(world.group), world.group, id);
    this.#process = new Process((_kept, at) => this.#machine(at), {
      send: (sending, at) => owner.send(this, sending, at),
      told: (step) => this.#told(step),
    });
  }

  get deadlineMs(): number | null {
    return this.#lockstep?.deadlineMs ?? null;
  }

  override begin(now: number): void {
    this.#process.start(now);
    for (const id of this.owner.heard()) this.input({ kind: "peer", id, is: "heard" }, now);
  }

  override input(input: Input<Said>, now: number): void {
    if (this.end !== null || this.#process.isOver) return;
    if (input.kind === "peer" && input.is === "cut") this.#attendance.missed(input.id);
    this.#process.input(input, now);
  }

  protected override receive(from: NodeId, { general, said }: SaidFrame, now: number): void {
    if (general !== this.call.general) return;
    this.#attendance.heard(from);
    if (said.kind === "done") this.#attendance.done(from, said.missed);
    this.input({ kind: "message", from, message: said }, now);
  }

  override stop(): void {
    this.end ??= "stopped";
  }

  /** The member stood still for long. */
  slow(): void {
    this.#attendance.slow();
  }

  /** Once it has ended. */
  get outcome(): Outcome {
    const { end, instance } = this;
    return end === "decided" && this.#decision !== null
      ? { kind: end, instance, ...this.#decision, attended: this.#attendance.outcome }
      : { kind: end as "stopped", instance };
  }

  #machine(now: number): Machine<Said, Decision, Note> {
    const { id: self, world, around } = this.owner;
    const { general, order } = this.call;
    const { traitors, seed, roundTimeoutMs, startTimeoutMs, values } = world;
    const group: Group = { ...world.group, general };
    const protocol = protocolOf(group);
    const signer = protocol.signs && around.signerOf(this.instance, general);
    const party = protocol.make({ group, self, order: values?.[self] ?? order, ...(signer && { signer }) });
    const timing = { roundTimeoutMs, startTimeoutMs, graceMs: roundTimeoutMs };
    const honest = this.owner.makeLockstep({ protocol, group, self, party, timing }, now);
    this.#lockstep = honest;
    const entry = completeEntry(group, traitors, self, order);
    return entry
      ? new AsTraitor(honest, deviationOf(group, entry, seed + this.instance, signer), roundTimeoutMs)
      : honest;
  }

  #told({ notes, out }: Step<Said, Decision, Note>): void {
    for (const note of notes) {
      if (note.kind === "start") this.owner.started(this);
      if (note.kind === "close") for (const id of note.missing) this.#attendance.missed(id);
      if (note.kind === "giveUp") this.end = "notStarted";
      if (note.kind === "crash") this.end = "crashed";
    }
    for (const decision of out) this.#decision = decision;
    if (this.#process.isOver && this.#decision !== null) this.end ??= "decided";
  }
}
