/** One agreement of a member that is under way: what a call of its program has come to so far, and what is told of it. */
import type { NodeId } from "../core/group.js";
import { both } from "../core/machine.js";
import { Marks } from "../core/marks.js";
import type { Agreement } from "../node/agreement.js";
import type { NodeOutcome, RoundSummary, StampedEvent } from "../node/events.js";
import type { NodeOptions } from "../node/options.js";
import { type AgreementRecord, isRecorded, type Telling, tellingsOf } from "../node/telling.js";
import type { Opening } from "../wire/codec.js";
import type { AgreementResult } from "./events.js";
import type { Course } from "./outcome.js";

/** What the program has asked for. */
export interface Call {
  readonly options: NodeOptions;
  readonly general: NodeId;
  /** the instance that it named, or null */
  readonly named: number | null;
  readonly atMs: number;
  isGivenUp: boolean;
}

export class UnderWay implements Course {
  rounds: readonly RoundSummary[] = [];
  readonly faults: AgreementResult["faults"][number][] = [];
  decided: Course["decided"] = null;
  /** all before it have started: what is said of it is taken in */
  isFirst = false;
  hasStarted = false;
  /** it has to be begun anew: in another instance, or with a peer that is there again */
  isOutdated = false;
  agreement!: Agreement;
  /** who has said anything in it */
  readonly #spoke = new Marks();
  /** whose part in it is over: they spoke in it, and their process is another by now */
  #lost: Marks | null = null;
  /** where it is recorded */
  readonly #told: Telling[] | null;

  constructor(
    readonly call: Call,
    readonly instance: number,
  ) {
    this.#told = call.options.keepsInputs ? [] : null;
  }

  take(from: NodeId, opening: Opening, nowMs: number): void {
    if (this.#lost?.has(from)) return;
    this.#spoke.add(from);
    this.agreement.receiveOpened(from, opening, nowMs);
  }

  hasHeard(peer: NodeId): boolean {
    return this.#spoke.has(peer);
  }

  /** What it has said here stands, and is all. */
  lose(peer: NodeId): void {
    this.#lost ??= new Marks();
    this.#lost.add(peer);
    this.agreement.gone(peer);
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
