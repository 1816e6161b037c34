/**
 * When a node starts, when a round closes, and when the node may leave: without a master, and so that no
 * traitor can split the loyal nodes.
 *
 * Start, by the rule of Srikanth and Toueg (J. ACM 34(3), 1987): a node says READY when it has heard every peer,
 * or its start timeout has passed, or m+1 others said READY; it starts on as many READYs as its protocol says, its own
 * included: n−m, or all n where nothing is guaranteed. So loyal nodes start within two deliveries of each other.
 * Where READYs are signed, n > 2m is enough for n−m, since whoever starts passes on those that it started on, and they
 * count for their true signers: the others then start within one delivery.
 *
 * Round r closes at start + (r+1)·roundTimeout; where the last one comes in parts, each is a round, and takes its share
 * of that time (`Pace` in protocol.ts). That deadline is absolute: a node goes on early when every report
 * that it still waits for is in, but this never shortens a later deadline. A peer that missed one is not waited
 * for again in this agreement; what it sends in time still counts. A closed round is closed for good. Nothing of an
 * earlier agreement changes whom a round waits for: a member that missed that one would say nothing in time here
 * either, and would never be taken back.
 *
 * In a group that agrees again and again (`graceMs`) a member stays to be told whether it was in time: by n−m−1 peers'
 * DONE, or until a grace after the last deadline. It waits for nobody's DONE whom m+1 others have missed, for one of them
 * is loyal; and for no more than n−m−1 once m+1 have gone on to the next agreement, lest a traitor who says DONE to all but one make
 * that one late there.
 *
 * Pure: every call is told the time `now`, in milliseconds on the node's own monotonic clock. Calls for one node
 * are made in the order of time. Only `tick` closes by the clock, so whoever drives first hands over what has
 * already arrived.
 */
import type { NodeId } from "./group.js";
import { both } from "./machine.js";
import { Marks } from "./marks.js";
import { EVEN, type Pace } from "./protocol.js";

export interface Schedule<P> {
  readonly peers: readonly NodeId[];
  readonly m: number;
  /** its own included */
  readonly readiesNeeded: number;
  readonly lastRound: number;
  readonly roundTimeoutMs: number;
  readonly startTimeoutMs: number;
  /** Who owes a report in this round. */
  readonly expects: (round: number) => readonly NodeId[];
  /** Whether two reports are the same to the byte, so that the second is a resend. */
  readonly same: (a: P, b: P) => boolean;
  /** left out: all rounds alike */
  readonly pace?: Pace | undefined;
  /** In a group: how long after the last deadline others' DONEs are waited for. */
  readonly graceMs?: number | undefined;
}

export type Happening<P> =
  | { readonly kind: "ready" }
  /** `readies`: whose READYs it starts on, its own not counted */
  | { readonly kind: "start"; readonly readies: readonly NodeId[] }
  | {
      readonly kind: "close";
      readonly round: number;
      /** who owed a report, ascending, and theirs, in this order: what did not come is undefined or null */
      readonly senders: readonly NodeId[];
      readonly reports: readonly (P | null | undefined)[];
      readonly missing: readonly NodeId[];
    }
  | { readonly kind: "leave" }
  | { readonly kind: "giveUp"; readonly missing: readonly NodeId[] };

const NONE: readonly never[] = [];

/** What became of a report that was handed in. */
export type Reception = "kept" | "resend" | "duplicate" | "closedRound" | "badRound" | "tooEarly";

export class Rounds<P> {
  readonly #pace: Pace;
  readonly #heard = new Marks();
  readonly #ready = new Marks();
  readonly #done = new Marks();
  /** made for the first one */
  #givenUp: Marks | null = null;
  /** by round, in the order of those that owe one; null for one that has been let go */
  readonly #kept: (P | null | undefined)[][];
  #readyAtMs: number | null = null;
  #startedAtMs: number | null = null;
  /** by how many DONEs a peer was missed; made for the first one */
  #missedBy: Map<NodeId, number> | null = null;
  #isPassed = false;
  #open = 0;
  /** when the last round closed */
  #closedAtMs = 0;
  #ended = false;

  constructor(
    private readonly plan: Schedule<P>,
    private readonly upAtMs: number,
  ) {
    this.#pace = plan.pace ?? EVEN;
    this.#kept = new Array<(P | null | undefined)[]>(plan.lastRound + 1);
  }

  /** The open round; lastRound + 1 once all have closed. */
  get round(): number {
    return this.#open;
  }

  /** When the open round, or the wait for the start or for others' DONE, ends at the latest. */
  nextDeadlineMs(): number | null {
    if (this.#ended) return null;
    if (this.#readyAtMs === null) return this.upAtMs + this.plan.startTimeoutMs;
    if (this.#startedAtMs === null) return this.#giveUpAtMs(this.#readyAtMs);
    return this.#open > this.plan.lastRound ? this.#leaveAtMs() : this.deadlineMs(this.#open);
  }

  /** When `round` closes at the latest; infinite before the start. */
  deadlineMs(round: number): number {
    if (this.#startedAtMs === null) return Number.POSITIVE_INFINITY;
    return this.#startedAtMs + this.#pace.closesAfterMs(round, this.plan.roundTimeoutMs);
  }

  /** Links to and from `peer` are up. */
  heard(peer: NodeId, now: number): readonly Happening<P>[] {
    this.#heard.add(peer);
    return this.#advance(now);
  }

  saidReady(peer: NodeId, now: number): readonly Happening<P>[] {
    this.#ready.add(peer);
    return this.#advance(now);
  }

  /** `missed`: in a group, whom it says that it missed. */
  saidDone(peer: NodeId, now: number, missed: readonly NodeId[] = []): readonly Happening<P>[] {
    if (!this.#done.has(peer)) for (const id of missed) this.#isMissed(id);
    this.#done.add(peer);
    return this.#advance(now);
  }

  /** In a group: m+1 peers have gone on to the next agreement. */
  passed(now: number): readonly Happening<P>[] {
    this.#isPassed = true;
    return this.#advance(now);
  }

  /** Those that missed a round here, or were cut off: nobody waits for them any more. */
  get missed(): readonly NodeId[] {
    return this.#givenUp?.of(this.plan.peers) ?? NONE;
  }

  /** `peer` is cut off: it is not waited for any more. */
  cut(peer: NodeId, now: number): readonly Happening<P>[] {
    this.#giveUp(peer);
    return this.#advance(now);
  }

  /**
   * Hands in a report for an open or a later round: the first of each peer and round is kept. What comes again for a
   * round that was let go counts as a resend: nobody can tell any more.
   */
  report(
    peer: NodeId,
    round: number,
    report: P,
    now: number,
  ): { reception: Reception; steps: readonly Happening<P>[] } {
    const reception = this.#receive(peer, round, report);
    return { reception, steps: reception === "kept" ? this.#advance(now) : NONE };
  }

  #receive(peer: NodeId, round: number, report: P): Reception {
    const place = this.#isRound(round) ? this.plan.expects(round).indexOf(peer) : -1;
    if (place < 0) return "badRound";
    const kept = this.#keptIn(round);
    const first = kept[place];
    if (first === null) return "resend";
    if (first !== undefined) return this.plan.same(first, report) ? "resend" : "duplicate";
    if (round < this.#open) return "closedRound";
    const ahead = this.#pace.ahead(round);
    if (ahead !== null && round > this.#open + ahead) return "tooEarly";
    kept[place] = report;
    return "kept";
  }

  #isRound(round: number): boolean {
    return Number.isInteger(round) && round >= 0 && round <= this.plan.lastRound;
  }

  #keptIn(round: number): (P | null | undefined)[] {
    return (this.#kept[round] ??= this.plan.expects(round).map(() => undefined));
  }

  /** The clock: closes what is past its deadline. */
  tick(now: number): readonly Happening<P>[] {
    return this.#advance(now, true);
  }

  /** Most of what comes in makes nothing happen. */
  #advance(now: number, byClock = false): readonly Happening<P>[] {
    const first = this.#next(now, byClock);
    if (first === null) return NONE;
    let steps: readonly Happening<P>[] = [first];
    // one or two: a list that grows has room for many
    for (let next = this.#next(now, byClock); next; next = this.#next(now, byClock))
      steps = both(steps, [next]);
    return steps;
  }

  #next(now: number, byClock: boolean): Happening<P> | null {
    if (this.#ended) return null;
    if (this.#readyAtMs === null) return this.#tryReady(now, byClock);
    if (this.#startedAtMs === null) return this.#tryStart(now, this.#readyAtMs, byClock);
    if (this.#open <= this.plan.lastRound) return this.#mayClose(now, byClock) ? this.#close(now) : null;
    return this.#mayLeave(now, byClock) ? this.#end({ kind: "leave" }) : null;
  }

  #tryReady(now: number, byClock: boolean): Happening<P> | null {
    const { peers, m, startTimeoutMs } = this.plan;
    const waitedEnough = byClock && now >= this.upAtMs + startTimeoutMs;
    if (!waitedEnough && this.#heard.size < peers.length && this.#ready.size < m + 1) return null;
    this.#readyAtMs = now;
    return { kind: "ready" };
  }

  #tryStart(now: number, readyAtMs: number, byClock: boolean): Happening<P> | null {
    const { peers, readiesNeeded } = this.plan;
    if (this.#ready.size + 1 >= readiesNeeded) {
      this.#startedAtMs = now;
      return { kind: "start", readies: peers.filter((id) => this.#ready.has(id)) };
    }
    if (!byClock || now < this.#giveUpAtMs(readyAtMs)) return null;
    return this.#end({ kind: "giveUp", missing: peers.filter((id) => !this.#ready.has(id)) });
  }

  /**
   * A round longer than the start timeout: a traitor who links up to one node alone makes it say READY at once,
   * while all others wait for their whole start timeout, and their READYs then take up to two deliveries.
   */
  #giveUpAtMs(readyAtMs: number): number {
    const { startTimeoutMs, roundTimeoutMs } = this.plan;
    return readyAtMs + startTimeoutMs + roundTimeoutMs;
  }

  #mayClose(now: number, byClock: boolean): boolean {
    if (byClock && now >= this.deadlineMs(this.#open)) return true;
    const expected = this.plan.expects(this.#open);
    const kept = this.#keptIn(this.#open);
    for (let at = 0; at < expected.length; at++)
      if (kept[at] === undefined && this.awaits(expected[at] as NodeId)) return false;
    return true;
  }

  /** Whether a round stays open for this peer's report, and the end for its DONE, while their deadlines last. */
  protected awaits(peer: NodeId): boolean {
    return this.#givenUp === null || !this.#givenUp.has(peer);
  }

  #close(now: number): Happening<P> {
    const round = this.#open++;
    this.#closedAtMs = now;
    const kept = this.#keptIn(round);
    const senders = this.plan.expects(round);
    const missing: NodeId[] = [];
    for (let at = 0; at < senders.length; at++)
      if (kept[at] === undefined) missing.push(senders[at] as NodeId);
    for (const id of missing) this.#giveUp(id);
    if (this.#pace.ahead(round) !== null) this.#kept[round] = kept.map((report) => report && null);
    return { kind: "close", round, senders, reports: kept, missing };
  }

  #mayLeave(now: number, byClock: boolean): boolean {
    const { peers, m, readiesNeeded, graceMs } = this.plan;
    if (byClock && now >= this.#leaveAtMs()) return true;
    if (graceMs !== undefined && this.#done.size + 1 < readiesNeeded) return false;
    if (this.#isPassed) return true;
    for (const id of peers)
      if (!this.#done.has(id) && this.awaits(id) && this.#timesMissed(id) <= m) return false;
    return true;
  }

  #timesMissed(id: NodeId): number {
    return this.#missedBy?.get(id) ?? 0;
  }

  #isMissed(id: NodeId): void {
    this.#missedBy ??= new Map();
    this.#missedBy.set(id, this.#timesMissed(id) + 1);
  }

  #giveUp(id: NodeId): void {
    this.#givenUp ??= new Marks();
    this.#givenUp.add(id);
  }

  /** All in time have said DONE a grace after the last deadline; so that a member which stood still hears of it, too. */
  #leaveAtMs(): number {
    const { lastRound, graceMs } = this.plan;
    const deadlineMs = this.deadlineMs(lastRound);
    return graceMs === undefined ? deadlineMs : Math.max(deadlineMs, this.#closedAtMs) + graceMs;
  }

  #end(last: Happening<P>): Happening<P> {
    this.#ended = true;
    return last;
  }
}
