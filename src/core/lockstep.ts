/**
 * Protocols in rounds as machines (machine.ts): the one adapter between a party, which knows `send`, `receive` and
 * `decide` alone (party.ts), and the world. The start rule and the deadlines are those of rounds.ts; who owes whom a
 * report in which round, and which round is the last, is the protocol's as a whole (protocol.ts).
 *
 * For each round, in this order: the party is asked what it sends, and handed its own report at once if it is among the
 * receivers; when the round closes it is handed each report that is there, once, by ascending sender; what is not there
 * stands for the default order by itself. After the last round it decides, and the node says DONE.
 */
import type { Evidence } from "./evidence.js";
import { type Fault, lateFault } from "./fault.js";
import type { Group, NodeId } from "./group.js";
import { both, type Input, type Machine, NOTHING, type Sending, type Step } from "./machine.js";
import { must } from "./must.js";
import type { Decision, Party } from "./party.js";
import type { Protocol, Report } from "./protocol.js";
import { type Happening, Rounds, type Schedule } from "./rounds.js";
import { isSame } from "./same.js";
import { type Standing, standingOf } from "./standing.js";

/** A report as it came over a link: decoded, or void (null), with what was wrong with it. */
export interface Arrival<R> {
  readonly report: R | null;
  readonly faults: readonly Fault[];
  /** where messages are signed: what it tells in all, where not all of it counts */
  readonly shown?: R;
}

export type LockstepMessage<R> =
  /** the READYs of these: the sender's own, and where they are signed perhaps others' */
  | { readonly kind: "ready"; readonly by: readonly NodeId[] }
  | ({ readonly kind: "report"; readonly round: number } & Arrival<R>)
  /** something that does not count as a report, and shows signatures all the same */
  | { readonly kind: "shown"; readonly round: number; readonly report: R }
  /** `missed`: those that missed a round at the sender, or that it has cut off; said in groups alone */
  | { readonly kind: "done"; readonly missed: readonly NodeId[] };

export type LockstepNote<R> =
  | { readonly kind: "start" }
  | { readonly kind: "accept"; readonly round: number; readonly from: NodeId; readonly report: R }
  | { readonly kind: "close"; readonly round: number; readonly missing: readonly NodeId[] }
  /** a report came this long after the deadline of its round, which had closed */
  | { readonly kind: "late"; readonly round: number; readonly from: NodeId; readonly lateMs: number }
  | { readonly kind: "evidence"; readonly evidence: Evidence }
  | { readonly kind: "giveUp"; readonly missing: readonly NodeId[] };

export type LockstepStep<R> = Step<LockstepMessage<R>, Decision, LockstepNote<R>>;

/** What is left to be said of one node's part. */
export interface LockstepSeat<R extends Report> {
  readonly protocol: Protocol<R>;
  readonly group: Group;
  readonly self: NodeId;
  readonly party: Party<R>;
  readonly timing: Timing;
}

export type Timing = Pick<Schedule<unknown>, "roundTimeoutMs" | "startTimeoutMs" | "graceMs">;

export class Lockstep<R extends Report> implements Machine<LockstepMessage<R>, Decision, LockstepNote<R>> {
  readonly rounds: Rounds<Arrival<R>>;
  readonly #standing: Standing;
  readonly #peers: readonly NodeId[];
  readonly #lastRound: number;
  #nowMs: number;
  #hasEvidence = false;
  #hasDecided = false;
  #isOver = false;

  constructor(
    private readonly seat: LockstepSeat<R>,
    nowMs: number,
  ) {
    const { protocol, group, timing } = seat;
    this.#nowMs = nowMs;
    this.#standing = standingOf(protocol, group, seat.self);
    const { peers, lastRound, readiesNeeded, expects } = this.#standing;
    this.#peers = peers;
    this.#lastRound = lastRound;
    const { roundTimeoutMs, startTimeoutMs, graceMs } = timing;
    this.rounds = this.makeRounds(
      {
        roundTimeoutMs,
        startTimeoutMs,
        graceMs,
        peers,
        m: group.m,
        readiesNeeded,
        lastRound,
        expects,
        same,
        pace: protocol.pace?.(group),
      },
      nowMs,
    );
  }

  /** For tests that put rounds with a mistake in their place. */
  protected makeRounds(plan: Schedule<Arrival<R>>, nowMs: number): Rounds<Arrival<R>> {
    return new Rounds(plan, nowMs);
  }

  get self(): NodeId {
    return this.seat.self;
  }

  get deadlineMs(): number | null {
    return this.rounds.nextDeadlineMs();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  step(input: Input<LockstepMessage<R>>, nowMs: number): LockstepStep<R> {
    must(nowMs >= this.#nowMs, () => `time goes back from ${this.#nowMs} to ${nowMs} ms`);
    this.#nowMs = nowMs;
    switch (input.kind) {
      case "message":
        return this.#take(input.from, input.message, nowMs);
      case "peer":
        return this.#follow(
          input.is === "heard" ? this.rounds.heard(input.id, nowMs) : this.rounds.cut(input.id, nowMs),
        );
      case "tick":
        return this.#follow(this.rounds.tick(nowMs));
      case "passed":
        return this.#follow(this.rounds.passed(nowMs));
      case "propose":
        return NOTHING;
    }
  }

  #take(from: NodeId, message: LockstepMessage<R>, nowMs: number): LockstepStep<R> {
    switch (message.kind) {
      case "ready":
        return this.#readies(message.by, nowMs);
      case "done":
        return this.#follow(this.rounds.saidDone(from, nowMs, message.missed));
      case "report":
        return this.#report(from, message, nowMs);
      case "shown":
        return this.#notKept(message.round, message.report, {});
    }
  }

  #readies(by: readonly NodeId[], nowMs: number): LockstepStep<R> {
    let happenings: readonly Happening<Arrival<R>>[] = [];
    for (const id of by)
      if (id !== this.seat.self) happenings = both(happenings, this.rounds.saidReady(id, nowMs));
    return this.#follow(happenings);
  }

  #report(from: NodeId, message: ReportMessage<R>, nowMs: number): LockstepStep<R> {
    const { round, report, shown } = message;
    const lateMs = nowMs - this.rounds.deadlineMs(round);
    const wasClosed = round < this.rounds.round;
    const { reception, steps } = this.rounds.report(from, round, message, nowMs);
    if (reception === "kept") return this.#follow(steps);
    const notes: LockstepNote<R>[] = wasClosed && lateMs > 0 ? [{ kind: "late", from, round, lateMs }] : [];
    if (reception === "resend") return this.#notKept(round, shown, { notes });
    const { round: open } = this.rounds;
    const detail = {
      duplicate: `a second, different report of round ${round}; the first stands`,
      closedRound: `a report of round ${round} after that round had closed`,
      badRound: `a report of round ${round}, in which it owes none`,
      tooEarly: `a report of round ${round} while round ${open} is open: too far ahead to be kept`,
    }[reception];
    const kind = reception === "tooEarly" ? "badRound" : reception;
    return this.#notKept(round, shown ?? report, { notes, faults: [{ from, round, kind, detail }] });
  }

  /** A report that is not kept: it may show a second order of the general all the same. */
  #notKept(round: number, report: R | null | undefined, told: Partial<Doing<R>>): LockstepStep<R> {
    const doing: Doing<R> = { ...nothingYet(), ...told };
    if (report) this.seat.party.witness?.(report);
    this.#evidence(round, doing);
    return doing;
  }

  /** Most inputs come to nothing, which is made once. */
  #follow(happenings: readonly Happening<Arrival<R>>[]): LockstepStep<R> {
    if (happenings.length === 0) return NOTHING;
    const doing = nothingYet<R>();
    for (const happening of happenings) this.#one(happening, doing);
    return doing;
  }

  #one(happening: Happening<Arrival<R>>, doing: Doing<R>): void {
    switch (happening.kind) {
      case "ready":
        doing.send = [this.#ready([this.seat.self])];
        return;
      case "start":
        doing.notes.push({ kind: "start" });
        doing.send = both(doing.send, this.passOn(happening.readies));
        return this.#send(0, doing);
      case "close":
        return this.#close(happening, doing);
      case "leave":
        this.#isOver = true;
        return;
      case "giveUp":
        this.#isOver = true;
        doing.notes.push(happening);
    }
  }

  #ready(by: readonly NodeId[]): Sending<LockstepMessage<R>> {
    return { to: this.#peers, message: { kind: "ready", by } };
  }

  /** Without this a traitor could give its own signed READY to one node alone, and start that one alone. */
  protected passOn(readies: readonly NodeId[]): Sending<LockstepMessage<R>>[] {
    return this.seat.protocol.signs ? [this.#ready(readies)] : [];
  }

  #close({ round, senders, reports, missing }: Closing<R>, doing: Doing<R>): void {
    const { party } = this.seat;
    for (const from of missing) doing.faults = both(doing.faults, [lateFault(round, from)]);
    for (let at = 0; at < senders.length; at++) {
      const arrival = reports[at];
      if (!arrival) continue;
      const [from, { report, faults: inside, shown }] = [senders[at] as NodeId, arrival];
      const found = report === null ? NOTHING.faults : party.receive(round, from, report);
      if (shown) party.witness?.(shown);
      doing.faults = both(both(doing.faults, inside), found);
      if (report !== null && found.length === 0) doing.notes.push({ kind: "accept", round, from, report });
    }
    this.#evidence(round, doing);
    doing.notes.push({ kind: "close", round, missing });
    if (round < this.#lastRound) this.#send(round + 1, doing);
    else this.#decide(doing);
  }

  #decide(doing: Doing<R>): void {
    must(!this.#hasDecided, "a node decides a second time");
    this.#hasDecided = true;
    const { party } = this.seat;
    const vector = party.vector?.();
    const contents = party.contents?.();
    const order = party.decide();
    // most have neither, and a spread is dear
    const decision =
      vector || contents ? { order, ...(vector && { vector }), ...(contents && { contents }) } : { order };
    doing.out = [decision];
    doing.send = both(doing.send, [
      { to: this.#peers, message: { kind: "done", missed: this.rounds.missed } },
    ]);
  }

  /** Told once, in the round that the second order came in. */
  #evidence(round: number, doing: Doing<R>): void {
    const evidence = this.#hasEvidence ? null : (this.seat.party.evidence?.() ?? null);
    if (evidence === null) return;
    this.#hasEvidence = true;
    const detail = `signed both ${evidence.orders.map(({ order }) => order).join(" and ")}`;
    doing.faults = both(doing.faults, [{ from: evidence.general, round, kind: "twoOrders", detail }]);
    doing.notes.push({ kind: "evidence", evidence });
  }

  #send(round: number, doing: Doing<R>): void {
    const { self, party } = this.seat;
    const report = party.send(round);
    if (report === null) return;
    const { others, isOwn } = this.#standing.receivers(round);
    if (isOwn) party.receive(round, self, report);
    if (isOwn) doing.notes.push({ kind: "accept", round, from: self, report });
    const message = { kind: "report", round, report, faults: NOTHING.faults } as const;
    doing.send = both(doing.send, [{ to: others, message }]);
  }
}

/** A step that is being put together. Most lists stay empty or hold one: those that grow have room for many. */
type Doing<R> = {
  -readonly [part in keyof Omit<LockstepStep<R>, "notes">]: LockstepStep<R>[part];
} & { readonly notes: LockstepNote<R>[] };

function nothingYet<R>(): Doing<R> {
  const { keep, send, faults, out } = NOTHING;
  return { keep, send, faults, notes: [], out };
}

/** Equal reports are a resend; of void ones only their faults are kept, so equal faults count as equal reports. */
function same<R>(a: Arrival<R>, b: Arrival<R>): boolean {
  return a === b || isSame([a.report, a.faults], [b.report, b.faults]);
}

type ReportMessage<R> = Extract<LockstepMessage<R>, { kind: "report" }>;
type Closing<R> = Extract<Happening<Arrival<R>>, { kind: "close" }>;
