/**
 * One agreement of one node with its peers: its machine (core/machine.ts) gets what they say and what the clock says,
 * and what comes out of its steps goes to them. All waiting is the machine's; nothing here knows a round's rules, and
 * nothing outlives the agreement.
 */
import { type Attendance, attendanceOf } from "../core/attendance.js";
import type { Fault } from "../core/fault.js";
import { FaultBook } from "../core/fault-book.js";
import type { NodeId, Order } from "../core/group.js";
import type { Input, Step } from "../core/machine.js";
import type { Decision } from "../core/party.js";
import type { Report } from "../core/protocol.js";
import { monotonicMs } from "../net/clock.js";
import type { LinkFault } from "../net/links.js";
import { protocolOf } from "../protocols/index.js";
import type { Traffic } from "../recording/result.js";
import { Decoder, type Opening, type SignedReady, type WireContext } from "../wire/codec.js";
import type { Forms } from "../wire/forms.js";
import { Acceptances } from "./acceptances.js";
import { Alarms } from "./alarms.js";
import type { Brake } from "./brake.js";
import { Came } from "./came.js";
import { ed25519Signer } from "./ed25519.js";
import type { NodeEvent, NodeOutcome, StampedEvent } from "./events.js";
import { Host } from "./host.js";
import type { NodeOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import { type Note, partOf, type Said } from "./part.js";
import type { Company, Listener } from "./peers.js";
import { ReadyBook } from "./readies.js";
import { SlownessWatch, type Watched } from "./slowness.js";
import { Waiting } from "./waiting.js";

export interface Circumstances {
  /** from when the start timeout counts; now, if left out */
  readonly beganAtMs?: number;
  readonly brake?: Brake | null;
  /** these two are shared by agreements that are under way at once; left out: its own */
  readonly watch?: SlownessWatch;
  readonly alarms?: Alarms;
  /** in a group: what it says again and again */
  readonly forms?: Forms;
}

export class Agreement implements Listener, Watched {
  readonly #decoder: Decoder;
  readonly #host: Host<Said, Decision, Note>;
  readonly #watch: SlownessWatch;
  readonly #accepted: Acceptances;
  readonly #outbox: Outbox;
  /** made when there is one to tell */
  #faults: FaultBook | null = null;
  readonly #attendance: Attendance;
  /** what came in, where it is kept */
  readonly #came: Came | null;
  /** null where nobody watches */
  readonly #brake: Brake | null;
  /** null where READYs are not signed */
  readonly #readies: ReadyBook | null;
  #hasStarted = false;
  #sinceMs = 0;
  /** made when the start is waited for long enough to be looked at */
  #waiting: Waiting | null = null;
  #decision: Order | null = null;
  #onEnd!: (outcome: NodeOutcome) => void;
  #hasEnded = false;

  constructor(
    private readonly options: NodeOptions,
    private readonly context: WireContext,
    private readonly peers: Company,
    private readonly onEvent: (event: StampedEvent) => void,
    { beganAtMs = monotonicMs(), brake = null, watch, alarms, forms }: Circumstances = {},
  ) {
    this.#brake = brake;
    this.#watch = watch ?? new SlownessWatch(options.roundTimeoutMs);
    const { self, group } = options;
    const { run, hash, instance, life } = context;
    const signer =
      options.signing &&
      ed25519Signer({ protocol: group.protocol, run, hash, instance }, options.signing, life);
    this.#readies = signer && protocolOf(group).signs ? new ReadyBook(signer, self) : null;
    this.#decoder = new Decoder(context);
    this.#outbox = new Outbox(context, self, peers, forms ?? null);
    const duties = {
      send: (to: readonly NodeId[], message: Said) => this.#say(to, message),
      told: (step: Step<Said, Decision, Note>, input: Input<Said>, nowMs: number) =>
        this.#told(step, input, nowMs),
    };
    const part = partOf(options, signer, beganAtMs, life !== undefined);
    this.#host = new Host(part, duties, alarms ?? new Alarms());
    this.#attendance = attendanceOf(protocolOf(group), group, self);
    this.#accepted = new Acceptances(group, self, life === undefined || options.keepsInputs === true);
    // of what comes in slices nothing is kept longer than it counts
    this.#came = options.keepsInputs && !group.inParts ? new Came(group, self, beganAtMs, signer) : null;
  }

  slow(stoodStillMs: number): void {
    this.#attendance.slow();
    this.#tell({ kind: "slow", stoodStillMs });
  }

  look(nowMs: number): void {
    if (this.#hasStarted) return;
    this.#waiting ??= new Waiting(
      this.peers,
      { sinceMs: this.#sinceMs, startTimeoutMs: this.options.startTimeoutMs },
      (event) => this.#tell(event),
    );
    this.#waiting.look(nowMs);
  }

  /** Until this node has decided and may go on, has given up, or is stopped. */
  live(nowMs = monotonicMs()): Promise<NodeOutcome> {
    const living = new Promise<NodeOutcome>((resolve) => {
      this.#onEnd = resolve;
    });
    this.#watch.start(this, nowMs);
    this.#sinceMs = nowMs;
    for (const id of this.peers.gone) this.input({ kind: "peer", id, is: "cut" }, nowMs);
    for (const id of this.peers.heard) this.input({ kind: "peer", id, is: "heard" }, nowMs);
    this.#host.arm();
    return living;
  }

  #end(end: NodeOutcome["end"]): void {
    this.#hasEnded = true;
    this.#watch.stop(this);
    this.#host.stop();
    const { outcome: attended } = this.#attendance;
    const { traffic } = this.#outbox;
    this.#onEnd({ end, accepted: this.#accepted.all, traffic, attended, inputs: this.#came?.lines() ?? [] });
  }

  /** While it lives. */
  stop(): void {
    this.#end({ kind: "stopped" });
  }

  /** Reports as sent so far. */
  get traffic(): Traffic {
    return this.#outbox.traffic;
  }

  heard(peer: NodeId): void {
    this.input({ kind: "peer", id: peer, is: "heard" });
  }

  /** Something that a peer did, or nobody known, and this agreement is to tell. */
  fault(fault: Fault): void {
    this.#tellFault(fault);
  }

  linkFault({ from, kind, detail }: LinkFault): void {
    this.#tellFault({ from, round: null, kind, detail });
    if (from !== null) this.gone(from);
  }

  /** It takes part no more. */
  gone(peer: NodeId): void {
    this.input({ kind: "peer", id: peer, is: "cut" });
  }

  receive(from: NodeId, parts: readonly Buffer[]): void {
    if (this.#hasEnded || this.#brake?.isCut) return;
    this.#take(from, this.#decoder.decode(from, parts));
  }

  /** In a group, which has looked at the clock for it. */
  receiveOpened(from: NodeId, opening: Opening, nowMs: number): void {
    if (!this.#hasEnded) this.#take(from, this.#decoder.decodeOpened(from, opening), nowMs);
  }

  #take(from: NodeId, message: ReturnType<Decoder["decode"]>, nowMs = monotonicMs()): void {
    if (message === null) return;
    if (message.kind !== "reject") this.#attendance.heard(from);
    switch (message.kind) {
      case "ready":
        if (message.readies) return this.#heardReadies(from, message.readies, nowMs);
        return this.input({ kind: "message", from, message }, nowMs);
      case "done":
        this.peers.settle(from, this.context.instance, Number.POSITIVE_INFINITY);
        this.#attendance.done(from, message.missed);
        return this.input({ kind: "message", from, message }, nowMs);
      case "reject":
        this.#tellFault(message.fault);
        if (message.shown) this.#witness(from, message.fault.round ?? 0, message.shown, nowMs);
        // a peer of another configuration is to read in its own terminal that this one differs
        if (message.fault.kind === "otherConfig" && this.context.life === undefined)
          this.#outbox.sayReady([from], this.#readies?.of([]));
        if (message.cut) this.#cut(from, message.fault, nowMs);
        return;
      case "report":
        if (message.report) this.#brake?.arrived(message.report);
        // it has closed the round before
        this.peers.settle(from, this.context.instance, message.round);
        return this.input({ kind: "message", from, message }, nowMs);
    }
  }

  #witness(from: NodeId, round: number, report: Report, nowMs: number): void {
    this.input({ kind: "message", from, message: { kind: "shown", round, report } }, nowMs);
  }

  /** Signed READYs count for their signers, others for the link that they came over. */
  #heardReadies(from: NodeId, readies: readonly SignedReady[], nowMs: number): void {
    const { news, fault } = this.#readies?.take(from, readies) ?? { news: [from] };
    this.input({ kind: "message", from, message: { kind: "ready", by: news } }, nowMs);
    if (!fault) return;
    this.#tellFault(fault);
    this.#cut(from, fault, nowMs);
  }

  #cut(peer: NodeId, fault: Fault, nowMs: number): void {
    this.peers.cut(peer, fault, nowMs);
    this.input({ kind: "peer", id: peer, is: "cut" }, nowMs);
  }

  /** All that happens to it; what peers say comes by {@link receive}. */
  input(input: Input<Said>, nowMs?: number): void {
    if (this.#hasEnded) return;
    if (input.kind === "peer" && input.is === "cut") this.#attendance.missed(input.id);
    this.#host.input(input, nowMs);
  }

  #told(step: Step<Said, Decision, Note>, input: Input<Said>, nowMs: number): void {
    const { faults, notes, out } = step;
    this.#came?.take(nowMs, input, step);
    for (const fault of faults) this.#tellFault(fault, nowMs);
    for (const note of notes) this.#hear(note, nowMs);
    for (const decision of out) {
      this.#decision = decision.order;
      this.onEvent({ kind: "decide", ...decision, atMs: nowMs });
    }
    if (this.#host.isOver && this.#decision !== null) this.#end({ kind: "decided", order: this.#decision });
  }

  #hear(note: Note, nowMs: number): void {
    switch (note.kind) {
      case "accept":
        return this.#accepted.take(nowMs, note.report);
      case "start":
        this.#hasStarted = true;
        return this.onEvent({ kind: "start", atMs: nowMs });
      case "close": {
        const { round, missing } = note;
        for (const id of missing) this.#attendance.missed(id);
        const { reports, told } = this.#accepted.in(round);
        return this.onEvent({ kind: "close", round, missing, reports, told, atMs: nowMs });
      }
      case "late":
      case "evidence":
        return this.#tell(note, nowMs);
      case "giveUp":
        return this.#end({ kind: "gaveUp", missing: note.missing, why: this.peers.lookout.why });
      case "crash":
        // like a process that dies, once what was sent has surely left: half a round, for nobody waits longer
        this.#hasEnded = true;
        return this.#host.later(Math.min(250, this.options.roundTimeoutMs / 2), () =>
          this.#end({ kind: "crashed" }),
        );
    }
  }

  #say(to: readonly NodeId[], message: Said): void {
    if (this.#brake?.isCut) return;
    switch (message.kind) {
      case "ready":
        return this.#outbox.sayReady(to, this.#readies?.of(message.by));
      case "done":
        return this.#outbox.sayDone(to, message.missed);
      case "report":
        if (message.report !== null) for (const peer of to) this.#sayReport(message.report, peer);
    }
  }

  #sayReport(report: Report, to: NodeId): void {
    const brake = this.#brake;
    if (!brake) return this.#outbox.report(report, to);
    const send = () => brake.isCut || this.#outbox.report(report, to);
    brake.hold(report.round, to, send, (delayMs, action) => this.#host.later(delayMs, action));
  }

  #tellFault(fault: Fault, atMs = monotonicMs()): void {
    const { group } = this.options;
    this.#faults ??= new FaultBook(protocolOf(group).lastRound(group));
    const news = this.#faults.news(fault);
    if (news) this.#tell({ kind: "fault", fault: news }, atMs);
  }

  #tell(event: NodeEvent, atMs = monotonicMs()): void {
    this.onEvent({ ...event, atMs });
  }
}
