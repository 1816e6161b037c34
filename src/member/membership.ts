/**
 * One member of a group that agrees again and again over the same links. Each agreement is an *instance*, numbered in
 * every message; all members take part in the same ones in the same order, one after the other or up to `inFlight` at once
 * (core/flight.ts). One begins when this member's program calls `agree`: its READY says so, and it starts as a single run does
 * (core/rounds.ts).
 *
 * Which instance is next, and whether this member fell behind, core/sequence.ts says by what the others say; fellows.ts
 * brings what they say. What an agreement owes is kept until the one after it is over, for links that come up again.
 */
import { EventEmitter, setMaxListeners } from "node:events";
import type { Config } from "../config/config.js";
import type { JsonValue } from "../config/contents.js";
import { nodeOptionsOf, type Own } from "../config/options.js";
import { Run } from "../config/run.js";
import type { Fault } from "../core/fault.js";
import { FaultBook } from "../core/fault-book.js";
import type { OwnMove } from "../core/flight.js";
import type { NodeId } from "../core/group.js";
import { monotonicMs } from "../net/clock.js";
import type { NodeOptions } from "../node/options.js";
import { Call } from "./agreement.js";
import { Calls, type CallsWatcher } from "./calls.js";
import { type AgreementResult, eventName, GroupError, MEMBER_EVENTS, type MemberEvents } from "./events.js";
import { Fellows } from "./fellows.js";
import { onlyListenedTo } from "./listened.js";
import { choiceOf, ordering, refusalOf } from "./refusals.js";

export interface AgreeOptions {
  /** Who orders this time; the configuration's general if left out. All members name the same. */
  readonly general?: NodeId;
  /** This agreement and no other; the next one that this member can take part in if left out. */
  readonly instance?: number;
  /** Gives this agreement up. */
  readonly signal?: AbortSignal;
}

export class Membership extends EventEmitter<MemberEvents> {
  /** private to Node.js, too: whoever prints a member does not print its keys */
  readonly #own: Own;
  /** by general, made when he is first named */
  readonly #options = new Map<NodeId, NodeOptions>();
  readonly #looking = new Set<() => void>();
  readonly #calls: Calls;
  #fellows!: Fellows;
  /** of those that were told while nothing was under way */
  readonly #faults = new FaultBook(0);
  #closing: Promise<void> | null = null;
  #onClose: () => void = () => undefined;

  private constructor(
    readonly config: Config,
    readonly id: NodeId,
    own: Own,
    /** How many agreements may be under way at once. */
    readonly inFlight: number,
  ) {
    super();
    onlyListenedTo(this, MEMBER_EVENTS, (cause, fix) => new GroupError("usage", cause, fix));
    this.#own = own;
    this.#calls = new Calls(id, config, this.#watcher());
  }

  /** For {@link joinGroup}. */
  static async open(config: Config, id: NodeId, own: Own, inFlight: number): Promise<Membership> {
    const membership = new Membership(config, id, own, inFlight);
    const options = membership.#optionsOf(config.general);
    membership.#fellows = await Fellows.open(options, membership.#calls, inFlight);
    membership.#calls.join(membership.#fellows);
    return membership;
  }

  /** The next instance that starts, as far as this member knows: `agree` takes part in it, unless other calls wait for theirs. */
  get nextInstance(): number {
    return this.#fellows.sequence.next;
  }

  /** Frames in this process's memory: kept to be sent again, and of agreements that it has not begun. */
  get framesHeld(): { readonly owed: number; readonly early: number } {
    return this.#fellows.framesHeld;
  }

  /**
   * Takes part in the next agreement. The general gives his order; what a lieutenant gives is read only by protocols in
   * which every node has a value. It is one of `orders`, any text with `vector`, or with `orders: any` whatever JSON can
   * write, and bytes. Rejects with `GroupError`; no more than `inFlight` at a time.
   */
  agree(order?: JsonValue | Uint8Array, choice: AgreeOptions = {}): Promise<AgreementResult> {
    try {
      return this.#agree(order, choice);
    } catch (refusal) {
      return Promise.reject(refusal);
    }
  }

  #agree(order: JsonValue | Uint8Array | undefined, given: AgreeOptions): Promise<AgreementResult> {
    const choice = choiceOf(given);
    const refusal = refusalOf(choice, {
      id: this.id,
      config: this.config,
      isClosed: this.#closing !== null,
      inFlight: this.inFlight,
      underWay: this.#calls.size,
      oldest: this.#fellows.sequence.instance,
      first: this.#calls.first,
      next: this.#fellows.sequence.next,
      place: this.#fellows.flight.place,
    });
    if (refusal) throw refusal;
    const { general = this.config.general, instance: named = null, signal } = choice;
    const options = ordering(this.#optionsOf(general), order, this.config);
    const call = new Call(options, general, named, monotonicMs());
    this.#calls.agree(call);
    if (!signal) return call.result;
    const abort = () => this.#calls.giveUp(call);
    setMaxListeners(0, signal); // one signal may be that of all calls in flight, of which Node.js would warn
    signal.addEventListener("abort", abort, { once: true });
    return call.result.finally(() => signal.removeEventListener("abort", abort));
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
        if (!this.#fellows.sequence.isSettled) return;
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
    await this.#calls.close();
    await this.#fellows.close();
  }

  #optionsOf(general: NodeId): NodeOptions {
    const known = this.#options.get(general);
    if (known) return known;
    const options = nodeOptionsOf(new Run({ ...this.config, general }), this.id, this.#own);
    this.#options.set(general, options);
    return options;
  }

  #watcher(): CallsWatcher {
    return {
      event: (stamped, instance) => {
        if (stamped.kind === "up" || this.listenerCount(eventName(stamped.kind)) === 0) return;
        const { kind, ...event } = stamped;
        this.#emit(eventName(kind), { ...event, instance });
      },
      record: (record) => this.#emit("record", record),
      fault: (fault) => this.#fault(fault),
      moved: (move) => this.#moved(move),
      crashed: () => void this.close(),
    };
  }

  #fault(fault: Fault): void {
    const told = this.#faults.news(fault);
    if (told) this.#emit("fault", { fault: told, instance: this.nextInstance, atMs: monotonicMs() });
  }

  #moved({ kind, ...told }: OwnMove): void {
    if (kind === "settled") this.#look();
    else this.#emit(kind, { ...told, atMs: monotonicMs() });
  }

  #look(): void {
    for (const look of this.#looking) look();
  }

  /** Listeners are called once the step is done, so that they may do as they like. */
  #emit(name: keyof MemberEvents, event: object): void {
    if (this.listenerCount(name) > 0) queueMicrotask(() => this.emit(name, event as never));
  }
}
