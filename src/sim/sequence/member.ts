/**
 * One process of a member on virtual time. Which of its agreements are under way says core/flight.ts, as it does for the
 * library's member over real links; what it has said, and owes, is in owed.ts. Links keep their order and lose nothing while
 * both processes are there.
 */
import { Flight } from "../../core/flight.js";
import type { NodeId } from "../../core/group.js";
import { Lockstep, type LockstepSeat } from "../../core/lockstep.js";
import type { Sending } from "../../core/machine.js";
import { Mailbox } from "../../core/mailbox.js";
import { must } from "../../core/must.js";
import type { Report } from "../../core/protocol.js";
import { Sequence, type SequencePlan } from "../../core/sequence.js";
import { type Owner, SimulatedAgreement } from "./agreement.js";
import type { Around, Call, Frame, Said } from "./around.js";
import { Owed, type SaidFrame } from "./owed.js";
import type { SequenceWorld } from "./world.js";

const NOBODY = "";

export class SimulatedMember {
  readonly #sequence: Sequence;
  readonly #flight: Flight<Call, SaidFrame, SimulatedAgreement>;
  readonly #owed = new Owed((to, frame, now) => this.#carry(to, frame, now));

  constructor(
    world: SequenceWorld,
    readonly id: NodeId,
    private readonly around: Around,
  ) {
    const { group, roundTimeoutMs, inFlight = 1 } = world;
    const sequence = this.makeSequence({
      peers: group.ids.filter((one) => one !== id),
      m: group.m,
      needed: group.ids.length - group.m,
      graceMs: roundTimeoutMs,
      inFlight,
      freshLife: () => around.freshLife(),
    });
    const owner: Owner = {
      ...{ id, world, around },
      heard: () => [...sequence.lives.heard, ...sequence.absent],
      makeLockstep: (seat, now) => this.makeLockstep(seat, now),
      send: (open, sending, now) => this.#send(open, sending, now),
      started: (open) => this.#flight.started(open),
    };
    this.#sequence = sequence;
    this.#flight = new Flight({
      ...{ sequence, inFlight },
      // a link loses nothing and brings nothing twice: of what is said nothing needs to go
      mailbox: new Mailbox<SaidFrame>(Number.POSITIVE_INFINITY, inFlight, () => false),
      program: {
        make: (call, instance) => new SimulatedAgreement(owner, call, instance, sequence.lives.own),
        refuses: () => false,
        moved: (move, now) => move.kind === "behind" && around.behind(move.missed, now),
      },
      owing: this.#owed,
      tell: (to, asks, now) => this.#tell(to, asks, now),
    });
  }

  get deadlineMs(): number | null {
    const deadlines = this.#flight.underWay.map(({ deadlineMs }) => deadlineMs);
    const times = [...deadlines, this.#sequence.nextDeadlineMs()].filter((ms) => ms !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** The link to this peer is up. */
  up(peer: NodeId, now: number): void {
    this.#tell([peer], false, now);
  }

  agree(call: Call, now: number): void {
    this.#flight.agree(call, now);
    this.#goOn(now);
  }

  /** The program gives up what it asked for: the last one first, which leaves the others in their places. */
  abort(now: number): void {
    const stopped = this.#flight.calls.toReversed().map((call) => {
      const instance = this.#flight.giveUp(call, now);
      must(instance !== null, "a call in flight has not ended");
      return () => this.around.ended(call, { kind: "stopped", instance }, now);
    });
    for (const tell of stopped.toReversed()) tell();
    this.#goOn(now);
  }

  hear(from: NodeId, frame: Frame, now: number): void {
    if (frame.kind === "here") this.#flight.hear(from, frame.here, now);
    else if (this.#sequence.lives.accepts(from, frame.life, frame.to)) {
      this.#flight.receive(from, frame.instance, frame, now);
      this.#flight.noted(from, frame.instance, this.#saysOf(frame.said), now);
    }
    this.#goOn(now);
  }

  tick(now: number): void {
    this.#flight.tick(now);
    for (const open of this.#flight.underWay) open.input({ kind: "tick" }, now);
    this.#goOn(now);
  }

  /** It stood still for long. */
  slow(): void {
    for (const open of this.#flight.underWay) open.slow();
  }

  /** For tests that put rules with a mistake in their place, as the next one is. */
  protected makeSequence(plan: SequencePlan): Sequence {
    return new Sequence(plan);
  }

  /** For tests that put agreements with a mistake in their place. */
  protected makeLockstep(seat: LockstepSeat<Report>, now: number): Lockstep<Report> {
    return new Lockstep(seat, now);
  }

  #saysOf(said: Said): "ready" | "begun" | "without" {
    if (said.kind === "ready") return "ready";
    return said.kind === "done" && said.missed.includes(this.id) ? "without" : "begun";
  }

  #send(
    { life, instance, call: { general } }: SimulatedAgreement,
    { to, message, notBeforeMs }: Sending<Said>,
    now: number,
  ): void {
    const send = (at: number) => {
      for (const peer of to) {
        const frame = { kind: "said", life, to: NOBODY, instance, general, said: message } as const;
        this.#owed.add(peer, frame, at);
      }
    };
    if (notBeforeMs === undefined) send(now);
    else this.around.later(notBeforeMs, send);
  }

  /** It is for the process of the peer that is known now; who is not known yet is owed it. */
  #carry(peer: NodeId, frame: SaidFrame, now: number): void {
    const to = this.#sequence.lives.of(peer);
    if (to !== null) this.around.carry(peer, { ...frame, to }, now);
  }

  /** What has ended is handed out, and then what waits goes on, with which more may end. */
  #goOn(now: number): void {
    for (;;) {
      const over = this.#flight.underWay.find(({ end }) => end !== null);
      if (over) this.#end(over, now);
      else this.#flight.goOn(now);
      if (!over && this.#flight.underWay.every(({ end }) => end === null)) return;
    }
  }

  #end(open: SimulatedAgreement, now: number): void {
    this.#flight.ended(open, now);
    this.around.ended(open.call, open.outcome, now);
  }

  #tell(to: readonly NodeId[], asks: boolean, now: number): void {
    for (const peer of to)
      this.around.carry(peer, { kind: "here", here: this.#sequence.here(asks, peer) }, now);
  }
}
