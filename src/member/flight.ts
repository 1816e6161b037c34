/**
 * The agreements of a member that are under way, and those that wait for a start. What its program asked for takes part in
 * the instances that come next, in the order in which it was asked; they start in that order, and end in any. A start, or a
 * move of the member to other instances, changes the place of all that still wait: they are begun anew there.
 *
 * No two that are further apart than may be in flight are under way at once (core/sequence.ts counts on it): a call whose instance
 * is too far beyond the oldest one waits for that.
 *
 * What is said of an instance is kept until all before it have started (core/mailbox.ts); its READY goes out at once.
 */
import type { Config } from "../config/config.js";
import type { Fault } from "../core/fault.js";
import { Few } from "../core/few.js";
import type { NodeId } from "../core/group.js";
import { must } from "../core/must.js";
import type { Move } from "../core/sequence.js";
import { drain, monotonicMs } from "../net/clock.js";
import { Agreement } from "../node/agreement.js";
import { Alarms } from "../node/alarms.js";
import type { NodeOutcome, StampedEvent } from "../node/events.js";
import { SlownessWatch } from "../node/slowness.js";
import type { AgreementRecord } from "../node/telling.js";
import type { Opening } from "../wire/codec.js";
import { type AgreementResult, GroupError } from "./events.js";
import type { Fellows, FellowsListener } from "./fellows.js";
import { behind, resultOf } from "./outcome.js";
import { type Call, UnderWay } from "./under-way.js";

/** Whom it tells. */
export interface FlightWatcher {
  event(event: StampedEvent, instance: number): void;
  record(record: AgreementRecord): void;
  /** while nothing is under way */
  fault(fault: Fault): void;
  moved(move: Extract<Move, { kind: "behind" | "back" }>): void;
  settled(): void;
  /** This member has, as its strategy says. */
  crashed(): void;
}

export class Flight implements FellowsListener {
  readonly #watch: SlownessWatch;
  readonly #alarms = new Alarms();
  #fellows!: Fellows;
  /** what has not started: the first takes part in the next instance */
  readonly #waiting: Call[] = [];
  readonly #open = new Few<number, UnderWay>();
  #living = 0;
  #onIdle: () => void = () => undefined;
  /** of calls that are too far beyond the oldest instance */
  #held: (() => void)[] = [];
  /** the first instance that has not been over for this member */
  #first = 0;
  #isClosing = false;

  constructor(
    private readonly id: NodeId,
    private readonly config: Config,
    private readonly inFlight: number,
    private readonly watcher: FlightWatcher,
  ) {
    this.#watch = new SlownessWatch(config.roundTimeoutMs);
  }

  /** Before anything else. */
  join(fellows: Fellows): void {
    this.#fellows = fellows;
  }

  get first(): number {
    return this.#first;
  }

  /** Which instance a further call takes part in. */
  get place(): number {
    return this.#fellows.next + this.#waiting.length;
  }

  /** Under way, and waiting. */
  get size(): number {
    return this.#living;
  }

  giveUp(call: Call): void {
    call.isGivenUp = true;
    this.#release();
    for (const open of this.#open.values()) if (open.call === call) open.agreement.stop();
  }

  /** Gives up all; resolves when they have ended. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const call of this.#waiting) call.isGivenUp = true;
    this.#release();
    for (const { agreement } of this.#open.values()) agreement.stop();
    if (this.#living > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  heard(peer: NodeId): void {
    for (const { agreement } of this.#open.values()) agreement.heard(peer);
  }

  receive(from: NodeId, opening: Opening, nowMs: number): void {
    const open = this.#open.get(opening.instance);
    if (!open?.hasStarted) this.#fellows.keep(from, opening);
    if (open?.isFirst) open.take(from, opening, nowMs);
  }

  fault(fault: Fault, cut: NodeId | null): void {
    const oldest = this.#open.get(this.#fellows.instance);
    if (oldest) oldest.agreement.fault(fault);
    else this.watcher.fault(fault);
    if (cut !== null) this.gone(cut);
  }

  gone(peer: NodeId): void {
    for (const { agreement } of this.#open.values()) agreement.gone(peer);
  }

  /** What the former process said in an agreement under way stands, and is all; one that said nothing can still come. */
  renewed(peer: NodeId, wasCut: boolean): void {
    for (const open of this.#open.values()) {
      if (open.hasStarted && (wasCut || open.hasHeard(peer))) open.lose(peer);
      else if (wasCut) this.#outdateOne(open);
    }
  }

  moved(move: Extract<Move, { kind: "behind" | "back" }>): void {
    this.#outdate(-1);
    this.#release();
    if (move.kind === "back") this.#first = move.instance;
    this.watcher.moved(move);
  }

  settled(): void {
    this.watcher.settled();
  }

  passed(before: number): void {
    for (const { instance, agreement } of this.#open.values()) if (instance < before) agreement.passed();
  }

  /** Until it is decided. Rejects with GroupError. */
  async agree(call: Call): Promise<AgreementResult> {
    this.#living++;
    this.#waiting.push(call);
    this.#fellows.begin(call.atMs, call.named ?? undefined);
    let open: UnderWay | null = null;
    try {
      for (;;) {
        while (this.#isTooFar(call)) await new Promise<void>((resolve) => this.#held.push(resolve));
        open = this.#begin(call);
        const living = open.agreement.live();
        if (call.isGivenUp) open.agreement.stop();
        this.#takeKept();
        const outcome = await living;
        if (this.#open.get(open.instance) === open) this.#open.delete(open.instance);
        if (outcome.end.kind === "crashed") this.watcher.crashed();
        const result = this.#resultOf(open, outcome);
        if (result) return result;
        // one that catches up passes many places in a turn, and need not begin in each
        await drain();
      }
    } finally {
      this.#ended(call, open);
    }
  }

  #isTooFar(call: Call): boolean {
    return !call.isGivenUp && this.#placeOf(call) >= this.#fellows.instance + this.inFlight;
  }

  /** Those that were held look again. */
  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const look of held) look();
  }

  #begin(call: Call): UnderWay {
    const instance = this.#placeOf(call);
    const context = this.#fellows.addressing.context(instance, call.options);
    const open = new UnderWay(call, instance);
    const tell = (event: StampedEvent) => this.#tell(open, event);
    open.agreement = new Agreement(call.options, context, this.#fellows, tell, {
      beganAtMs: call.atMs,
      watch: this.#watch,
      alarms: this.#alarms,
      forms: this.#fellows.addressing.forms(context),
    });
    this.#fellows.forget(instance);
    this.#open.set(instance, open);
    return open;
  }

  #placeOf(call: Call): number {
    const { next } = this.#fellows;
    const place = next + this.#waiting.indexOf(call);
    if (call.named === null || call.named === place) return place;
    if (call.named < place) throw behind(this.id, call.named, next);
    const cause = `instance ${call.named} is not to come any more: one that node ${this.id} was asked for before it was given up`;
    throw new GroupError("stopped", cause, "agree again, without an instance");
  }

  /** Where the next one to start waits for it: what has been said of it so far. */
  #takeKept(): void {
    const open = this.#open.get(this.#fellows.next);
    if (!open || open.isFirst) return;
    open.isFirst = true;
    // the clock anew for each: one that is refused takes a step of its own, at the time that it is then
    for (const letter of this.#fellows.kept(open.instance))
      open.take(letter.from, letter.message, monotonicMs());
  }

  #ended(call: Call, open: UnderWay | null): void {
    const at = this.#waiting.indexOf(call);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (open?.hasStarted) this.#first = Math.max(this.#first, open.instance + 1);
    this.#fellows.ended(open?.instance ?? this.#fellows.next);
    // those behind one that has not started take its place
    if (at >= 0 && open) this.#outdate(open.instance);
    this.#living--;
    this.#release();
    if (this.#living === 0) this.#onIdle();
  }

  #resultOf(open: UnderWay, outcome: NodeOutcome): AgreementResult | null {
    const { call, instance, isOutdated } = open;
    const { next } = this.#fellows;
    if (isOutdated && !call.isGivenUp) {
      const { startTimeoutMs, roundTimeoutMs } = this.config;
      if (monotonicMs() < call.atMs + 2 * startTimeoutMs + roundTimeoutMs) return null;
      throw behind(this.id, instance, next);
    }
    const record = open.record(outcome);
    if (record) this.watcher.record(record);
    const why = (peer: NodeId) => this.#fellows.why(peer);
    return resultOf(open, { id: this.id, general: call.general, why, isClosing: this.#isClosing }, outcome);
  }

  #outdate(behindInstance: number): void {
    for (const open of this.#open.values())
      if (!open.hasStarted && open.instance > behindInstance) this.#outdateOne(open);
  }

  /** What it has said there is over: a member that falls behind again and again would owe more and more. */
  #outdateOne(open: UnderWay): void {
    open.isOutdated = true;
    open.agreement.stop();
    this.#fellows.forget(open.instance);
  }

  #tell(open: UnderWay, event: StampedEvent): void {
    if (event.kind === "start") this.#started(open);
    open.note(event);
    this.watcher.event(event, open.instance);
  }

  #started(open: UnderWay): void {
    must(this.#waiting.shift() === open.call, "agreements start in their order");
    open.hasStarted = true;
    this.#fellows.started();
    // once this step is done; queueMicrotask would make a resource for it each time
    void Promise.resolve().then(() => this.#takeKept());
  }
}
