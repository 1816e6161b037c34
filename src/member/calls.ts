/**
 * What a member's program asked for, until each call has its answer. Which of the agreements are under way says core/flight.ts;
 * here they are made, and what they come to is told.
 */
import type { Config } from "../config/config.js";
import type { Fault } from "../core/fault.js";
import type { OwnMove, Program } from "../core/flight.js";
import type { NodeId } from "../core/group.js";
import { drain, monotonicMs } from "../net/clock.js";
import { Agreement } from "../node/agreement.js";
import { Alarms } from "../node/alarms.js";
import type { NodeOutcome, StampedEvent } from "../node/events.js";
import { SlownessWatch } from "../node/slowness.js";
import type { AgreementRecord } from "../node/telling.js";
import { type Call, MemberAgreement } from "./agreement.js";
import { type AgreementResult, GroupError } from "./events.js";
import type { Fellows } from "./fellows.js";
import { behind, resultOf, stopped } from "./outcome.js";

/** Whom it tells. */
export interface CallsWatcher {
  event(event: StampedEvent, instance: number): void;
  record(record: AgreementRecord): void;
  /** while nothing is under way */
  fault(fault: Fault): void;
  moved(move: OwnMove): void;
  /** This member has, as its strategy says. */
  crashed(): void;
}

export class Calls implements Program<Call, MemberAgreement> {
  readonly #watch: SlownessWatch;
  readonly #alarms = new Alarms();
  #fellows!: Fellows;
  #size = 0;
  #onIdle: () => void = () => undefined;
  /** the first instance that has not been over for this member */
  #first = 0;
  #isClosing = false;
  #isDraining = false;

  constructor(
    private readonly id: NodeId,
    private readonly config: Config,
    private readonly watcher: CallsWatcher,
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

  /** Under way, and waiting. */
  get size(): number {
    return this.#size;
  }

  agree(call: Call): void {
    this.#size++;
    this.#fellows.flight.agree(call, call.atMs, call.named ?? undefined);
    this.#goOn(call.atMs);
  }

  /** What is under way comes to its end. */
  giveUp(call: Call): void {
    call.isGivenUp = true;
    const instance = this.#fellows.flight.giveUp(call, monotonicMs());
    if (instance !== null && !call.living) this.#settle(call, stopped(instance, this.#isClosing));
    void this.#goOnLater();
  }

  /** Gives up all, the last one first, which leaves the others in their places; resolves when they have ended. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const call of this.#fellows.flight.calls.toReversed()) this.giveUp(call);
    if (this.#size > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  fault(fault: Fault): void {
    const { oldest } = this.#fellows.flight;
    if (oldest) oldest.agreement.fault(fault);
    else this.watcher.fault(fault);
  }

  make(call: Call, instance: number): MemberAgreement {
    const { addressing } = this.#fellows;
    const context = addressing.context(instance, call.options);
    const open = new MemberAgreement(call, instance, (outcome) => this.#over(open, outcome));
    const tell = (event: StampedEvent) => this.#tell(open, event);
    open.agreement = new Agreement(call.options, context, this.#fellows, tell, {
      beganAtMs: call.atMs,
      watch: this.#watch,
      alarms: this.#alarms,
      forms: addressing.forms(context),
    });
    return open;
  }

  refuses(call: Call, instance: number): boolean {
    const refusal = this.#refusalOf(call, instance);
    if (refusal) this.#settle(call, refusal);
    return refusal !== null;
  }

  moved(move: OwnMove): void {
    if (move.kind === "back") this.#first = move.instance;
    this.watcher.moved(move);
  }

  #refusalOf({ atMs, named, wasIn }: Call, instance: number): GroupError | null {
    const { startTimeoutMs, roundTimeoutMs } = this.config;
    const { next } = this.#fellows.sequence;
    if (wasIn !== null && monotonicMs() >= atMs + 2 * startTimeoutMs + roundTimeoutMs)
      return behind(this.id, wasIn, next);
    if (named === null || named === instance) return null;
    if (named < instance) return behind(this.id, named, next);
    const cause = `instance ${named} is not to come any more: one that node ${this.id} was asked for before it was given up`;
    return new GroupError("stopped", cause, "agree again, without an instance");
  }

  #tell(open: MemberAgreement, event: StampedEvent): void {
    if (event.kind === "start") this.#started(open);
    open.note(event);
    this.watcher.event(event, open.instance);
  }

  #started(open: MemberAgreement): void {
    this.#fellows.flight.started(open);
    // once this step is done; queueMicrotask would make a resource for it each time
    void Promise.resolve().then(() => this.#goOn());
  }

  #over(open: MemberAgreement, outcome: NodeOutcome): void {
    const { call, instance, hasStarted, isOutdated } = open;
    if (call.living !== open) return;
    call.living = null;
    if (isOutdated && !call.isGivenUp) return void this.#goOnLater();
    if (outcome.end.kind === "crashed") this.watcher.crashed();
    const record = open.record(outcome);
    if (record) this.watcher.record(record);
    const why = (peer: NodeId) => this.#fellows.why(peer);
    const asker = { id: this.id, general: call.general, why, isClosing: this.#isClosing };
    this.#settle(call, resultOf(open, asker, outcome));
    if (hasStarted) this.#first = Math.max(this.#first, instance + 1);
    const nowMs = monotonicMs();
    this.#fellows.flight.ended(open, nowMs);
    if (hasStarted) this.#goOn(nowMs);
    else void this.#goOnLater();
  }

  #settle(call: Call, result: AgreementResult | GroupError): void {
    this.#size--;
    call.settle(result);
    if (this.#size === 0) this.#onIdle();
  }

  #goOn(nowMs = monotonicMs()): void {
    if (!this.#isDraining) this.#fellows.flight.goOn(nowMs);
    this.#fellows.arm();
  }

  /** One that catches up passes many places in a turn, and need not begin in each. */
  async #goOnLater(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    await drain();
    this.#isDraining = false;
    this.#goOn();
  }
}
