/**
 * A traitor is a machine around an honest one (core/machine.ts): it hears, keeps and decides honestly, and puts other
 * reports in the place of the honest ones on their way out, receiver by receiver. READY and DONE stay honest.
 */
import type { NodeId } from "../core/group.js";
import type { Lockstep, LockstepMessage, LockstepNote, LockstepStep } from "../core/lockstep.js";
import { type Input, type Machine, NOTHING, type Sending, type Step } from "../core/machine.js";
import type { Decision } from "../core/party.js";
import type { Report } from "../core/protocol.js";
import type { Deviation } from "./deviation.js";

/** What a traitor's machine tells besides: it has sent the last of what it sends, and its process is to die. */
export type TraitorNote<R> = LockstepNote<R> | { readonly kind: "crash" };

/** A late report comes this part of a round behind its deadline: late for everybody, yet before the next one. */
const LATE_BY = 1 / 4;

export class AsTraitor<R extends Report> implements Machine<LockstepMessage<R>, Decision, TraitorNote<R>> {
  #hasCrashed = false;

  constructor(
    private readonly honest: Lockstep<R>,
    private readonly deviation: Deviation<R>,
    private readonly roundTimeoutMs: number,
  ) {}

  get deadlineMs(): number | null {
    return this.isOver ? null : this.honest.deadlineMs;
  }

  get isOver(): boolean {
    return this.#hasCrashed || this.honest.isOver;
  }

  step(input: Input<LockstepMessage<R>>, nowMs: number): Step<LockstepMessage<R>, Decision, TraitorNote<R>> {
    if (this.#hasCrashed) return NOTHING;
    const honest = this.honest.step(input, nowMs);
    const opened = this.#crashOpens(honest);
    if (opened === null && honest.send.length === 0) return honest;
    const { keep, send, faults, notes, out } =
      opened === null ? honest : untilRound(honest, opened, this.honest.self);
    this.#hasCrashed = opened !== null;
    const told: Sending<LockstepMessage<R>>[] = [];
    for (const sending of send) this.#deviate(sending, told);
    return { keep, send: told, faults, notes: opened === null ? notes : [...notes, { kind: "crash" }], out };
  }

  /** The round in which it crashes, if this step opens it. */
  #crashOpens({ notes }: LockstepStep<R>): number | null {
    const { crashRound } = this.deviation;
    const opens = notes.some((note) =>
      crashRound === 0 ? note.kind === "start" : note.kind === "close" && note.round + 1 === crashRound,
    );
    return opens ? crashRound : null;
  }

  /** What is sent in the place of an honest sending, into `told`. */
  #deviate(sending: Sending<LockstepMessage<R>>, told: Sending<LockstepMessage<R>>[]): void {
    const { message } = sending;
    if (message.kind !== "report" || message.report === null) {
      told.push(sending);
      return;
    }
    const { kind, round, report: honest, faults } = message;
    for (const to of sending.to) {
      const report = this.deviation.lie(honest, round, to);
      if (report === null) continue;
      const lie = { to: [to], message: { kind, round, report, faults } };
      if (!this.deviation.isLate(round, to)) told.push(lie);
      else {
        const deadlineMs = this.honest.rounds.deadlineMs(round);
        told.push({ ...lie, notBeforeMs: deadlineMs + Math.floor(this.roundTimeoutMs * LATE_BY) });
      }
    }
  }
}

/**
 * What an honest step does up to the reports of `round`, which it opens, and nothing after them: they are the last that is
 * sent. The node's own report of that round is the last it takes in.
 */
function untilRound<R extends Report>(step: LockstepStep<R>, round: number, self: NodeId): LockstepStep<R> {
  const opens = step.notes.findIndex(
    (note) => note.kind === "start" || ("round" in note && note.round + 1 === round && note.kind === "close"),
  );
  const own = step.notes
    .slice(opens + 1)
    .filter((note) => note.kind === "accept" && note.round === round && note.from === self);
  return {
    ...step,
    send: step.send.filter(({ message }) =>
      message.kind === "report" ? message.round <= round : message.kind === "ready",
    ),
    faults: step.faults.filter((fault) => fault.round === null || fault.round < round),
    notes: [...step.notes.slice(0, opens + 1), ...own],
    out: [],
  };
}
