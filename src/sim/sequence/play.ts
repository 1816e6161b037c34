/**
 * Plays a sequence of agreements in virtual time, one queue of events for all its members. At one time frames arrive first,
 * then programs ask, then clocks tick. Links keep their order; what was sent to a process that is gone is lost, and what a
 * process has sent arrives though it is gone. The same world gives the same play.
 */

import type { NodeId } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import type { Word } from "../../core/sequence.js";
import { tooSlowMs } from "../../core/too-slow.js";
import { keysHeldBy } from "../../protocols/sm/release.js";
import { Dice } from "../dice.js";
import { Notary } from "../notary.js";
import { Queue } from "../queue.js";
import type { Around, Frame, Outcome } from "./around.js";
import { SimulatedMember } from "./member.js";
import { asksAtMs, dueAtMs, type SequenceWorld } from "./world.js";

/** What one program asked for, and what it was told. */
export interface Answer {
  readonly node: NodeId;
  /** of which of the member's processes, from 0 */
  readonly process: number;
  readonly agreement: number;
  readonly outcome: Outcome;
  /** when it was told */
  readonly atMs: number;
}

/** A member was told that so many instances went by without it. */
export interface Behind {
  readonly node: NodeId;
  readonly process: number;
  readonly missed: number;
  readonly atMs: number;
}

export interface PlayedSequence {
  /** in the order of time */
  readonly answers: readonly Answer[];
  readonly behind: readonly Behind[];
  readonly endMs: number;
}

type Act = (member: SimulatedMember, now: number) => void;

interface Event {
  readonly atMs: number;
  readonly phase: number;
  readonly node: NodeId;
  /** what is for a process that is gone is lost; null: for whichever is there */
  readonly process: number | null;
  readonly does: Act | "start" | "stop";
}

interface Seat {
  process: number;
  /** null while it is down */
  member: SimulatedMember | null;
  tickMs: number | null;
}

/** What came while a member stood still, in its order. */
const BACKLOG = -1;
const ARRIVALS = 0;
const PROGRAMS = 1;
const CLOCKS = 2;

/** `Member`: for tests that play with members that make a mistake. */
export function playSequence(world: SequenceWorld, Member = SimulatedMember): PlayedSequence {
  return new Play(world, Member).run();
}

class Play {
  readonly #dice: Dice;
  readonly #queue = new Queue<Event>();
  readonly #seats: ReadonlyMap<NodeId, Seat>;
  /** by sender and receiver: when the last frame arrives */
  readonly #lastMs = new Map<string, number>();
  /** by both, and their processes */
  readonly #links = new Set<string>();
  readonly #notaries = new Map<string, Notary>();
  readonly #answers: Answer[] = [];
  readonly #behind: Behind[] = [];
  #lives = 0;
  #now = 0;

  constructor(
    private readonly world: SequenceWorld,
    private readonly Member: typeof SimulatedMember,
  ) {
    this.#dice = new Dice(world.seed);
    this.#seats = new Map(world.group.ids.map((id) => [id, { process: -1, member: null, tickMs: null }]));
  }

  run(): PlayedSequence {
    for (const node of this.world.group.ids) this.#schedule(node);
    for (let event = this.#queue.pop(); event; event = this.#queue.pop()) this.#happen(event);
    return { answers: this.#answers, behind: this.#behind, endMs: this.#now };
  }

  /** What is known before: when its processes start and end, and when its program asks and gives up. */
  #schedule(node: NodeId): void {
    const { agreements, everyMs, harms, inFlight = 1 } = this.world;
    const at = (atMs: number, does: Event["does"], phase = PROGRAMS) =>
      this.#queue.push({ atMs, phase, node, process: null, does });
    const downs = harms.flatMap((harm) => (harm.kind === "down" && harm.node === node ? [harm] : []));
    if (downs.every(({ fromMs }) => fromMs > 0)) at(0, "start", BACKLOG);
    for (const { fromMs, toMs } of downs) {
      if (fromMs > 0) at(fromMs, "stop", BACKLOG);
      at(toMs, "start", BACKLOG);
    }
    for (const [agreement, asking] of agreements.entries()) {
      const atMs = asksAtMs(this.world, node, agreement);
      if (agreement % inFlight === 0) at(dueAtMs(this.world, agreement), (member, now) => member.abort(now));
      if (atMs !== null) at(atMs, (member, now) => member.agree({ agreement, ...asking }, now));
    }
    at(Math.ceil(agreements.length / inFlight) * everyMs, (member, now) => member.abort(now));
  }

  #happen(event: Event): void {
    const { node, process, does, atMs: now } = event;
    const seat = this.#seat(node);
    this.#now = now;
    if (does === "start") return this.#start(node, now);
    if (does === "stop") seat.member = null;
    if (does === "stop" || !seat.member || (process !== null && process !== seat.process)) return;
    const stall = this.world.harms.find(
      (harm) => harm.kind === "stall" && harm.node === node && harm.fromMs <= now && now < harm.toMs,
    );
    if (stall && "toMs" in stall) return this.#wait(event, stall);
    does(seat.member, now);
    this.#arrangeTick(node, now);
  }

  /** It stands still: it will see this when it goes on. */
  #wait(event: Event, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): void {
    const { node, process } = event;
    if (toMs - fromMs > tooSlowMs(this.world.roundTimeoutMs))
      this.#queue.push({ atMs: toMs, phase: BACKLOG, node, process, does: (member) => member.slow() });
    this.#queue.push({ ...event, atMs: toMs, phase: event.phase === CLOCKS ? CLOCKS : BACKLOG });
  }

  #start(node: NodeId, now: number): void {
    const seat = this.#seat(node);
    seat.process++;
    seat.tickMs = null;
    seat.member = new this.Member(this.world, node, this.#around(node, seat.process));
    for (const peer of this.world.group.ids) {
      const other = this.#seat(peer);
      if (peer === node || !other.member) continue;
      const atMs = now + this.world.delayMs;
      const link = this.#linkOf(node, peer);
      for (const [end, far] of [
        [node, peer],
        [peer, node],
      ] as const) {
        const { process } = this.#seat(end);
        const does: Act = (member, at) => {
          this.#links.add(link);
          member.up(far, at);
        };
        this.#queue.push({ atMs, phase: ARRIVALS, node: end, process, does });
      }
    }
  }

  #around(node: NodeId, process: number): Around {
    return {
      carry: (to, frame, now) => this.#carry(node, to, frame, now),
      later: (atMs, action) => {
        const does: Act = (_member, now) => action(now);
        this.#queue.push({ atMs, phase: PROGRAMS, node, process, does });
      },
      ended: ({ agreement }, outcome, now) => {
        this.#answers.push({ node, process, agreement, outcome, atMs: now });
        // as the library's member does, it closes
        if (outcome.kind === "crashed")
          this.#queue.push({ atMs: now, phase: BACKLOG, node, process, does: "stop" });
      },
      behind: (missed, now) => this.#behind.push({ node, process, missed, atMs: now }),
      freshLife: () => `life ${++this.#lives}`,
      signerOf: (instance, general) => {
        const key = `${instance} ${general}`;
        const notary = keptIn(this.#notaries, key, () => new Notary(this.world.seed + instance));
        return notary.signerOf([node, ...keysHeldBy(this.world.traitors, node)]);
      },
    };
  }

  #carry(from: NodeId, to: NodeId, frame: Frame, now: number): void {
    const { process, member } = this.#seat(to);
    if (!member || !this.#links.has(this.#linkOf(from, to))) return;
    const { delayMs, jitterMs } = this.world;
    const link = `${from} ${to}`;
    const atMs = Math.max(this.#lastMs.get(link) ?? 0, now + delayMs + this.#dice.between(0, jitterMs));
    this.#lastMs.set(link, atMs);
    const said = this.#lies(from) ? this.#lieOf(frame) : frame;
    this.#queue.push({
      ...{ atMs, phase: ARRIVALS, node: to, process },
      does: (receiver, at) => receiver.hear(from, said, at),
    });
  }

  #lies(from: NodeId): boolean {
    const { lyingWords, traitors } = this.world;
    return lyingWords === true && traitors.some(({ id }) => id === from) && this.#dice.chance(0.5);
  }

  /** A traitor is anywhere, and missed anybody. */
  #lieOf(frame: Frame): Frame {
    const { agreements, group } = this.world;
    if (frame.kind === "here") {
      const word: Word = {
        instance: this.#dice.below(2 * agreements.length),
        phase: this.#dice.pick(["new", "next", "begun"]),
      };
      return { ...frame, here: { ...frame.here, word } };
    }
    if (frame.said.kind !== "done") return frame;
    const missed = group.ids.filter(() => this.#dice.chance(0.5));
    return { ...frame, said: { ...frame.said, missed } };
  }

  #arrangeTick(node: NodeId, now: number): void {
    const seat = this.#seat(node);
    const deadlineMs = seat.member?.deadlineMs ?? null;
    if (deadlineMs === null || deadlineMs === seat.tickMs) return;
    seat.tickMs = deadlineMs;
    this.#queue.push({
      ...{ atMs: Math.max(deadlineMs, now), phase: CLOCKS, node, process: seat.process },
      does: (member, at) => {
        if (seat.tickMs !== deadlineMs) return;
        seat.tickMs = null;
        member.tick(at);
      },
    });
  }

  #linkOf(a: NodeId, b: NodeId): string {
    const ends = [a, b].toSorted((x, y) => x - y).map((id) => `${id}:${this.#seat(id).process}`);
    return ends.join(" ");
  }

  #seat(id: NodeId): Seat {
    return this.#seats.get(id) as Seat;
  }
}
