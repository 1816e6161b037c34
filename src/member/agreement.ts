/** A call of a member's program, and an agreement that is under way for it: what it has come to so far, and what is told of it. */
import type { NodeId } from "../core/group.js";
import { both, type Input } from "../core/machine.js";
import { UnderWay } from "../core/under-way.js";
import type { Agreement } from "../node/agreement.js";
import type { NodeOutcome, RoundSummary, StampedEvent } from "../node/events.js";
import type { NodeOptions } from "../node/options.js";
import { type AgreementRecord, isRecorded, type Telling, tellingsOf } from "../node/telling.js";
import type { Opening } from "../wire/codec.js";
import { type AgreementResult, GroupError } from "./events.js";
import type { Course } from "./outcome.js";

/** What the program has asked for. */
export class Call {
  readonly result: Promise<AgreementResult>;
  isGivenUp = false;
  /** whose end is to come */
  living: MemberAgreement | null = null;
  /** the last instance that it was begun in */
  wasIn: number | null = null;
  #resolve!: (result: AgreementResult) => void;
  #reject!: (why: GroupError) => void;

  constructor(
    readonly options: NodeOptions,
    readonly general: NodeId,
    /** the instance that it named, or null */
    readonly named: number | null,
    readonly atMs: number,
  ) {
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  settle(result: AgreementResult | GroupError): void {
    if (result instanceof GroupError) this.#reject(result);
    else this.#resolve(result);
  }
}

export class MemberAgreement extends UnderWay<Call, Opening> implements Course {
  rounds: readonly RoundSummary[] = [];
  readonly faults: AgreementResult["faults"][number][] = [];
  decided: Course["decided"] = null;
  agreement!: Agreement;
  /** where it is recorded */
  readonly #told: Telling[] | null;

  constructor(
    call: Call,
    instance: number,
    private readonly onEnd: (outcome: NodeOutcome) => void,
  ) {
    super(call, instance);
    this.#told = call.options.keepsInputs ? [] : null;
  }

  override begin(nowMs: number): void {
    this.call.living = this;
    this.call.wasIn = this.instance;
    void this.agreement.live(nowMs).then(this.onEnd);
  }

  override input(input: Input<never>, nowMs: number): void {
    this.agreement.input(input, nowMs);
  }

  protected override receive(from: NodeId, opening: Opening, nowMs: number): void {
    this.agreement.receiveOpened(from, opening, nowMs);
  }

  override stop(): void {
    this.agreement.stop();
  }

  note(event: StampedEvent): void {
    if (event.kind === "close") {
      const { round, reports, told, missing } = event;
      // a list that grows has room for many
      this.rounds = both(this.rounds, [{ round, reports, told, missing }]);
    }
    if (event.kind === "fault") this.faults.push(event.fault);
    if (event.kind === "decide") this.decided = event;
    if (this.#told && isRecorded(event)) this.#told.push({ type: "event", event });
  }

  /** Null where it is not recorded. */
  record(outcome: NodeOutcome): AgreementRecord | null {
    if (!this.#told) return null;
    const { options, general } = this.call;
    const { self: node, order, group } = options;
    const given = group.contents?.[order];
    const { end, traffic } = outcome;
    return {
      ...{ instance: this.instance, general, node, order },
      ...(given !== undefined && { contents: { [order]: given } }),
      told: [...this.#told, ...tellingsOf(outcome, options, "all"), { type: "end", end, traffic }],
    };
  }
}
