/**
 * A group that keeps a log, in one process and on virtual time: members with their disks (sim/process.ts), links that take
 * as long as their caller says, and processes that die and start again. A member can be two processes under one key.
 */
import type { NodeId } from "../../core/group.js";
import type { Entry, Input, Machine, Step } from "../../core/machine.js";
import { genesisHash } from "../../protocols/simplex/block.js";
import { Epochs, type Succession } from "../../protocols/simplex/epochs.js";
import type { Simplex } from "../../protocols/simplex/machine.js";
import { DEFAULT_LIMITS } from "../../protocols/simplex/options.js";
import { emptyBlock } from "../../protocols/simplex/seal.js";
import type {
  Block,
  Certificate,
  Crypto,
  Epoch,
  Kept,
  Message,
  Note,
  Out,
  Seal,
  SimplexOptions,
  Timing,
} from "../../protocols/simplex/types.js";
import { type Death, Process } from "../process.js";
import { Queue, type Timed } from "../queue.js";
import { Referee, type Seat } from "./referee.js";
import { toyCrypto } from "./toy-crypto.js";

export type LogMachine = Machine<Message, Out, Note>;

export interface LogGroupOptions {
  readonly n: number;
  readonly timing: Timing;
  /** how long a message takes, in ms; null: it is lost. Infinitely many may be on their way */
  readonly delayMs: (from: Seat, to: Seat, nowMs: number, message: Message) => number | null;
  /** ids that are not to be held to the rules */
  readonly traitors?: readonly NodeId[];
  /** which members are two processes, `4a` and `4b` */
  readonly twins?: readonly NodeId[];
  readonly crypto?: (id: NodeId) => Crypto;
  readonly make?: (options: SimplexOptions, nowMs: number, seat: Seat) => Simplex;
  /** how members change by commands; left out: they never do. One for each process, which begins afresh */
  readonly succession?: (seat: Seat) => Succession;
  /** ids above n that only look on, until they are made members */
  readonly learners?: readonly NodeId[];
  readonly limits?: Partial<SimplexOptions["limits"]>;
  readonly told?: (seat: Seat, step: Step<Message, Out, Note>, nowMs: number) => void;
  /** in the midst of which duty of this turn the process dies */
  readonly death?: (seat: Seat, step: Step<Message, Out, Note>) => Death | undefined;
}

interface Stored {
  readonly block: Block;
  readonly finalization: Certificate | null;
}

interface Member {
  readonly seat: Seat;
  readonly process: Process<Message, Out, Note>;
  isUp: boolean;
  life: number;
  /** what came out in this life; its store */
  readonly log: Stored[];
  readonly seals: Seal[];
  machine: Epochs | null;
}

type Event = Timed &
  (
    | { readonly kind: "message"; readonly to: Member; readonly from: NodeId; readonly message: Message }
    | { readonly kind: "tick"; readonly to: Member; readonly life: number }
    | { readonly kind: "act"; readonly act: () => void }
  );

const GROUP = "simulated";

export class LogGroup {
  readonly referee: Referee;
  readonly members: readonly Member[];
  nowMs = 0;
  readonly #queue = new Queue<Event>();

  constructor(private readonly options: LogGroupOptions) {
    const ids = Array.from({ length: options.n }, (_, index) => index + 1);
    const { twins = [], traitors = [], learners = [] } = options;
    const all = [...ids, ...learners];
    const seats = all.flatMap((id) =>
      twins.includes(id) ? ["a", "b"].map((twin) => ({ id, name: `${id}${twin}` })) : [{ id, name: `${id}` }],
    );
    this.referee = new Referee(all.filter((id) => !twins.includes(id) && !traitors.includes(id)));
    this.members = seats.map((seat) => this.#member(seat, ids));
    for (const member of this.members) this.#start(member);
  }

  #member(seat: Seat, ids: readonly NodeId[]): Member {
    const { timing, make, limits, succession = () => fixedTo(ids), learners = [] } = this.options;
    const { crypto: cryptoOf = toyCrypto, twins = [], traitors = [] } = this.options;
    const { id } = seat;
    const crypto = cryptoOf(id);
    const hash = genesisHash(GROUP, crypto.digest);
    const open = (kept: readonly Entry[], now: number) => {
      const options = {
        ...{ self: id, group: GROUP, epoch: 0, crypto, timing },
        base: { view: 0, height: 0, hash, finalization: null },
        learners: () => learners,
        ignoresCopies: twins.includes(id) || traitors.includes(id),
        limits: { ...DEFAULT_LIMITS, ...limits },
        kept: kept as Kept[],
        succession: succession(seat),
        ...(make && { make: (one: SimplexOptions, atMs: number) => make(one, atMs, seat) }),
      };
      member.machine = new Epochs(options, now);
      return member.machine;
    };
    const duties = {
      send: ({ to, message }: { to: readonly NodeId[]; message: Message }, now: number) =>
        this.#send(seat, to, message, now),
      told: (step: Step<Message, Out, Note>, now: number) => this.#told(member, step, now),
    };
    const member: Member = {
      seat,
      process: new Process(open, duties),
      isUp: false,
      life: 0,
      log: [],
      seals: [],
      machine: null,
    };
    return member;
  }

  member(name: string | number): Member {
    const found = this.members.find(({ seat }) => seat.name === `${name}`);
    if (!found) throw new Error(`there is no member ${name}`);
    return found;
  }

  submit(name: string | number, command: string): void {
    this.#input(this.member(name), { kind: "propose", value: command });
  }

  at(atMs: number, act: () => void): void {
    this.#queue.push({ kind: "act", atMs, phase: 1, act });
  }

  kill(name: string | number): void {
    const member = this.member(name);
    if (!member.isUp) return;
    member.process.die();
    member.isUp = false;
  }

  start(name: string | number): void {
    const member = this.member(name);
    if (!member.isUp) this.#start(member);
  }

  /** Until virtual time is up, or there is enough. */
  run(untilMs: number, isEnough: () => boolean = () => false): void {
    while (!isEnough()) {
      const event = this.#queue.pop();
      if (!event) break;
      if (event.atMs > untilMs) {
        this.#queue.push(event);
        break;
      }
      this.nowMs = Math.max(this.nowMs, event.atMs);
      this.#happen(event);
    }
  }

  #start(member: Member): void {
    member.process.start(this.nowMs);
    member.isUp = true;
    member.life++;
    member.log.length = 0;
    member.seals.length = 0;
    this.referee.started(member.seat, 0);
    this.#arrange(member);
  }

  #happen(event: Event): void {
    if (event.kind === "act") return event.act();
    if (!event.to.isUp) return;
    if (event.kind === "message")
      this.#input(event.to, { kind: "message", from: event.from, message: event.message });
    else if (event.life === event.to.life) {
      const { deadlineMs } = event.to.machine as Epochs;
      if (deadlineMs !== null && deadlineMs <= this.nowMs) this.#input(event.to, { kind: "tick" });
    }
  }

  #input(member: Member, input: Input<Message>): void {
    if (!member.isUp) return;
    const died = member.process.input(input, this.nowMs, (step) => this.options.death?.(member.seat, step));
    if (died) member.isUp = false;
    else this.#arrange(member);
  }

  #arrange(to: Member): void {
    const atMs = to.process.nextTickMs(this.nowMs);
    if (atMs !== null && Number.isFinite(atMs))
      this.#queue.push({ kind: "tick", atMs, phase: 2, to, life: to.life });
  }

  #send(from: Seat, to: readonly NodeId[], message: Message, now: number): void {
    for (const member of this.members) {
      if (!to.includes(member.seat.id)) continue;
      const delayMs = this.options.delayMs(from, member.seat, now, message);
      if (delayMs === null) continue;
      this.#queue.push({
        kind: "message",
        atMs: now + delayMs,
        phase: 0,
        to: member,
        from: from.id,
        message,
      });
    }
  }

  #told(member: Member, step: Step<Message, Out, Note>, now: number): void {
    this.referee.saw(member.seat, step);
    this.options.told?.(member.seat, step, now);
    for (const out of step.out) {
      if (out.kind === "committed") member.log.push(out);
      else if (out.kind === "sealed") member.seals[out.seal.epoch] = out.seal;
      else if (out.kind === "asked") this.#serve(member, out);
      else if (out.kind === "lagging") {
        const seal = member.seals[out.epoch];
        if (seal) this.#send(member.seat, [out.by], { kind: "seal", seal }, now);
      }
    }
  }

  /** From the store: the next blocks of the epoch with the finalization of the last. */
  #serve({ seat, log, seals }: Member, { by, epoch, above }: Out & { kind: "asked" }): void {
    const { windowBlocks } = { ...DEFAULT_LIMITS, ...this.options.limits };
    const next = log.slice(above, above + windowBlocks).filter(({ block }) => block.epoch === epoch);
    const seal = seals[epoch];
    if (seal && next.at(-1)?.block.height === seal.block.height) {
      const blocks = [...next.map(({ block }) => block), ...seal.headers.map(emptyBlock)];
      return this.#answer(seat, by, epoch, blocks, seal.finalization);
    }
    const last = next.findLastIndex(({ finalization }) => finalization !== null);
    const finalization = next[last]?.finalization;
    if (!finalization) return;
    const blocks = next.slice(0, last + 1).map(({ block }) => block);
    this.#answer(seat, by, epoch, blocks, finalization);
  }

  #answer(seat: Seat, by: NodeId, epoch: Epoch, blocks: readonly Block[], finalization: Certificate): void {
    this.#send(seat, [by], { kind: "blocks", epoch, blocks, finalization }, this.nowMs);
  }
}

/** Members that never change. */
function fixedTo(members: readonly NodeId[]): Succession {
  return { membersOf: () => members, seals: () => false, succeed: () => undefined };
}
