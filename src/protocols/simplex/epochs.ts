/**
 * A log over all its epochs: one machine of Simplex after another, each with the members of its epoch. Which block changes
 * the members, and who is one behind it, is the log's own content and its owner's to read ({@link Succession}).
 *
 * An epoch ends at the block that changes its members, once that is final: nobody signs anything of the epoch any more, and
 * the next one begins on that very block, with views from 1. Every signature names its epoch, so that a quorum of old members
 * makes nothing final behind the block by which they ceased to be ones. Whoever still speaks of an epoch that is over is
 * sent its seal (seal.ts), and goes on from there.
 */
import type { NodeId } from "../../core/group.js";
import { type Input, join, type Machine, type Step } from "../../core/machine.js";
import { Allowance } from "./allowance.js";
import { hashOf } from "./block.js";
import { Simplex } from "./machine.js";
import type { Command, Epoch, Kept, Message, Note, Out, Seal, SimplexOptions } from "./types.js";

/** Who the members are, epoch by epoch, as the log says. */
export interface Succession {
  /** of the epoch that a machine is started in, and of each that `succeed` was called for the one before */
  membersOf(epoch: Epoch): readonly NodeId[];
  /** Whether a block with these commands, once it is final, ends the epoch. */
  seals(epoch: Epoch, commands: readonly Command[]): boolean;
  /** The epoch ended so. */
  succeed(seal: Seal): void;
}

export interface EpochsOptions extends Omit<SimplexOptions, "members" | "seals"> {
  readonly succession: Succession;
  readonly make?: (options: SimplexOptions, nowMs: number) => Simplex;
}

type LogStep = Step<Message, Out, Note>;

export class Epochs implements Machine<Message, Out, Note> {
  readonly #allowance: Allowance;
  /** each peer is told that it is behind, or asked what ended this epoch, once in a Δ */
  readonly #reminders: Allowance;
  readonly isOver = false;
  #current: Simplex;
  #epoch: Epoch;
  /** what earlier lives kept of later epochs */
  #kept: readonly Kept[];
  /** this member's key signs elsewhere too: it begins no epoch any more */
  #isCopied = false;

  constructor(
    private readonly options: EpochsOptions,
    nowMs: number,
  ) {
    this.#allowance = new Allowance(options.timing.deltaMs);
    this.#reminders = new Allowance(options.timing.deltaMs, 1);
    this.#epoch = options.epoch;
    this.#kept = options.kept;
    this.#current = this.#begin(options.base, nowMs);
  }

  get epoch(): Epoch {
    return this.#epoch;
  }

  /** The machine of the present epoch. */
  get current(): Simplex {
    return this.#current;
  }

  get deadlineMs(): number | null {
    return this.#current.deadlineMs;
  }

  /** All that has to be kept from here on, once the log itself is kept elsewhere. */
  live(): Kept[] {
    return [...this.#current.live(), ...this.#kept];
  }

  step(input: Input<Message>, nowMs: number): LogStep {
    const epoch = input.kind === "message" ? epochOf(input.message) : null;
    if (input.kind === "message" && epoch !== null && epoch !== this.#epoch)
      return this.#ofOther(input.from, input.message, epoch, nowMs);
    return this.#followed(this.#current.step(input, nowMs), nowMs);
  }

  /** If the epoch ended in this step, the next one begins in it. */
  #followed(step: LogStep, nowMs: number): LogStep {
    this.#isCopied ||= step.out.some(({ kind }) => kind === "copied");
    const sealed = step.out.find((one) => one.kind === "sealed");
    return sealed && !this.#isCopied
      ? join(step, this.#followed(this.#succeed(sealed.seal, nowMs), nowMs))
      : step;
  }

  /** Commands that this member passed on are no less to be done because the members change. */
  #succeed(seal: Seal, nowMs: number): LogStep {
    const { own } = this.#current;
    this.options.succession.succeed(seal);
    this.#epoch = seal.epoch + 1;
    const { height } = seal.block;
    const hash = hashOf(seal.block, this.options.crypto.digest);
    this.#current = this.#begin({ view: 0, height, hash, finalization: null }, nowMs);
    const proposed = own.map((value) => this.#current.step({ kind: "propose", value }, nowMs));
    return join(...proposed, this.#current.step({ kind: "tick" }, nowMs));
  }

  #begin(base: SimplexOptions["base"], nowMs: number): Simplex {
    const { succession, make = (options, now) => new Simplex(options, now), ...options } = this.options;
    const epoch = this.#epoch;
    const kept = this.#kept.filter((entry) => keptEpoch(entry) === epoch);
    this.#kept = this.#kept.filter((entry) => keptEpoch(entry) > epoch);
    const members = succession.membersOf(epoch);
    const seals = (commands: readonly Command[]) => succession.seals(epoch, commands);
    return make({ ...options, epoch, base, kept, members, seals }, nowMs);
  }

  #ofOther(from: NodeId, message: Message, epoch: Epoch, nowMs: number): LogStep {
    if (epoch < this.#epoch && message.kind === "fetch") {
      const { hash, above } = message;
      const isAllowed = this.#allowance.take(from, nowMs);
      return join({ out: isAllowed ? [{ kind: "asked", by: from, epoch, hash, above }] : [] });
    }
    if (!this.#reminders.take(from, nowMs)) return join();
    if (epoch < this.#epoch) return join({ out: [{ kind: "lagging", by: from, epoch }] });
    return join({ send: [{ to: [from], message: { kind: "ask", epoch: this.#epoch, views: [] } }] });
  }
}

/** null: of whichever there is */
export function epochOf(message: Message): Epoch | null {
  switch (message.kind) {
    case "proposal":
      return message.proposal.block.epoch;
    case "vote":
      return message.vote.epoch;
    case "certificate":
      return message.certificate.epoch;
    case "attestation":
      return message.attestation.epoch;
    case "seal":
      return message.seal.epoch;
    case "commands":
      return null;
    default:
      return message.epoch;
  }
}

function keptEpoch(kept: Kept): Epoch {
  switch (kept.entry) {
    case "block":
      return kept.block.epoch;
    case "vote":
      return kept.vote.epoch;
    case "certificate":
      return kept.certificate.epoch;
    case "proposed":
      return kept.epoch;
  }
}
