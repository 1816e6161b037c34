/**
 * One member of a group that agrees again and again over the same links. Each agreement is an *instance*, numbered in
 * every message; all members take part in the same ones in the same order. It begins when this member's program calls
 * `agree`: its READY says so, and it starts as a single run does (core/rounds.ts).
 *
 * Which instance is next, and whether this member fell behind, core/sequence.ts says by what the others say; fellows.ts
 * brings what they say. What an agreement owes is kept until the one after it is over, for links that come up again.
 */
import { EventEmitter } from "node:events";
import type { Config } from "../config/config.js";
import type { JsonValue } from "../config/contents.js";
import { nodeOptionsOf, type Own } from "../config/options.js";
import { Run } from "../config/run.js";
import type { Fault } from "../core/fault.js";
import { FaultBook } from "../core/fault-book.js";
import type { NodeId } from "../core/group.js";
import type { Move } from "../core/sequence.js";
import { Agreement } from "../node/agreement.js";
import { monotonicMs } from "../node/clock.js";
import type { NodeOutcome, StampedEvent } from "../node/events.js";
import type { NodeOptions } from "../node/options.js";
import { type AgreementResult, EVENT_NAMES, GroupError, type MemberEvents } from "./events.js";
import { Fellows, type FellowsListener } from "./fellows.js";
import { behind, type Course, resultOf } from "./outcome.js";
import { ordering, refusalOf } from "./refusals.js";

export interface AgreeOptions {
  /** Who orders this time; the configuration's general if left out. All members name the same. */
  readonly general?: NodeId;
  /** This agreement and no other; the next one that this member can take part in if left out. */
  readonly instance?: number;
  /** Gives this agreement up. */
  readonly signal?: AbortSignal;
}

/** What the program has asked for. */
interface Asked {
  readonly options: NodeOptions;
  readonly general: NodeId;
  /** the instance that it named, or null */
  readonly named: number | null;
  readonly atMs: number;
  readonly stop: AbortController;
}

/** The agreement under way. */
interface Open extends Course {
  readonly agreement: Agreement;
  readonly stop: AbortController;
  /** who has said anything in it */
  readonly spoke: Set<NodeId>;
  /** whose part in it is over: they spoke in it, and their process is another by now */
  readonly lost: Set<NodeId>;
  hasStarted: boolean;
  /** it has to be begun anew: in another instance, or with a peer that is there again */
  isOutdated: boolean;
}

export class Membership extends EventEmitter<MemberEvents> {
  readonly id: NodeId;
  readonly config: Config;
  readonly #own: Own;
  readonly #looking = new Set<() => void>();
  #fellows!: Fellows;
  /** of those that were told while nothing was under way */
  readonly #faults = new FaultBook(0);
  /** the first instance that has not been over for this member */
  #first = 0;
  #asked: Asked | null = null;
  #open: Open | null = null;
  #over: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;
  #onClose: () => void = () => undefined;

  private constructor(config: Config, id: NodeId, own: Own) {
    super();
    this.id = id;
    this.config = config;
    this.#own = own;
  }

  /** For {@link joinGroup}. */
  static async open(config: Config, id: NodeId, own: Own): Promise<Membership> {
    const membership = new Membership(config, id, own);
    membership.#fellows = await Fellows.open(nodeOptionsOf(new Run(config), id, own), membership.#listener());
    return membership;
  }

  /** The instance that `agree` takes part in next, as far as this member knows. */
  get nextInstance(): number {
    const { instance } = this.#fellows;
    return this.#open?.hasStarted ? instance + 1 : instance;
  }

  /** Frames in this process's memory: kept to be sent again, and of agreements that it has not begun. */
  get framesHeld(): { readonly owed: number; readonly early: number } {
    return this.#fellows.framesHeld;
  }

  /**
   * Takes part in the next agreement. The general gives his order; what a lieutenant gives is read only by protocols in
   * which every node has a value. It is one of `orders`, any text with `vector`, or with `orders: any` whatever JSON can
   * write, and bytes. Rejects with `GroupError`; one agreement at a time.
   */
  async agree(order?: JsonValue | Uint8Array, choice: AgreeOptions = {}): Promise<AgreementResult> {
    const refusal = refusalOf(choice, {
      id: this.id,
      config: this.config,
      isClosed: this.#closing !== null,
      busyWith: this.#asked && (this.#open?.instance ?? this.nextInstance),
      first: this.#first,
      next: this.#fellows.instance,
    });
    if (refusal) throw refusal;
    const { general = this.config.general, instance, signal } = choice;
    const options = ordering(
      nodeOptionsOf(new Run({ ...this.config, general }), this.id, this.#own),
      order,
      this.config,
    );
    const stop = new AbortController();
    const asked = { options, general, named: instance ?? null, atMs: monotonicMs(), stop };
    const abort = () => stop.abort();
    signal?.addEventListener("abort", abort, { once: true });
    this.#asked = asked;
    this.#fellows.begin(instance);
    try {
      for (;;) {
        const result = await this.#once(asked);
        if (result) return result;
      }
    } catch (error) {
      if (error instanceof GroupError && error.reason === "crashed") void this.close();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#asked = null;
      this.#fellows.ended();
    }
  }

  /**
   * The instance that `agree` takes part in next, once this member has been told where the others are. Rejects when nobody
   * has said anything for `startTimeout`.
   */
  currentInstance(): Promise<number> {
    return new Promise((resolve, reject) => {
      const fail = (reason: GroupError["reason"], cause: string, fix: string) => {
        done();
        reject(new GroupError(reason, cause, fix));
      };
      const look = () => {
        if (this.#closing) return fail("closed", `node ${this.id} has left its group`, "join again");
        if (!this.#fellows.isSettled) return;
        done();
        resolve(this.nextInstance);
      };
      const waited = () =>
        fail(
          "notStarted",
          `too few peers of node ${this.id} said in which instance they are`,
          "see that enough members have joined, or call agree(), which waits for them",
        );
      const timer = setTimeout(waited, this.config.startTimeoutMs);
      const done = () => {
        clearTimeout(timer);
        this.#looking.delete(look);
      };
      this.#looking.add(look);
      look();
    });
  }

  /** Gives up an agreement under way and leaves; no socket, timer or port is left. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** For {@link joinGroup}: called once, when it closes. */
  onClose(listener: () => void): void {
    this.#onClose = listener;
  }

  async #close(): Promise<void> {
    await Promise.resolve(); // so that what looks at `#closing` from here on finds it
    this.#onClose();
    this.#look();
    this.#asked?.stop.abort();
    await this.#over;
    await this.#fellows.close();
  }

  /** One try: null when it has to be begun anew. */
  async #once(asked: Asked): Promise<AgreementResult | null> {
    const open = this.#begin(asked);
    const stop = () => open.stop.abort();
    asked.stop.signal.addEventListener("abort", stop, { once: true });
    if (asked.stop.signal.aborted) stop();
    try {
      const living = open.agreement.live(open.stop.signal);
      this.#over = living.catch(() => undefined);
      for (const [from, parts] of this.#fellows.kept(open.instance)) {
        open.spoke.add(from);
        open.agreement.receive(from, parts);
      }
      return this.#resultOf(open, asked, await living);
    } finally {
      asked.stop.signal.removeEventListener("abort", stop);
      if (this.#open === open) this.#open = null;
      if (open.hasStarted) this.#first = open.instance + 1;
    }
  }

  #begin({ options, atMs }: Asked): Open {
    const { instance } = this.#fellows;
    const context = this.#fellows.context(instance, options);
    const tell = (event: StampedEvent) => this.#tell(open, event);
    const open: Open = {
      instance,
      agreement: new Agreement(options, context, this.#fellows, tell, atMs),
      stop: new AbortController(),
      rounds: [],
      faults: [],
      spoke: new Set(),
      lost: new Set(),
      decided: null,
      hasStarted: false,
      isOutdated: false,
    };
    this.#open = open;
    return open;
  }

  #resultOf(open: Open, { general, named, stop, atMs }: Asked, outcome: NodeOutcome): AgreementResult | null {
    const { startTimeoutMs, roundTimeoutMs } = this.config;
    if (open.isOutdated && !stop.signal.aborted) {
      if (named !== null && named !== this.#fellows.instance)
        throw behind(this.id, named, this.#fellows.instance);
      if (monotonicMs() < atMs + 2 * startTimeoutMs + roundTimeoutMs) return null;
      throw behind(this.id, open.instance, this.#fellows.instance);
    }
    const why = (peer: NodeId) => this.#fellows.why(peer);
    return resultOf(open, { id: this.id, general, why, isClosing: this.#closing !== null }, outcome);
  }

  #listener(): FellowsListener {
    return {
      heard: (peer) => this.#open?.agreement.heard(peer),
      receive: (from, opening, parts) => this.#receive(from, opening.instance, parts),
      fault: (fault, cut) => this.#fault(fault, cut),
      renewed: (peer, wasCut) => this.#renewed(peer, wasCut),
      moved: (move) => this.#moved(move),
      settled: () => this.#look(),
      passed: () => this.#open?.agreement.passed(),
    };
  }

  #receive(from: NodeId, instance: number, parts: readonly Buffer[]): void {
    const open = this.#open;
    if (open?.instance !== instance) return this.#fellows.keep(from, instance, parts);
    if (open.lost.has(from)) return;
    open.spoke.add(from);
    if (!open.hasStarted) this.#fellows.keep(from, instance, parts);
    open.agreement.receive(from, parts);
  }

  #fault(fault: Fault, cut: NodeId | null): void {
    const open = this.#open;
    if (open) {
      open.agreement.fault(fault);
      if (cut !== null) open.agreement.gone(cut);
      return;
    }
    const told = this.#faults.news(fault);
    if (told) this.#emit("fault", { fault: told, instance: this.nextInstance, atMs: monotonicMs() });
  }

  /** What the former process said in the agreement under way stands, and is all; one that said nothing can still come. */
  #renewed(peer: NodeId, wasCut: boolean): void {
    const open = this.#open;
    if (open?.hasStarted && (wasCut || open.spoke.has(peer))) {
      open.lost.add(peer);
      open.agreement.gone(peer);
    } else if (open && wasCut) this.#outdate(open);
  }

  #moved(move: Extract<Move, { kind: "behind" | "back" }>): void {
    const { instance } = move;
    const atMs = monotonicMs();
    if (this.#open && !this.#open.hasStarted) this.#outdate(this.#open);
    if (move.kind === "behind") return this.#emit("behind", { instance, missed: move.missed, atMs });
    this.#first = instance;
    this.#emit("back", { instance, from: move.from, atMs });
  }

  #look(): void {
    for (const look of this.#looking) look();
  }

  #outdate(open: Open): void {
    open.isOutdated = true;
    open.stop.abort();
  }

  #tell(open: Open, { kind, ...event }: StampedEvent): void {
    const { instance } = open;
    if (kind === "start") {
      open.hasStarted = true;
      this.#fellows.started();
    }
    if (kind === "close") {
      const { round, reports, told, missing } = event as Extract<StampedEvent, { kind: "close" }>;
      open.rounds.push({ round, reports, told, missing });
    }
    if (kind === "fault") open.faults.push((event as Extract<StampedEvent, { kind: "fault" }>).fault);
    if (kind === "decide") open.decided = { kind, ...event } as NonNullable<Open["decided"]>;
    if (kind === "up") return;
    this.#emit(EVENT_NAMES[kind], { ...event, instance });
  }

  /** Listeners are called once the step is done, so that they may do as they like. */
  #emit(name: keyof MemberEvents, event: object): void {
    queueMicrotask(() => this.emit(name, event as never));
  }
}
