/**
 * One agreement of one node with its peers: its driver (core/driver.ts) gets what they say and what the clock says,
 * and what comes out goes to them. All waiting is the driver's; nothing here knows a round's rules, and nothing
 * outlives the agreement.
 */
import { deviationOf } from "../adversary/deviation.js";
import { Attendance } from "../core/attendance.js";
import { type Arrival, Driver, type Effect } from "../core/driver.js";
import type { Fault } from "../core/fault.js";
import type { NodeId, Order } from "../core/group.js";
import type { Told } from "../core/kind.js";
import { kindOf } from "../core/kinds.js";
import type { Traffic } from "../core/result.js";
import type { LinkFault } from "../net/links.js";
import { Decoder, type SignedReady, type WireContext } from "../wire/codec.js";
import { Acceptances } from "./acceptances.js";
import { drain, monotonicMs } from "./clock.js";
import { ed25519Signer } from "./ed25519.js";
import type { NodeEvent, NodeOutcome, StampedEvent } from "./events.js";
import { FaultBook } from "./faults.js";
import type { NodeOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import type { Company, Listener } from "./peers.js";
import { ReadyBook } from "./readies.js";
import { SlownessWatch } from "./slowness.js";

const WAITING_TOLD_EVERY_MS = 5_000;

export class Agreement implements Listener {
  readonly #options: NodeOptions;
  readonly #peers: Company;
  readonly #decoder: Decoder;
  readonly #driver: Driver<Told, Arrival<Told>>;
  readonly #onEvent: (event: StampedEvent) => void;
  readonly #watch: SlownessWatch;
  readonly #accepted: Acceptances;
  readonly #outbox: Outbox;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #faults: FaultBook;
  readonly #attendance: Attendance;
  readonly #isOfGroup: boolean;
  /** null where READYs are not signed */
  readonly #readies: ReadyBook | null;
  #hasStarted = false;
  #decision: Order | null = null;
  #deadlineTimer: NodeJS.Timeout | null = null;
  #end!: (end: NodeOutcome["end"]) => void;
  #hasEnded = false;

  constructor(
    options: NodeOptions,
    context: WireContext,
    peers: Company,
    onEvent: (event: StampedEvent) => void,
    beganAtMs = monotonicMs(),
  ) {
    const { self, group, order, roundTimeoutMs, startTimeoutMs, traitor, seed } = options;
    const { run, hash, instance, life } = context;
    const domain = { protocol: "sm", run, hash, instance } as const;
    const signer = options.signing && ed25519Signer(domain, options.signing);
    this.#readies = signer && kindOf(group).signs ? new ReadyBook(signer, self) : null;
    this.#options = options;
    this.#peers = peers;
    this.#onEvent = onEvent;
    this.#decoder = new Decoder(context);
    this.#outbox = new Outbox(context, self, peers);
    const kind = kindOf(group);
    const schedule = {
      peers: peers.ids,
      m: group.m,
      roundTimeoutMs,
      startTimeoutMs,
      same: sameArrival((a, b) => kind.same(a, b)),
      ...(life !== undefined && { graceMs: roundTimeoutMs }),
    };
    const deviation = traitor && deviationOf(group, traitor, seed, signer);
    const part = {
      self,
      protocol: kind.make({ group, self, order, ...(signer && { signer }) }),
      schedule,
      ...(deviation && { deviation }),
    };
    this.#faults = new FaultBook(kind.lastRound(group));
    this.#isOfGroup = life !== undefined;
    this.#attendance = new Attendance({
      self,
      peers: peers.ids,
      m: group.m,
      needed: group.ids.length - group.m,
      isWithinBound: kind.tolerates(group.ids.length, group.m),
    });
    this.#driver = new Driver(part, beganAtMs);
    this.#accepted = new Acceptances(group, self);
    this.#watch = new SlownessWatch(roundTimeoutMs, (stoodStillMs) => {
      this.#attendance.slow();
      this.#tell({ kind: "slow", stoodStillMs });
    });
  }

  /** Until this node has decided and may go on, has given up, or `signal` stops it. */
  async live(signal: AbortSignal): Promise<NodeOutcome> {
    const ended = new Promise<NodeOutcome["end"]>((resolve) => {
      this.#end = (end) => {
        this.#hasEnded = true;
        resolve(end);
      };
    });
    const stop = () => this.#end({ kind: "stopped" });
    signal.addEventListener("abort", stop, { once: true });
    try {
      this.#watch.start();
      this.#tellWaiting();
      for (const peer of this.#peers.gone) this.#do(this.#driver.cut(peer, monotonicMs()));
      for (const peer of this.#peers.heard) this.heard(peer);
      this.#arm();
      if (signal.aborted) stop();
      const end = await ended;
      for (const id of this.#driver.rounds.missed) this.#attendance.missed(id);
      const { outcome } = this.#attendance;
      return { end, accepted: this.#accepted.all, traffic: this.#outbox.traffic, attended: outcome };
    } finally {
      signal.removeEventListener("abort", stop);
      this.#watch.stop();
      if (this.#deadlineTimer) clearTimeout(this.#deadlineTimer);
      for (const timer of this.#timers) clearTimeout(timer);
    }
  }

  /** Reports as sent so far. */
  get traffic(): Traffic {
    return this.#outbox.traffic;
  }

  heard(peer: NodeId): void {
    this.#do(this.#driver.heard(peer, monotonicMs()));
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
    this.#do(this.#driver.cut(peer, monotonicMs()));
  }

  /** The others have gone on to the next agreement. */
  passed(): void {
    this.#do(this.#driver.passed(monotonicMs()));
  }

  receive(from: NodeId, parts: readonly Buffer[]): void {
    if (this.#hasEnded) return;
    const message = this.#decoder.decode(from, parts);
    if (message === null) return;
    const now = monotonicMs();
    if (message.kind !== "reject") this.#attendance.heard(from);
    switch (message.kind) {
      case "ready":
        return this.#heardReady(from, message.readies, now);
      case "done":
        this.#peers.settle(from, Number.POSITIVE_INFINITY);
        this.#attendance.done(from, message.missed);
        return this.#do(this.#driver.saidDone(from, now, message.missed));
      case "reject":
        this.#tellFault(message.fault);
        // a peer of another configuration is to read in its own terminal that this one differs
        if (message.fault.kind === "otherConfig" && !this.#isOfGroup)
          this.#outbox.sayReady([from], this.#readies ? [] : undefined);
        if (message.cut) this.#cut(from, message.fault, now);
        return;
      case "report": {
        const { round, report, faults } = message;
        // it has closed the round before
        this.#peers.settle(from, round);
        const lateMs = now - this.#driver.rounds.deadlineMs(round);
        if (round < this.#driver.rounds.round && lateMs > 0)
          this.#tell({ kind: "late", from, round, lateMs });
        return this.#do(this.#driver.report(from, round, { report, faults }, now));
      }
    }
  }

  /** Signed READYs count for their signers, others for the link that they came over. */
  #heardReady(from: NodeId, readies: readonly SignedReady[] | undefined, now: number): void {
    if (!this.#readies || !readies) return this.#do(this.#driver.saidReady(from, now));
    const { news, fault } = this.#readies.take(from, readies);
    for (const id of news) this.#do(this.#driver.saidReady(id, now));
    if (!fault) return;
    this.#tellFault(fault);
    this.#cut(from, fault, now);
  }

  #cut(peer: NodeId, fault: Fault, now: number): void {
    this.#peers.cut(peer, fault);
    this.#do(this.#driver.cut(peer, now));
  }

  /** Sets the clock for the driver's next deadline. What has arrived by then is taken in first. */
  #arm(): void {
    if (this.#deadlineTimer) clearTimeout(this.#deadlineTimer);
    const deadlineMs = this.#hasEnded ? null : this.#driver.rounds.nextDeadlineMs();
    if (deadlineMs === null) return;
    const tick = async () => {
      await drain();
      if (!this.#hasEnded) this.#do(this.#driver.tick(monotonicMs()));
    };
    this.#deadlineTimer = setTimeout(() => void tick(), Math.max(0, Math.ceil(deadlineMs - monotonicMs())));
  }

  #do(effects: readonly Effect<Told>[]): void {
    for (const effect of effects) {
      if (this.#hasEnded) return;
      this.#doOne(effect);
    }
    this.#arm();
  }

  #doOne(effect: Effect<Told>): void {
    switch (effect.kind) {
      case "sayReady":
        return this.#outbox.sayReady(this.#peers.ids, this.#readies ? [this.#readies.own()] : undefined);
      case "passReadies":
        return this.#outbox.sayReady(this.#peers.ids, this.#readies?.of(effect.of));
      case "sayDone":
        return this.#outbox.sayDone(this.#peers.ids, effect.missed);
      case "start":
        this.#hasStarted = true;
        return this.#tell({ kind: "start" });
      case "send":
        return this.#sendReport(effect);
      case "accept":
        return this.#accepted.take(monotonicMs(), effect.report);
      case "close":
        return this.#tell({ ...effect, ...this.#accepted.in(effect.round) });
      case "fault":
        return this.#tellFault(effect.fault);
      case "evidence":
        return this.#tell({ kind: "evidence", evidence: effect.evidence });
      case "decide":
        this.#decision = effect.order;
        return this.#tell(effect);
      case "crash":
        return this.#crash();
      case "leave":
        return this.#end({ kind: "decided", order: this.#decision as Order });
      case "giveUp":
        return this.#end({ kind: "gaveUp", missing: effect.missing });
    }
  }

  #sendReport({ to, report, notBeforeMs }: Extract<Effect<Told>, { kind: "send" }>): void {
    const send = () => this.#outbox.report(report, to);
    if (notBeforeMs === null) return send();
    // a quarter of a round behind the deadline: late for everybody, yet before the next one
    this.#later(notBeforeMs - monotonicMs() + this.#options.roundTimeoutMs / 4, send);
  }

  /** Stops like a process that dies, once what was sent has surely left: half a round, for nobody waits longer. */
  #crash(): void {
    if (this.#deadlineTimer) clearTimeout(this.#deadlineTimer);
    this.#hasEnded = true;
    this.#later(Math.min(250, this.#options.roundTimeoutMs / 2), () => this.#end({ kind: "crashed" }));
  }

  /** Every few seconds until the start, so that nobody wonders what it waits for. */
  #tellWaiting(): void {
    this.#later(WAITING_TOLD_EVERY_MS, () => {
      if (this.#hasStarted || this.#hasEnded) return;
      this.#tell({ kind: "waiting", unheard: this.#peers.unheard });
      this.#tellWaiting();
    });
  }

  #later(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  #tellFault(fault: Fault): void {
    const news = this.#faults.news(fault);
    if (news) this.#tell({ kind: "fault", fault: news });
  }

  #tell(event: NodeEvent): void {
    this.#onEvent({ ...event, atMs: monotonicMs() });
  }
}

/** Equal reports are a resend. Of void ones only their faults are kept, so equal faults count as equal reports. */
function sameArrival(same: (a: Told, b: Told) => boolean): (a: Arrival<Told>, b: Arrival<Told>) => boolean {
  return (a, b) => {
    const isSame = a.report && b.report ? same(a.report, b.report) : a.report === b.report;
    return isSame && JSON.stringify(a.faults) === JSON.stringify(b.faults);
  };
}
