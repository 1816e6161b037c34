/**
 * Simplex (Benjamin Chan and Rafael Pass, "Simplex Consensus: A Simple and Fast Consensus Protocol", TCC 2023, eprint
 * 2023/463): a group of n members keeps one log of commands although f < n/3 of them are faulty in any way; safe at any
 * timing, and live whenever messages arrive within Δ. docs/protocols/simplex.md teaches it.
 *
 * Views follow each other, each under one leader. The leader **proposes** a block on the highest one that it knows to be
 * certified. Members **notarize** the first block that is justified; a quorum of that is a notarization, and everybody enters
 * the next view and, if it has not given this one up, votes **finalize**. Whoever waits in vain votes **nullify**; a quorum
 * of that leads to the next view, too. A quorum of finalize votes commits the block and all before it. The rules that make
 * this safe are in rules.ts, the reason at its head. What is signed is kept first: the type Step sees to the order.
 *
 * Deviations from the protocol of the paper's §2.1 (numbers are those of eprint's version of June 2023):
 *  1. Three votes. The paper's vote for the dummy block is the nullify vote, its finalize message is signed for a
 *     block and not for a height alone: so two kinds of certificates can be checked by themselves.
 *  2. A quorum is written q = floor((n+f)/2) + 1, by what it is for; it is the paper's "at least 2n/3" at every n.
 *  3. Leaders go round robin, where the paper draws them: a group is small, and who leads should be seen beforehand. So f faulty
 *     leaders in a row are the most there are, where Theorem 3.3 has to bound the chance of more.
 *  4. A proposal does not carry its notarized chain; it counts once its receiver holds the certificates. They are
 *     sent once to all as views are entered, and asked for where they are missing.
 *  5. A finalized block justifies as a notarized one does, so that members may forget all views before (the paper keeps all).
 *  6. Views without a finalization last longer and longer: T(v) = 3Δ·α^(v−F−1), for Δ is a guess. F is the last finalized view
 *     that is known, also when that becomes known in view v itself.
 *  7. Idleness: who knows nothing that is to be decided neither proposes nor times out. A block without commands, which only
 *     finalizes those before it, is proposed after Δ: by then a finalization is mostly there. T(v) has room for that, since
 *     such a view is at least the second after a finalized one.
 *  8. Batches: a leader gathers commands while the block before is not final yet, for Δ/20, and while those who were answered
 *     send again, for Δ/10 at the most; among members that are near, each for Δ/5 (gathering.ts). A full block goes at once,
 *     as each one does in the paper.
 *  9. A new finalization goes to all with what is sent next, or after Δ/10 by itself (passing.ts).
 * 10. Standstill: while nothing new is finalized everything is sent again (standstill.ts), for links lose messages and members
 *     start again, where the paper's network delivers all in the end.
 */

import type { NodeId } from "../../core/group.js";
import type { Input, Machine, Step } from "../../core/machine.js";
import { Answering } from "./answering.js";
import { isWhole } from "./chain.js";
import { Fetching } from "./fetching.js";
import { Gathering } from "./gathering.js";
import { Passing } from "./passing.js";
import { sealOf } from "./seal.js";
import { Spreading } from "./spreading.js";
import { Standstill } from "./standstill.js";
import { Turn } from "./turn.js";
import type { Command, Hash, Height, Kept, Message, Note, Out, SimplexOptions, View } from "./types.js";
import { Voter } from "./voter.js";

export class Simplex extends Voter implements Machine<Message, Out, Note> {
  readonly #fetching: Fetching;
  readonly #answering: Answering;
  readonly #standstill: Standstill;
  readonly #spreading: Spreading;
  readonly #passing: Passing;
  readonly #gathering: Gathering;
  /** since when this member waits in its view; null while idle */
  #waitingSinceMs: number | null = null;
  /** a proposal that waits for more commands is made then */
  #proposeAtMs: number | null = null;
  readonly isOver = false;

  /** Nothing is sent before the first tick, which is due at once. */
  constructor(options: SimplexOptions, nowMs: number) {
    super(options);
    this.#fetching = new Fetching(this.state, this.intake);
    this.#answering = new Answering(this.state);
    this.#standstill = new Standstill(this.state, nowMs);
    this.#spreading = new Spreading(this.state, () => this.#gathering.tookMs);
    this.#passing = new Passing(this.state);
    this.#gathering = new Gathering(this.state);
  }

  get view(): View {
    return this.state.view;
  }

  get leader(): NodeId {
    return this.state.leader(this.state.view);
  }

  leaderOf(view: View): NodeId {
    return this.state.leader(view);
  }

  get finalizedView(): View {
    return this.state.views.floor.view;
  }

  /** The end of the log, as far as it came out. */
  get committed(): { readonly height: Height; readonly hash: Hash } {
    return this.state.chain.end;
  }

  get isBehind(): boolean {
    return this.state.isBehind;
  }

  get isIdle(): boolean {
    return this.state.isIdle;
  }

  /** Whether the epoch is at its end; the machine goes on answering those that do not know it. */
  get isClosed(): boolean {
    return this.state.isClosed;
  }

  /** Commands that are not final yet. */
  get pending(): number {
    return this.state.pool.size;
  }

  /** Whether the pool takes a command of this member's own; if not, `propose` refuses it. */
  hasRoom(command: Command): boolean {
    return this.state.pool.hasRoom(this.state.options.self, command);
  }

  /** Commands of this member's own clients that are not final yet. */
  get own(): readonly Command[] {
    return this.state.pool.of(this.state.options.self);
  }

  /** Who passed on the commands that stand in a block, or in one before it, that is not final yet. */
  passedOn(hash: Hash): readonly NodeId[] {
    const { pool, chain } = this.state;
    return pool.ownersOf(chain.commandsTo(hash));
  }

  /** All that has to be kept from here on; what was kept before can be forgotten once this is durable. */
  live(): Kept[] {
    return this.state.live();
  }

  get deadlineMs(): number | null {
    const times = [
      this.#spreading.atMs,
      this.#passing.atMs,
      this.#timeoutMs(),
      this.#proposeAtMs,
      this.#standstill.atMs,
      this.#fetching.atMs,
    ];
    return Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
  }

  step(input: Input<Message>, nowMs: number): Step<Message, Out, Note> {
    const turn = new Turn();
    if (input.kind === "propose") {
      this.#spreading.submit(turn, input.value, nowMs);
      return turn.step();
    }
    if (input.kind === "message") this.#take(turn, input.from, input.message, nowMs);
    if (input.kind === "peer" && input.is === "heard") this.#standstill.sayAll(turn, [input.id]);
    if (input.kind === "tick") this.#standstill.spread(turn, this.#spreading.take(nowMs), this.state.others);
    this.#advance(turn, nowMs);
    if (input.kind === "tick") {
      this.#standstill.tick(turn, nowMs, this.state.periodMs);
      this.#nullifyLate(turn, nowMs);
      this.#advance(turn, nowMs);
    }
    this.#standstill.look(nowMs, this.state.periodMs);
    this.#fetching.ask(turn, nowMs);
    this.#passing.look(turn, nowMs);
    return turn.step();
  }

  #take(turn: Turn, from: NodeId, message: Message, nowMs: number): void {
    const { state } = this;
    // all else proves itself, or asks
    const isOfMembers = message.kind === "vote" || message.kind === "commands";
    if (isOfMembers && !state.others.includes(from))
      return turn.fault(from, null, "badSender", `node ${from} is no member`);
    switch (message.kind) {
      case "proposal":
        this.#standstill.answerOld(turn, from, message.proposal.block, nowMs);
        this.intake.proposal(turn, from, message.proposal, message.parentView);
        return;
      case "vote":
        this.#standstill.answerOld(turn, from, message.vote, nowMs);
        return this.intake.vote(turn, from, message.vote);
      case "certificate":
        return this.intake.certificate(turn, from, message.certificate);
      case "commands":
        return this.intake.commands(turn, from, message.commands);
      case "fetch":
        return this.#answering.blocks(turn, from, message, nowMs);
      case "blocks":
        return this.#fetching.blocks(turn, from, message);
      case "ask":
        return this.#answering.views(turn, from, message, nowMs);
      case "seal":
        return this.#fetching.seal(turn, from, message.seal);
      case "attestation":
        return;
    }
  }

  /** All that follows from what is held, until nothing more does. */
  #advance(turn: Turn, nowMs: number): void {
    for (let isNew = true; isNew; ) {
      isNew = this.intake.certify(turn);
      isNew = this.#commit(turn, nowMs) || isNew;
      isNew = this.#enter(turn) || isNew;
      this.#wait(nowMs);
      if (!this.state.signs) continue;
      isNew = this.#propose(turn, nowMs) || isNew;
      if (this.notarize(turn)) {
        this.#gathering.begun(nowMs);
        isNew = true;
      }
      isNew = this.nullifyBad(turn) || isNew;
      isNew = this.finalize(turn) || isNew;
    }
  }

  /** Blocks come out in order, once all before them are there. */
  #commit(turn: Turn, nowMs: number): boolean {
    const { views, chain, options } = this.state;
    const { hash, finalization } = views.floor;
    const path = this.isClosed ? null : chain.pathTo(hash);
    if (!isWhole(path)) return false;
    this.state.keepBlock(turn, hash);
    for (const [at, block] of path) {
      if (chain.end.isSealed) break;
      this.state.commit(at, block);
      turn.out({ kind: "committed", block, hash: at, finalization: at === hash ? finalization : null });
    }
    if (chain.end.isSealed && finalization)
      turn.out({ kind: "sealed", seal: sealOf(path, chain.end.hash, finalization, options.crypto.digest) });
    if (path.length === 0) return false;
    this.#gathering.finalized(
      path.reduce((sum, [, { commands }]) => sum + commands.length, 0),
      views.floor.view,
      nowMs,
    );
    turn.note({ kind: "finalized", view: views.floor.view, hash });
    return true;
  }

  /** The view after the highest that is certified; what led there is passed on once. */
  #enter(turn: Turn): boolean {
    const { state } = this;
    const { view: below, through } = state.views.top;
    if (below + 1 <= state.view) return false;
    state.view = below + 1;
    this.#waitingSinceMs = null;
    turn.note({ kind: "entered", view: state.view, leader: this.leader, through });
    if (through === "start" || through === "finalize") return true;
    const [certificate] = state.views.certificates(below).filter(({ kind }) => kind === through);
    if (certificate) turn.send(state.others, { kind: "certificate", certificate });
    return true;
  }

  /** T(v) runs from when there is something to wait for. */
  #wait(nowMs: number): void {
    if (this.isIdle) this.#waitingSinceMs = null;
    else this.#waitingSinceMs ??= nowMs;
  }

  #propose(turn: Turn, nowMs: number): boolean {
    const { state } = this;
    const { options, views, chain, view } = state;
    this.#proposeAtMs = null;
    const isDue = this.leader === options.self && view > views.floor.view && this.#waitingSinceMs !== null;
    if (!isDue || views.at(view).own.proposed || views.at(view).own.nullify) return false;
    const parent = this.rules.justify(views, view);
    if ("missing" in parent) return false;
    const place = chain.placeOf(parent.hash);
    if (!place) return false;
    const { commands, isFull } = place.isSealed
      ? { commands: [], isFull: false }
      : state.pool.take(chain.commandsTo(parent.hash));
    const sinceMs = this.#waitingSinceMs as number;
    const dueAtMs = isFull ? sinceMs : this.#gathering.dueMs(commands.length, sinceMs, nowMs);
    if (nowMs < dueAtMs) {
      this.#proposeAtMs = dueAtMs;
      return false;
    }
    const height = place.isSealed ? place.height : place.height + 1;
    this.#gathering.proposed(view, nowMs);
    this.propose(turn, { epoch: options.epoch, view, height, parent: parent.hash, commands }, parent.view);
    return true;
  }

  #nullifyLate(turn: Turn, nowMs: number): void {
    const timeoutMs = this.#timeoutMs();
    if (timeoutMs !== null && nowMs >= timeoutMs) this.nullify(turn, "timeout");
  }

  /** When this view is given up; null while idle, or once it does not matter. */
  #timeoutMs(): number | null {
    const { views, view } = this.state;
    if (!this.state.signs || this.#waitingSinceMs === null || view <= views.floor.view) return null;
    return this.rules.mayNullify(views.at(view).own) ? this.#waitingSinceMs + this.state.periodMs : null;
  }
}
