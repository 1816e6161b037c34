/**
 * One node's part in a run, without its links: the rounds (rounds.ts) call the protocol (protocol.ts), and what
 * comes out is a list of effects for whoever owns the links and the clock. The node and the simulator both drive
 * their nodes through this one class.
 *
 * A traitor is driven alike: it stores and decides honestly, and a {@link Deviation} puts other reports in the
 * place of the honest ones on their way out.
 */
import type { Evidence } from "./evidence.js";
import { type Fault, lateFault } from "./fault.js";
import type { NodeId, Order } from "./group.js";
import type { Vector } from "./kind.js";
import type { Contents, Protocol } from "./protocol.js";
import { Rounds, type Schedule, type Step } from "./rounds.js";

/** What a traitor does in the place of what it owes. */
export interface Deviation<R> {
  /** The report that `to` gets instead of the honest one; null for none. */
  lie(honest: R, round: number, to: NodeId): R | null;
  /** Whether `to` gets the report of `round` only after that round's deadline. */
  isLate(round: number, to: NodeId): boolean;
  /** The round whose reports are the last thing this node sends before it stops; null for none. */
  readonly crashRound: number | null;
}

/** A report as it came over a link: decoded, or void (null), with what was wrong with it. */
export interface Arrival<R> {
  readonly report: R | null;
  readonly faults: readonly Fault[];
}

export type Effect<R> =
  | { readonly kind: "sayReady" }
  | { readonly kind: "start" }
  /** to all: the signed READYs of these nodes */
  | { readonly kind: "passReadies"; readonly of: readonly NodeId[] }
  | {
      readonly kind: "send";
      readonly round: number;
      readonly to: NodeId;
      readonly report: R;
      /** the time not to send before, ms; null for at once */
      readonly notBeforeMs: number | null;
    }
  | { readonly kind: "crash" }
  | { readonly kind: "accept"; readonly round: number; readonly from: NodeId; readonly report: R }
  | { readonly kind: "close"; readonly round: number; readonly missing: readonly NodeId[] }
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "evidence"; readonly evidence: Evidence }
  | { readonly kind: "decide"; readonly order: Order; readonly vector?: Vector; readonly contents?: Contents }
  /** `missed`: those that missed a round here, or were cut off; said in groups alone */
  | { readonly kind: "sayDone"; readonly missed: readonly NodeId[] }
  | { readonly kind: "leave" }
  | { readonly kind: "giveUp"; readonly missing: readonly NodeId[] };

export interface Part<R, P extends Arrival<R>> {
  readonly self: NodeId;
  readonly protocol: Protocol<R>;
  readonly schedule: Omit<Schedule<P>, "lastRound" | "readiesNeeded" | "expects" | "fleeting">;
  /** absent for a loyal node */
  readonly deviation?: Deviation<R>;
}

export class Driver<R, P extends Arrival<R>> {
  readonly rounds: Rounds<P>;
  readonly #part: Part<R, P>;
  #hasEvidence = false;

  constructor(part: Part<R, P>, now: number) {
    this.#part = part;
    const { protocol, schedule } = part;
    const { lastRound, readiesNeeded, fleeting } = protocol;
    const expects = protocol.expects.bind(protocol);
    const own = { lastRound, readiesNeeded, expects, ...(fleeting && { fleeting }) };
    this.rounds = this.makeRounds({ ...schedule, ...own }, now);
  }

  /** For tests that put rounds with a mistake in their place. */
  protected makeRounds(plan: Schedule<P>, now: number): Rounds<P> {
    return new Rounds(plan, now);
  }

  heard(peer: NodeId, now: number): Effect<R>[] {
    return this.#carryOut(this.rounds.heard(peer, now));
  }

  saidReady(peer: NodeId, now: number): Effect<R>[] {
    return this.#carryOut(this.rounds.saidReady(peer, now));
  }

  saidDone(peer: NodeId, now: number, missed: readonly NodeId[] = []): Effect<R>[] {
    return this.#carryOut(this.rounds.saidDone(peer, now, missed));
  }

  passed(now: number): Effect<R>[] {
    return this.#carryOut(this.rounds.passed(now));
  }

  cut(peer: NodeId, now: number): Effect<R>[] {
    return this.#carryOut(this.rounds.cut(peer, now));
  }

  tick(now: number): Effect<R>[] {
    return this.#carryOut(this.rounds.tick(now));
  }

  report(from: NodeId, round: number, arrival: P, now: number): Effect<R>[] {
    const { reception, steps } = this.rounds.report(from, round, arrival, now);
    if (reception === "kept") return this.#carryOut(steps);
    if (reception === "resend") return [];
    const { round: open } = this.rounds;
    const detail = {
      duplicate: `a second, different report of round ${round}; the first stands`,
      closedRound: `a report of round ${round} after that round had closed`,
      badRound: `a report of round ${round}, in which it owes none`,
      tooEarly: `a report of round ${round} while round ${open} is open: too far ahead to be kept`,
    }[reception];
    const kind = reception === "tooEarly" ? "badRound" : reception;
    return [{ kind: "fault", fault: { from, round, kind, detail } }];
  }

  #carryOut(steps: readonly Step<P>[]): Effect<R>[] {
    return steps.flatMap((step): Effect<R>[] => {
      switch (step.kind) {
        case "ready":
          return [{ kind: "sayReady" }];
        case "start":
          return [{ kind: "start" }, ...this.#passReadies(step.readies), ...this.#send(0)];
        case "close":
          return this.#close(step);
        case "leave":
        case "giveUp":
          return [step];
      }
    });
  }

  #close(step: Extract<Step<P>, { kind: "close" }>): Effect<R>[] {
    const { round, reports, missing } = step;
    const { protocol } = this.#part;
    const effects: Effect<R>[] = missing.map((from) => ({ kind: "fault", fault: lateFault(round, from) }));
    for (const [from, { report, faults }] of reports) {
      const found = report === null ? [] : protocol.receive(round, from, report);
      effects.push(...[...faults, ...found].map((fault): Effect<R> => ({ kind: "fault", fault })));
      if (report !== null && found.length === 0) effects.push({ kind: "accept", round, from, report });
    }
    effects.push(...this.#evidence(round));
    effects.push({ kind: "close", round, missing });
    if (round < protocol.lastRound) return [...effects, ...this.#send(round + 1)];
    const vector = protocol.vector?.();
    const contents = protocol.contents?.();
    const more = { ...(vector && { vector }), ...(contents && { contents }) };
    const decided: Effect<R> = { kind: "decide", order: protocol.decide(), ...more };
    return [...effects, decided, { kind: "sayDone", missed: this.rounds.missed }];
  }

  /** Without this a traitor could give its own READY to one node alone, and start that one alone. */
  #passReadies(of: readonly NodeId[]): Effect<R>[] {
    return this.#part.protocol.passesReadies ? [{ kind: "passReadies", of }] : [];
  }

  /** Told once, in the round in which the second order came. */
  #evidence(round: number): Effect<R>[] {
    const evidence = this.#hasEvidence ? null : (this.#part.protocol.evidence?.() ?? null);
    if (evidence === null) return [];
    this.#hasEvidence = true;
    const detail = `signed both ${evidence.orders.map(({ order }) => order).join(" and ")}`;
    const fault: Fault = { from: evidence.general, round, kind: "twoOrders", detail };
    return [
      { kind: "fault", fault },
      { kind: "evidence", evidence },
    ];
  }

  /** The honest report goes to this node itself; what the others get may be a lie. */
  #send(round: number): Effect<R>[] {
    const { self, protocol, deviation } = this.#part;
    const outgoing = protocol.send(round);
    const effects: Effect<R>[] = [];
    for (const to of outgoing?.to ?? []) {
      const honest = (outgoing as { report: R }).report;
      if (to === self) {
        protocol.receive(round, self, honest);
        effects.push({ kind: "accept", round, from: self, report: honest });
        continue;
      }
      const report = deviation ? deviation.lie(honest, round, to) : honest;
      if (report === null) continue;
      const notBeforeMs = deviation?.isLate(round, to) ? this.rounds.deadlineMs(round) : null;
      effects.push({ kind: "send", round, to, report, notBeforeMs });
    }
    if (deviation?.crashRound === round) effects.push({ kind: "crash" });
    return effects;
  }
}
