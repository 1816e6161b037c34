/**
 * Where a member of a group stands in the sequence of the group's agreements, by what its peers say: which agreement it
 * takes part in next, whether it fell behind, and who is absent. Pure: time and random numbers are passed in, and what is
 * to be done comes back as moves. The library drives it over links, the simulator on virtual time.
 *
 * *Lives.* Each process of a member is a life, a random number; a member that goes back takes a fresh one. Within a life
 * instances only grow, and each is begun once. What is of another life of its sender, or for another of its receiver,
 * counts for nothing (lives.ts).
 *
 * *Words.* A member tells its peers where it is, in a message called HERE: the instance that it takes part in next, or has
 * begun; or that it is new and does not know. It says so when a link comes up, when it is another by the time that it hears from a new process, when asked, and when it moves; its READYs,
 * reports and DONEs say it too. m peers may lie, so a member believes the (m+1)-th highest word: some loyal peer is there
 * or further.
 *
 * *Moves.* A new member settles when m+1 peers know, or all others have been heard, or a grace after n−m members, its own
 * included, have; then it is where it believes the others to be, and at 0 where they are new too. One that falls behind
 * goes up at once: to the instance that the others take part in next, or have begun and may still wait in. One that waits for a start while m+1
 * peers, asked again, stay more than a step below goes back to the (m+1)-th lowest of their words: without them no n−m
 * members are left to start. When it looks says looks.ts.
 * docs/LIBRARY.md has the proof.
 *
 * *One part each.* A process that dies may have begun an instance, and what it has said there stands. Its next process is told
 * the instance after that one, by all that have heard so: what it would give out as that member's part, or take for an
 * agreement of its own, would be false.
 *
 * *READY.* It waits until all peers have been heard, but for those that are absent: not heard a grace after n−m members
 * have been. A round waits for everybody, absent before or not (rounds.ts).
 *
 * *In flight.* Up to `inFlight` instances may be under way at once; they start in their order. So who has begun k has begun
 * or left all before it, and who says anything of k has left all before k − inFlight + 1. That is a peer's *floor*: nobody
 * goes up but to the (m+1)-th highest of the floors. With one at a time the floor is the word.
 *
 * Use: `hear` for HERE, `lost` for a peer that is cut off, `noted` for every other message that counts, `begin` when the program wants to agree, with READY
 * not before it `isSettled`; `started` and `ended` as each agreement goes; `tick` at `nextDeadlineMs`. Do the moves in order.
 */
import type { NodeId } from "./group.js";
import { Lives } from "./lives.js";
import { Looks } from "./looks.js";
import {
  instanceAt,
  type Known,
  type Life,
  rankOf,
  type Says,
  Whereabouts,
  type Word,
} from "./whereabouts.js";

export type { Life, Word };

export interface Here {
  readonly life: Life;
  readonly word: Word;
  /** whether it wants to be told the same */
  readonly asks: boolean;
}

export interface SequencePlan {
  readonly peers: readonly NodeId[];
  readonly m: number;
  /** members that make a start: n−m */
  readonly needed: number;
  readonly graceMs: number;
  /** how many instances may be under way at once; the same at all members. 1 if left out */
  readonly inFlight?: number;
  readonly freshLife: () => Life;
}

export type Move =
  /** tell these peers `here` */
  | { readonly kind: "tell"; readonly to: readonly NodeId[]; readonly asks: boolean }
  /** another process of this peer: what the one before said, was owed or did wrong is over */
  | { readonly kind: "newLife"; readonly peer: NodeId; readonly isFirst: boolean }
  /** it knows where the others are */
  | { readonly kind: "settled" }
  /** READY waits for these no more */
  | { readonly kind: "absent"; readonly peers: readonly NodeId[] }
  /** others have left the instances before this one: a member that has decided there need not stay for their DONEs */
  | { readonly kind: "passed"; readonly before: number }
  /** it takes part in `instance` next, and `missed` of them went by without it */
  | { readonly kind: "behind"; readonly instance: number; readonly missed: number }
  /** in a fresh life it takes part in `instance` next, which is before `from`: too few are left that came so far */
  | { readonly kind: "back"; readonly instance: number; readonly from: number };

/** Most of what is heard moves nothing. */
const NONE: readonly never[] = [];

export class Sequence {
  readonly lives: Lives;
  readonly #peers: Whereabouts;
  readonly #inFlight: number;
  /** the lowest instance that has not started here */
  #next = 0;
  /** those that have, and are not over, in their order */
  readonly #begun = new Set<number>();
  /** how many agreements the program waits for that have not started */
  #waiting = 0;
  #isNew = true;
  #heardEnoughAtMs: number | null = null;
  #isGraceOver = false;
  /** while waiting */
  readonly #looks: Looks;

  constructor(private readonly plan: SequencePlan) {
    this.#inFlight = plan.inFlight ?? 1;
    this.#looks = new Looks(plan.graceMs);
    this.#peers = new Whereabouts(plan.peers, plan.m, this.#inFlight);
    this.lives = new Lives(plan.peers, this.#peers, plan.freshLife);
  }

  /** The oldest instance under way, or the one that this member takes part in next; 0 while it does not know. */
  get instance(): number {
    const [oldest = this.#next] = this.#begun;
    return oldest;
  }

  /** The lowest instance that has not started here. */
  get next(): number {
    return this.#next;
  }

  get isSettled(): boolean {
    return !this.#isNew;
  }

  /** What it tells this peer. One whose part in the instance is over is told of the one after it. */
  here(asks: boolean, to: NodeId): Here {
    const known = this.#peers.of(to);
    const word = this.#wordFor(known);
    if (known) known.toldRank = rankOf(word);
    return { life: this.lives.own, word, asks };
  }

  #wordFor(peer: Known | undefined): Word {
    const word = this.#word();
    const isSpent = peer && peer.spentIn >= word.instance && peer.spentIn < word.instance + this.#inFlight;
    return isSpent ? { instance: peer.spentIn + 1, phase: "next" } : word;
  }

  #word(): Word {
    if (this.#begun.size > 0) return { instance: this.#next - 1, phase: "begun" };
    return { instance: this.#next, phase: this.#isNew ? "new" : "next" };
  }

  /** Peers that READY does not wait for. */
  get absent(): readonly NodeId[] {
    return this.#isGraceOver ? this.lives.unheard : NONE;
  }

  /** HERE needs no addressee: it came over the peer's own link. */
  hear(peer: NodeId, { life, word, asks }: Here, now: number): Move[] {
    const known = this.#peers.of(peer);
    if (!known) return [];
    const moves: Move[] = [];
    if (known.life !== life) {
      const isFirst = known.life === null;
      this.lives.renew(known, life);
      // before what is owed to it: what it was told when the link came up may be over, at least for it
      if (rankOf(this.#wordFor(known)) !== known.toldRank)
        moves.push({ kind: "tell", to: [peer], asks: false });
      moves.push({ kind: "newLife", peer, isFirst });
    }
    this.#peers.told(known, word, now);
    if (this.lives.heard.length + 1 >= this.plan.needed) this.#heardEnoughAtMs ??= now;
    if (asks) moves.push({ kind: "tell", to: [peer], asks: false });
    return [...moves, ...this.#move(now)];
  }

  /**
   * A message of this instance that counts. `says`: READY, a report or DONE, which only who has begun can send; or a DONE
   * that misses this member, so that the instance is over for it, begun in time or not.
   */
  noted(peer: NodeId, instance: number, says: Says, now: number): readonly Move[] {
    const known = this.#peers.of(peer);
    if (!known) return NONE;
    this.#peers.noted(known, instance, says);
    return this.#move(now);
  }

  /** This peer is cut off: its present life counts no more. */
  lost(peer: NodeId): void {
    const known = this.#peers.of(peer);
    if (known) this.lives.renew(known, null);
  }

  /** The program wants one more agreement: the next, or a later one that it names while it waits for no other. */
  begin(now: number, instance = this.#next): void {
    if (this.#isNew && instance > 0) this.#isNew = false;
    if (this.#waiting++ > 0) return;
    this.#next = instance;
    this.#looks.begin(now);
  }

  /** The first of those that it waited for has started. */
  started(): void {
    this.#waiting--;
    this.#begun.add(this.#next++);
  }

  /** An agreement that had started, or was waited for, is over for this member. */
  ended(instance: number, now: number): readonly Move[] {
    if (!this.#begun.delete(instance)) this.#waiting--;
    this.#looks.begin(now);
    return this.#move(now);
  }

  /** Nobody tells it: it takes itself for one of a new group. Too low a guess starts nothing, and is put right. */
  settle(now: number): Move[] {
    return this.#isNew ? this.#settleAt(instanceAt(this.#peers.rank), now) : [];
  }

  nextDeadlineMs(): number | null {
    const graceOverAtMs =
      this.#isGraceOver || this.#heardEnoughAtMs === null
        ? Number.POSITIVE_INFINITY
        : this.#heardEnoughAtMs + this.plan.graceMs;
    const lookAtMs = this.#isWaiting ? this.#looks.nextMs : Number.POSITIVE_INFINITY;
    const deadlineMs = Math.min(graceOverAtMs, lookAtMs);
    return deadlineMs === Number.POSITIVE_INFINITY ? null : deadlineMs;
  }

  /** The clock. */
  tick(now: number): Move[] {
    const { graceMs } = this.plan;
    const moves: Move[] = [];
    if (!this.#isGraceOver && this.#heardEnoughAtMs !== null && now >= this.#heardEnoughAtMs + graceMs) {
      this.#isGraceOver = true;
      moves.push(...this.settle(now));
      if (this.absent.length > 0) moves.push({ kind: "absent", peers: this.absent });
    }
    if (this.#isWaiting && now >= this.#looks.nextMs) moves.push(...this.#look(now));
    return moves;
  }

  /** It waits for a start, and nothing is under way. */
  get #isWaiting(): boolean {
    return !this.#isNew && this.#waiting > 0 && this.#begun.size === 0;
  }

  #move(now: number): readonly Move[] {
    if (this.#isNew) {
      const believed = this.#peers.rank;
      const isEverybodyHeard = this.lives.heard.length === this.plan.peers.length;
      return believed < 0 && !isEverybodyHeard ? [] : this.#settleAt(instanceAt(believed), now);
    }
    const { floor } = this.#peers;
    const isPassed = this.#begun.size > 0 && floor > this.instance;
    const hasRoom = this.#begun.size < this.#inFlight;
    const moves = floor > this.#next && hasRoom && this.#looks.mayGoUp(now) ? this.#goUp(floor, now) : NONE;
    return isPassed ? [{ kind: "passed", before: floor }, ...moves] : moves;
  }

  #settleAt(instance: number, now: number): Move[] {
    this.#isNew = false;
    this.#looks.begin(now);
    const moves: Move[] = instance > 0 ? this.#goUp(instance, now) : [this.#tellAll(false)];
    return [...moves, { kind: "settled" }];
  }

  #goUp(instance: number, now: number): Move[] {
    const missed = instance - this.#next;
    this.#next = instance;
    this.#looks.begin(now);
    return [{ kind: "behind", instance, missed }, this.#tellAll(false)];
  }

  #look(now: number): readonly Move[] {
    const askedAtMs = this.#looks.look(now);
    return askedAtMs === null ? [this.#tellAll(true)] : this.#lookBack(askedAtMs, now);
  }

  #lookBack(askedAtMs: number, now: number): readonly Move[] {
    const rank = this.#peers.lowestSince(askedAtMs);
    // who has begun the instance before this one is on its way
    if (rank === undefined || rank >= 2 * this.#next - 1) return this.#move(now);
    const from = this.#next;
    this.lives.renewOwn();
    this.#next = instanceAt(rank);
    this.#looks.wentBack(now);
    return [{ kind: "back", instance: this.#next, from }, this.#tellAll(false)];
  }

  #tellAll(asks: boolean): Move {
    return { kind: "tell", to: this.plan.peers, asks };
  }
}
