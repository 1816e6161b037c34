/**
 * One node's life: its driver (core/driver.ts) gets what the links bring and what the clock says, and what comes
 * out goes to the links. All waiting is the driver's; nothing here knows a round's rules.
 */
import { deviationOf } from "../adversary/deviation.js";
import { type Arrival, Driver, type Effect } from "../core/driver.js";
import type { Fault } from "../core/fault.js";
import type { NodeId, Order } from "../core/group.js";
import type { Told } from "../core/kind.js";
import { kindOf } from "../core/kinds.js";
import { Links } from "../net/links.js";
import { Decoder, frameBytesMax, framesOwed, type SignedReady, type WireContext } from "../wire/codec.js";
import { Acceptances } from "./acceptances.js";
import { drain, monotonicMs } from "./clock.js";
import { assertDescriptors, descriptorsOfNode } from "./descriptors.js";
import { ed25519Signer } from "./ed25519.js";
import type { NodeCounters, NodeEvent, NodeOutcome, StampedEvent } from "./events.js";
import type { NodeOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import { ReadyBook } from "./readies.js";
import { SlownessWatch } from "./slowness.js";

/** How often all that a peer owes may come again over new links, before it counts as a flood. */
const RESENDS_MAX = 64;

const WAITING_TOLD_EVERY_MS = 5_000;

/**
 * Runs until the node has decided and may leave, has given up, or `signal` stops it. Rejects with PortInUseError or
 * NoResourcesError. `onUp` gets a look at the node's counters, once it listens.
 */
export async function runNode(
  options: NodeOptions,
  onEvent: (event: StampedEvent) => void,
  signal: AbortSignal,
  onUp?: (count: () => NodeCounters) => void,
): Promise<NodeOutcome> {
  assertDescriptors(descriptorsOfNode(options.peers.length), `node ${options.self}`);
  const node = new Node(options, onEvent);
  return node.live(signal, onUp);
}

class Node {
  readonly #options: NodeOptions;
  readonly #context: WireContext;
  readonly #decoder: Decoder;
  readonly #driver: Driver<Told, Arrival<Told>>;
  readonly #onEvent: (event: StampedEvent) => void;
  readonly #watch: SlownessWatch;
  readonly #accepted: Acceptances;
  readonly #peers: readonly NodeId[];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #reported = new Set<string>();
  readonly #unheard: Set<NodeId>;
  /** null where READYs are not signed */
  readonly #readies: ReadyBook | null;
  #hasStarted = false;
  #decision: Order | null = null;
  #links: Links | null = null;
  #deadlineTimer: NodeJS.Timeout | null = null;
  #outbox: Outbox | null = null;
  #end!: (end: NodeOutcome["end"]) => void;
  #hasEnded = false;

  constructor(options: NodeOptions, onEvent: (event: StampedEvent) => void) {
    const { self, group, order, peers, hash, run, wire, roundTimeoutMs, startTimeoutMs, traitor, seed } =
      options;
    const domain = { protocol: "sm", run, hash, instance: 0 } as const;
    const signer = options.signing && ed25519Signer(domain, options.signing);
    this.#readies = signer && kindOf(group).signs ? new ReadyBook(signer, self) : null;
    this.#options = options;
    this.#onEvent = onEvent;
    this.#context = { group, hash, run, instance: 0, wire };
    this.#decoder = new Decoder(this.#context);
    const kind = kindOf(group);
    const schedule = {
      peers: peers.map(({ id }) => id),
      m: group.m,
      roundTimeoutMs,
      startTimeoutMs,
      same: sameArrival((a, b) => kind.same(a, b)),
    };
    const deviation = traitor && deviationOf(group, traitor, seed, signer);
    const part = {
      self,
      protocol: kind.make({ group, self, order, ...(signer && { signer }) }),
      schedule,
      ...(deviation && { deviation }),
    };
    this.#driver = new Driver(part, monotonicMs());
    this.#accepted = new Acceptances(group, self);
    this.#peers = schedule.peers;
    this.#unheard = new Set(schedule.peers);
    this.#watch = new SlownessWatch(roundTimeoutMs, (stoodStillMs) =>
      this.#tell({ kind: "slow", stoodStillMs }),
    );
  }

  async live(signal: AbortSignal, onUp?: (count: () => NodeCounters) => void): Promise<NodeOutcome> {
    const ended = new Promise<NodeOutcome["end"]>((resolve) => {
      this.#end = (end) => {
        this.#hasEnded = true;
        resolve(end);
      };
    });
    const stop = () => this.#end({ kind: "stopped" });
    signal.addEventListener("abort", stop, { once: true });
    try {
      const links = await this.#openLinks();
      this.#links = links;
      const outbox = new Outbox(this.#context, this.#options.self, links);
      this.#outbox = outbox;
      onUp?.(() => ({ unheard: [...this.#unheard], traffic: outbox.traffic, links: links.stats() }));
      this.#tell({ kind: "up" });
      this.#watch.start();
      this.#arm();
      this.#tellWaiting();
      if (signal.aborted) stop();
      const end = await ended;
      return { end, accepted: this.#accepted.all, traffic: outbox.traffic };
    } finally {
      signal.removeEventListener("abort", stop);
      this.#watch.stop();
      if (this.#deadlineTimer) clearTimeout(this.#deadlineTimer);
      for (const timer of this.#timers) clearTimeout(timer);
      await this.#links?.close();
    }
  }

  #openLinks(): Promise<Links> {
    const { self, address, peers, keys } = this.#options;
    const bytesMax = frameBytesMax(this.#context);
    const frames = framesOwed(this.#context) * RESENDS_MAX;
    return Links.open(
      {
        self,
        address,
        peers,
        ...(keys && { keys }),
        frameBytesMax: bytesMax,
        budget: { frames, bytes: frames * bytesMax },
        // a report is held as frames and as a tree, on its way in and out
        runBytesMax: 4 * peers.length * framesOwed(this.#context) * bytesMax,
      },
      {
        onUp: (peer) => {
          this.#unheard.delete(peer);
          this.#do(this.#driver.heard(peer, monotonicMs()));
        },
        onFrame: (from, parts) => this.#receive(from, parts),
        onFault: ({ from, kind, detail }) => {
          this.#tellFault({ from, round: null, kind, detail });
          if (from !== null) this.#do(this.#driver.cut(from, monotonicMs()));
        },
      },
    );
  }

  #receive(from: NodeId, parts: readonly Buffer[]): void {
    if (this.#hasEnded) return;
    const message = this.#decoder.decode(from, parts);
    if (message === null) return;
    const now = monotonicMs();
    switch (message.kind) {
      case "ready":
        return this.#heardReady(from, message.readies, now);
      case "done":
        return this.#do(this.#driver.saidDone(from, now));
      case "reject":
        this.#tellFault(message.fault);
        // a peer of another configuration is to read in its own terminal that this one differs
        if (message.fault.kind === "otherConfig")
          this.#outbox?.sayReady([from], this.#readies ? [] : undefined);
        if (message.cut) this.#cut(from, now);
        return;
      case "report": {
        const { round, report, faults } = message;
        const lateMs = now - this.#driver.rounds.deadlineMs(round);
        if (round < this.#driver.rounds.round && lateMs > 0)
          this.#tell({ kind: "late", from, round, lateMs });
        return this.#do(this.#driver.report(from, round, { report, faults }, now));
      }
    }
  }

  /** Signed READYs count for their signers, others for the link that they came over. */
  #heardReady(from: NodeId, readies: readonly SignedReady[] | undefined, now: number): void {
    if (!this.#readies || !readies) return this.#do(this.#driver.saidReady(from, now));
    const { news, fault } = this.#readies.take(from, readies);
    for (const id of news) this.#do(this.#driver.saidReady(id, now));
    if (!fault) return;
    this.#tellFault(fault);
    this.#cut(from, now);
  }

  #cut(peer: NodeId, now: number): void {
    this.#links?.cut(peer);
    this.#do(this.#driver.cut(peer, now));
  }

  /** Sets the clock for the driver's next deadline. What has arrived by then is taken in first. */
  #arm(): void {
    if (this.#deadlineTimer) clearTimeout(this.#deadlineTimer);
    const deadlineMs = this.#hasEnded ? null : this.#driver.rounds.nextDeadlineMs();
    if (deadlineMs === null) return;
    const tick = async () => {
      await drain();
      if (!this.#hasEnded) this.#do(this.#driver.tick(monotonicMs()));
    };
    this.#deadlineTimer = setTimeout(() => void tick(), Math.max(0, Math.ceil(deadlineMs - monotonicMs())));
  }

  #do(effects: readonly Effect<Told>[]): void {
    for (const effect of effects) {
      if (this.#hasEnded) return;
      this.#doOne(effect);
    }
    this.#arm();
  }

  #doOne(effect: Effect<Told>): void {
    switch (effect.kind) {
      case "sayReady":
        return this.#outbox?.sayReady(this.#peers, this.#readies ? [this.#readies.own()] : undefined);
      case "passReadies":
        return this.#outbox?.sayReady(this.#peers, this.#readies?.of(effect.of));
      case "sayDone":
        return this.#outbox?.sayDone(this.#peers);
      case "start":
        this.#hasStarted = true;
        return this.#tell({ kind: "start" });
      case "send":
        return this.#sendReport(effect);
      case "accept":
        this.#accepted.all.push({
          atMs: monotonicMs(),
          round: effect.round,
          from: effect.from,
          report: effect.report,
        });
        return;
      case "close":
        return this.#tell({ ...effect, ...this.#accepted.in(effect.round) });
      case "fault":
        return this.#tellFault(effect.fault);
      case "evidence":
        return this.#tell({ kind: "evidence", evidence: effect.evidence });
      case "decide":
        this.#decision = effect.order;
        return this.#tell({ kind: "decide", order: effect.order });
      case "crash":
        return this.#crash();
      case "leave":
        return this.#end({ kind: "decided", order: this.#decision as Order });
      case "giveUp":
        return this.#end({ kind: "gaveUp", missing: effect.missing });
    }
  }

  #sendReport({ to, report, notBeforeMs }: Extract<Effect<Told>, { kind: "send" }>): void {
    const send = () => this.#outbox?.report(report, to);
    if (notBeforeMs === null) return send();
    // a quarter of a round behind the deadline: late for everybody, yet before the next one
    this.#later(notBeforeMs - monotonicMs() + this.#options.roundTimeoutMs / 4, send);
  }

  /** Stops like a process that dies, once what was sent has surely left: half a round, for nobody waits longer. */
  #crash(): void {
    if (this.#deadlineTimer) clearTimeout(this.#deadlineTimer);
    this.#hasEnded = true;
    this.#later(Math.min(250, this.#options.roundTimeoutMs / 2), () => this.#end({ kind: "crashed" }));
  }

  /** Every few seconds until the start, so that nobody wonders what it waits for. */
  #tellWaiting(): void {
    this.#later(WAITING_TOLD_EVERY_MS, () => {
      if (this.#hasStarted || this.#hasEnded) return;
      this.#tell({ kind: "waiting", unheard: [...this.#unheard] });
      this.#tellWaiting();
    });
  }

  #later(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Each different fault once: the links bound how many there can be. */
  #tellFault(fault: Fault): void {
    const key = JSON.stringify(fault);
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#tell({ kind: "fault", fault });
  }

  #tell(event: NodeEvent): void {
    this.#onEvent({ ...event, atMs: monotonicMs() });
  }
}

/** Equal reports are a resend. Of void ones only their faults are kept, so equal faults count as equal reports. */
function sameArrival(same: (a: Told, b: Told) => boolean): (a: Arrival<Told>, b: Arrival<Told>) => boolean {
  return (a, b) => {
    const isSame = a.report && b.report ? same(a.report, b.report) : a.report === b.report;
    return isSame && JSON.stringify(a.faults) === JSON.stringify(b.faults);
  };
}
