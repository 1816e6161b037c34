/**
 * One member of a group that agrees again and again over the same links. Each agreement is an *instance*, numbered
 * from 0 in every message; all members take part in the same ones in the same order. It begins when this member's
 * program calls `agree`: its READY says so, and it starts as a single run does (core/rounds.ts).
 *
 * Messages of an instance that is over are dropped, those of later ones wait in the mailbox. What an agreement owes is
 * kept until the one after it is over, for links that come up again, and is let go then. A peer that said nothing in an
 * agreement is not waited for in the next one until it says READY.
 */
import { EventEmitter } from "node:events";
import { nodeOptionsOf, type Own } from "../cluster/options.js";
import type { Config } from "../config/config.js";
import type { JsonValue } from "../config/contents.js";
import type { NodeId } from "../core/group.js";
import { Agreement } from "../node/agreement.js";
import type { StampedEvent } from "../node/events.js";
import type { NodeOptions } from "../node/options.js";
import { Peers } from "../node/peers.js";
import { framesOwed, instanceIn, type WireContext } from "../wire/codec.js";
import { type AgreementResult, EVENT_NAMES, GroupError, type MemberEvents } from "./events.js";
import { Mailbox } from "./mailbox.js";
import { type Course, resultOf } from "./outcome.js";
import { INSTANCE_MAX, ordering, refusalOf } from "./refusals.js";

export interface AgreeOptions {
  /** Who orders this time; the configuration's general if left out. All members name the same. */
  readonly general?: NodeId;
  /** Which agreement this is; the one after this member's last if left out. */
  readonly instance?: number;
  /** Gives this agreement up. */
  readonly signal?: AbortSignal;
}

/** The agreement under way. */
interface Open extends Course {
  readonly agreement: Agreement;
  readonly stop: AbortController;
  /** who has said anything in it */
  readonly spoke: Set<NodeId>;
  hasStarted: boolean;
}

export class Membership extends EventEmitter<MemberEvents> {
  readonly id: NodeId;
  readonly config: Config;
  readonly #own: Own;
  readonly #peers: Peers;
  readonly #mailbox: Mailbox;
  readonly #looking = new Set<() => void>();
  #next = 0;
  #spokeLast: ReadonlySet<NodeId> | null = null;
  #open: Open | null = null;
  #over: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;
  #onClose: () => void = () => undefined;

  private constructor(config: Config, id: NodeId, own: Own, peers: Peers, mailbox: Mailbox) {
    super();
    this.id = id;
    this.config = config;
    this.#own = own;
    this.#peers = peers;
    this.#mailbox = mailbox;
    peers.tell({
      heard: (peer) => this.#open?.agreement.heard(peer),
      receive: (from, parts) => this.#receive(from, parts),
      linkFault: (fault) => this.#open?.agreement.linkFault(fault),
    });
  }

  /** For {@link joinGroup}. */
  static async open(config: Config, id: NodeId, own: Own): Promise<Membership> {
    const options = nodeOptionsOf(config, id, own);
    const context = contextOf(options, INSTANCE_MAX);
    const peers = await Peers.open(options, context, "many");
    return new Membership(config, id, own, peers, new Mailbox(framesOwed(context)));
  }

  /** The instance that `agree` takes part in next. */
  get nextInstance(): number {
    return this.#next;
  }

  /** Frames in this process's memory: kept to be sent again, and of agreements that it has not begun. */
  get framesHeld(): { readonly owed: number; readonly early: number } {
    return { owed: this.#peers.stats().framesOwed, early: this.#mailbox.size };
  }

  /**
   * Takes part in the next agreement. The general gives his order; what a lieutenant gives is read only by protocols in
   * which every node has a value. It is one of `orders`, any text with `vector`, or with `orders: any` whatever JSON can
   * write, and bytes. Rejects with `GroupError`; one agreement at a time.
   */
  async agree(order?: JsonValue | Uint8Array, choice: AgreeOptions = {}): Promise<AgreementResult> {
    const instance = choice.instance ?? this.#next;
    const refusal = refusalOf(choice, instance, {
      id: this.id,
      config: this.config,
      isClosed: this.#closing !== null,
      open: this.#open?.instance ?? null,
      next: this.#next,
      newest: this.#newest(),
    });
    if (refusal) throw refusal;
    const general = choice.general ?? this.config.general;
    const options = nodeOptionsOf({ ...this.config, general }, this.id, this.#own);
    const open = this.#begin(instance, ordering(options, order));
    const stop = () => open.stop.abort();
    choice.signal?.addEventListener("abort", stop, { once: true });
    if (choice.signal?.aborted) stop();
    try {
      const living = open.agreement.live(open.stop.signal);
      this.#over = living.catch(() => undefined);
      for (const peer of this.#absent()) open.agreement.heard(peer);
      for (const [from, parts] of this.#mailbox.of(instance)) this.#hand(open, from, parts);
      return resultOf(open, general, await living, this.#closing !== null);
    } catch (error) {
      if (error instanceof GroupError && error.reason === "crashed") void this.close();
      throw error;
    } finally {
      choice.signal?.removeEventListener("abort", stop);
      this.#end(open);
    }
  }

  /**
   * The newest instance that at least one loyal peer has come to: m+1 peers have. For a member that comes back and does
   * not know where the others are: `agree(order, { instance: await membership.currentInstance() })`. Rejects when
   * nobody has said anything for `startTimeout`.
   */
  currentInstance(): Promise<number> {
    const known = this.#newest();
    if (known !== null) return Promise.resolve(Math.max(known, this.#next));
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#looking.delete(look);
      };
      const fail = (reason: GroupError["reason"], cause: string) => {
        done();
        reject(new GroupError(reason, cause, "if the group is new, call agree() without an instance"));
      };
      const look = () => {
        const instance = this.#newest();
        if (this.#closing) fail("closed", "the membership was closed");
        else if (instance !== null) {
          done();
          resolve(Math.max(instance, this.#next));
        }
      };
      const waited = () =>
        fail("notStarted", `too few peers of node ${this.id} said in which instance they are`);
      const timer = setTimeout(waited, this.config.startTimeoutMs);
      this.#looking.add(look);
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
    for (const look of this.#looking) look();
    this.#open?.stop.abort();
    await this.#over;
    await this.#peers.close();
  }

  #begin(instance: number, options: NodeOptions): Open {
    const context = contextOf(options, instance);
    const open: Open = {
      instance,
      agreement: new Agreement(options, context, this.#peers, (event) => this.#tell(open, event)),
      stop: new AbortController(),
      rounds: [],
      faults: [],
      spoke: new Set(),
      decided: null,
      hasStarted: false,
    };
    this.#open = open;
    return open;
  }

  /** An agreement that never started may be tried again: what was said in it waits in the mailbox. */
  #end(open: Open): void {
    this.#open = null;
    this.#peers.release();
    if (!open.hasStarted) return;
    this.#next = open.instance + 1;
    this.#spokeLast = open.spoke;
    this.#mailbox.forget(open.instance);
  }

  /** Peers not to be waited for: they said nothing in the last agreement that started. */
  #absent(): readonly NodeId[] {
    const spoke = this.#spokeLast;
    return spoke === null ? [] : this.#peers.ids.filter((peer) => !spoke.has(peer));
  }

  #newest(): number | null {
    return this.#mailbox.newestOf(this.config.m + 1);
  }

  #receive(from: NodeId, parts: readonly Buffer[]): void {
    const said = instanceIn(this.config.run, parts);
    if (said !== null) {
      this.#mailbox.note(from, said);
      for (const look of this.#looking) look();
    }
    const open = this.#open;
    // what cannot be told is judged in the agreement under way, or in the next one
    const instance = said ?? open?.instance ?? this.#next;
    if (open?.instance === instance) {
      if (!open.hasStarted) this.#mailbox.keep(from, instance, parts);
      this.#hand(open, from, parts);
    } else if (instance >= (open?.instance ?? this.#next)) this.#mailbox.keep(from, instance, parts);
  }

  #hand(open: Open, from: NodeId, parts: readonly Buffer[]): void {
    open.spoke.add(from);
    open.agreement.receive(from, parts);
  }

  /** Listeners are called once the agreement has done its step, so that they may do as they like. */
  #tell(open: Open, { kind, ...event }: StampedEvent): void {
    const { instance } = open;
    if (kind === "start") {
      open.hasStarted = true;
      this.#mailbox.forget(instance);
    }
    if (kind === "close") {
      const { round, reports, told, missing } = event as Extract<StampedEvent, { kind: "close" }>;
      open.rounds.push({ round, reports, told, missing });
    }
    if (kind === "fault") open.faults.push((event as Extract<StampedEvent, { kind: "fault" }>).fault);
    if (kind === "decide") open.decided = { kind, ...event } as NonNullable<Open["decided"]>;
    if (kind === "up") return;
    const told = { ...event, instance };
    queueMicrotask(() => this.emit(EVENT_NAMES[kind], told));
  }
}

function contextOf({ group, hash, run, wire }: NodeOptions, instance: number): WireContext {
  return { group, hash, run, instance, wire };
}
