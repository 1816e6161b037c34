/** One node of a simulated world: its process, what became of it, and when it stands still. */
import { AsTraitor, type TraitorNote } from "../adversary/as-traitor.js";
import { completeEntry } from "../adversary/collude.js";
import { deviationOf } from "../adversary/deviation.js";

import { FaultBook } from "../core/fault-book.js";
import type { NodeId, Order } from "../core/group.js";
import { Lockstep, type LockstepMessage } from "../core/lockstep.js";
import type { Machine, Step } from "../core/machine.js";
import { must } from "../core/must.js";
import type { Decision, Party } from "../core/party.js";
import type { Report, Vector } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import type { ScriptedLie } from "../core/traitor.js";
import { liesIn, protocolOf } from "../protocols/index.js";
import { keysHeldBy } from "../protocols/sm/release.js";
import type { Notary } from "./notary.js";
import { type Duties, Process } from "./process.js";
import type { InjectedFault, World } from "./world.js";

type Message = LockstepMessage<Report>;
type Note = TraitorNote<Report>;
export type NodeStep = Step<Message, Decision, Note>;
export type NodeDuties = Duties<Message, Decision, Note>;

export class SimulatedNode {
  readonly isLoyal: boolean;
  /** which faults it tells */
  readonly faults: FaultBook;
  readonly protocol: Party<Report>;
  readonly stalls: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** null: it never came up, never started, never decided, is not gone */
  upMs: number | null = null;
  startedMs: number | null = null;
  decidedMs: number | null = null;
  goneMs: number | null = null;
  decision: Order | null = null;
  vector: Vector | null = null;
  /** who had not said READY when this node gave up */
  missing: readonly NodeId[] | null = null;
  readonly #honest: (Report | undefined)[] = [];
  readonly #told: readonly ScriptedLie[];
  readonly #seconds: readonly OwnFault<"second">[];
  #lockstep: Lockstep<Report> | null = null;
  readonly process: Process<Message, Decision, Note>;

  /** This node's hand to sign with, where messages are signed. */
  readonly signer: Signer | undefined;

  constructor(
    private readonly world: World,
    readonly id: NodeId,
    notary: Notary,
    duties: (node: SimulatedNode) => NodeDuties,
  ) {
    const { group, order, traitors } = world;
    this.signer = protocolOf(group).signs && notary.signerOf([id, ...keysHeldBy(traitors, id)]);
    this.isLoyal = !world.traitors.some((traitor) => traitor.id === id);
    const { signer } = this;
    const given = world.values?.[id] ?? order;
    const seat = { group, self: id, order: given };
    this.protocol = protocolOf(group).make(signer ? { ...seat, signer } : seat);
    this.stalls = stallsOf(world, id);
    this.faults = new FaultBook(protocolOf(group).lastRound(group));
    this.#told = ownFaults(world, "tell", id);
    this.#seconds = ownFaults(world, "second", id);
    // no protocol keeps anything yet
    this.process = new Process((_kept, now) => this.#machine(now), duties(this));
  }

  get isGone(): boolean {
    return this.goneMs !== null;
  }

  /** Whether it could send at this time, which is not in the future. */
  wasThere(atMs: number): boolean {
    return this.upMs !== null && (this.goneMs === null || atMs <= this.goneMs);
  }

  comeUp(now: number): void {
    this.process.start(now);
    this.upMs = now;
  }

  #machine(now: number): Machine<Message, Decision, Note> {
    const { group, traitors, seed, roundTimeoutMs, startTimeoutMs } = this.world;
    const timing = { roundTimeoutMs, startTimeoutMs };
    const seat = { protocol: protocolOf(group), group, self: this.id, party: this.protocol, timing };
    this.#lockstep = new Lockstep(seat, now);
    const entry = completeEntry(group, traitors, this.id, this.world.order);
    return entry
      ? new AsTraitor(this.#lockstep, deviationOf(group, entry, seed, this.signer), roundTimeoutMs)
      : this.#lockstep;
  }

  /** When `round` closes here at the latest; infinite before the start. */
  deadlineMs(round: number): number {
    return this.#lockstep ? this.#lockstep.rounds.deadlineMs(round) : Number.POSITIVE_INFINITY;
  }

  /** `now`, or when the node that stands still then goes on. */
  awakeMs(now: number): number {
    if (this.stalls.length === 0) return now;
    return this.stalls.find(({ fromMs, toMs }) => fromMs <= now && now < toMs)?.toMs ?? now;
  }

  /** How long after its report of `round` this traitor sends `to` a second one: none, but where a fault says so. */
  secondsMs(round: number, to: NodeId): readonly number[] {
    if (this.#seconds.length === 0) return NONE;
    return this.#seconds.filter((one) => one.to === to && one.round === round).map(({ afterMs }) => afterMs);
  }

  /** What this traitor sends in the place of what its strategy says, where faults say so. */
  changed(report: Report, to: NodeId): Report {
    if (this.#told.length === 0) return report;
    const { group } = this.world;
    const isHit = this.#told.some((one) => one.to === to && one.round === report.round);
    return isHit ? liesIn(group).scripted(group, report, to, this.#told, this.signer) : report;
  }

  /** How long it stood still at a stretch while it was there, at the most. */
  stoodStillMs(): number {
    const { upMs, goneMs } = this;
    if (upMs === null || this.stalls.length === 0) return 0;
    const lengths = this.stalls
      .filter(({ fromMs }) => goneMs === null || fromMs <= goneMs)
      .map(({ fromMs, toMs }) => toMs - Math.max(fromMs, upMs));
    return Math.max(0, ...lengths);
  }

  /** Takes down what became of it. */
  told({ notes, out }: NodeStep, now: number): void {
    for (const note of notes) {
      if (note.kind === "start") this.startedMs = now;
      if (note.kind === "giveUp") this.missing = note.missing;
    }
    for (const { order, vector } of out) {
      this.decision = order;
      this.vector = vector ?? null;
      this.decidedMs = now;
    }
    if (this.process.isOver) this.goneMs = now;
  }

  /** The adversary's powers: nobody speaks for another, and who is loyal tells everybody the same report. */
  assertOwnWord(report: Report, round: number): void {
    const isOwn = report.from === this.id && report.round === round;
    must(isOwn, () => `node ${this.id} speaks for node ${report.from} in round ${round}`);
    if (!this.isLoyal) return;
    this.#honest[round] ??= report;
    must(this.#honest[round] === report, () => `node ${this.id} is loyal and tells two reports`);
  }
}

const NONE: readonly never[] = [];

type OwnFault<K> = Extract<InjectedFault, { readonly kind: K }>;

/** What the world lists of a traitor's own doing. */
function ownFaults<K extends "tell" | "second">(
  { faults = NONE }: World,
  kind: K,
  id: NodeId,
): readonly OwnFault<K>[] {
  const isOwn = (fault: InjectedFault): fault is OwnFault<K> =>
    fault.kind === kind && "from" in fault && fault.from === id;
  return faults.filter(isOwn);
}

/** The node's stalls in the order of time; those that touch are one. */
function stallsOf({ faults = [] }: World, id: NodeId): { fromMs: number; toMs: number }[] {
  const merged: { fromMs: number; toMs: number }[] = [];
  const own = faults.filter((fault) => fault.kind === "stall").filter(({ node }) => node === id);
  for (const { fromMs, toMs } of own.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}
