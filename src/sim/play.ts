/**
 * Plays one world: a discrete-event simulation of all its nodes in virtual time. Every node is a process (process.ts) with
 * the machine that the real node runs; what its steps send goes to a queue of events instead of to links and timers.
 *
 * At one time frames arrive first, then late reports leave, then clocks tick: a deadline sees all that has arrived.
 * Until a link is up, what is owed over it is kept, as the real node keeps it.
 */

import { flipped } from "../adversary/deviation.js";
import type { Fault } from "../core/fault.js";
import type { NodeId } from "../core/group.js";
import type { LockstepMessage } from "../core/lockstep.js";
import type { Input, Sending } from "../core/machine.js";
import { type Pace, type Protocol, type Report, relaysIn } from "../core/protocol.js";
import { tooSlowMs } from "../core/too-slow.js";
import { paceOf, protocolOf, roundsOf } from "../protocols/index.js";
import type { Observed } from "../recording/observed.js";
import type { Traffic } from "../recording/result.js";
import { type Travelling, WorldLinks } from "./links.js";
import { Notary } from "./notary.js";
import { Queue } from "./queue.js";
import { type NodeStep, SimulatedNode } from "./simulated.js";
import type { Traced } from "./trace.js";
import { checkWorld, type World } from "./world.js";

export interface Played {
  readonly nodes: ReadonlyMap<NodeId, SimulatedNode>;
  /** in the order of time */
  readonly accepted: readonly { readonly atMs: number; readonly to: NodeId; readonly report: Report }[];
  readonly faults: readonly { readonly atMs: number; readonly node: NodeId; readonly fault: Fault }[];
  readonly traffic: Traffic;
  /** when the last node was gone */
  readonly endMs: number;
}

type Message = LockstepMessage<Report>;

interface Frame extends Travelling {
  readonly message: Message;
  readonly leavesMs: number;
}

type Event = { atMs: number; readonly phase: number; readonly node: SimulatedNode } & (
  | { readonly kind: "up" | "tick" }
  | { readonly kind: "heard"; readonly peer: SimulatedNode }
  | { readonly kind: "arrive"; readonly frame: Frame }
  | { readonly kind: "send"; readonly to: NodeId; readonly message: Message }
);

const ARRIVALS = 0;
const LATE_SENDS = 1;
const CLOCKS = 2;

export interface PlayOptions {
  /** how large a report is on the wire, for the traffic */
  readonly frameBytes?: ((report: Report) => number) | undefined;
  /** whether to note who accepted which; true if left out */
  readonly keepsReports?: boolean | undefined;
  /** whether it is enough to know the decisions: nothing is played on once every node has one, or is gone */
  readonly endsDecided?: boolean | undefined;
  /** called with each step of each node, in the order of time */
  readonly onStep?: ((traced: Traced) => void) | undefined;
}

export function play(world: World, options: PlayOptions = {}): Played {
  checkWorld(world);
  return new Play(world, options).run();
}

class Play {
  readonly #links: WorldLinks;
  readonly #nodes: ReadonlyMap<NodeId, SimulatedNode>;
  readonly #queue = new Queue<Event>();
  readonly #accepted: Played["accepted"][number][] = [];
  readonly #faults: Played["faults"][number][] = [];
  readonly #traffic: Traffic;
  readonly #protocol: Protocol<Report>;
  readonly #pace: Pace;
  #input: Input<Message> | null = null;
  #endMs = 0;
  /** those that will come up, and have neither decided nor gone */
  readonly #awaited: Set<NodeId>;

  constructor(
    private readonly world: World,
    private readonly options: PlayOptions,
  ) {
    this.#protocol = protocolOf(world.group);
    this.#pace = paceOf(world.group);
    this.#links = new WorldLinks(world);
    const notary = new Notary(world.seed);
    const duties = (node: SimulatedNode) => ({
      send: (sending: Sending<Message>, now: number) => this.#send(node, sending, now),
      told: (step: NodeStep, now: number) => this.#told(node, step, now),
    });
    this.#nodes = new Map(world.group.ids.map((id) => [id, new SimulatedNode(world, id, notary, duties)]));
    this.#awaited = new Set(
      world.group.ids.filter((id) => this.#links.nodeUpMs(id) < Number.POSITIVE_INFINITY),
    );
    this.#traffic = { reports: 0, relays: Array.from({ length: roundsOf(world.group) }, () => 0), bytes: 0 };
  }

  run(): Played {
    this.#schedule();
    const { endsDecided = false } = this.options;
    for (let event = this.#queue.pop(); event; event = this.#queue.pop()) {
      this.#happen(event);
      if (endsDecided && this.#awaited.size === 0) break;
    }
    return {
      nodes: this.#nodes,
      accepted: this.#accepted,
      faults: this.#faults,
      traffic: this.#traffic,
      endMs: this.#endMs,
    };
  }

  /** What is known before the run: who comes up when, which links do, and what traitors say at their own time. */
  #schedule(): void {
    const nodes = [...this.#nodes.values()];
    for (const node of nodes) {
      const upMs = this.#links.nodeUpMs(node.id);
      if (upMs < Number.POSITIVE_INFINITY)
        this.#queue.push({ kind: "up", atMs: upMs, phase: ARRIVALS, node });
    }
    for (const node of nodes) {
      for (const peer of nodes) {
        const atMs = peer === node ? Number.POSITIVE_INFINITY : this.#links.linkUpMs(node.id, peer.id);
        if (atMs < Number.POSITIVE_INFINITY)
          this.#queue.push({ kind: "heard", atMs, phase: ARRIVALS, node, peer });
      }
    }
    for (const fault of this.world.faults ?? []) {
      if (fault.kind !== "say") continue;
      const { what, from, to, atMs } = fault;
      const leavesMs = Math.max(atMs, this.#links.linkUpMs(from, to));
      if (leavesMs === Number.POSITIVE_INFINITY) continue;
      const message: Message = what === "ready" ? { kind: what, by: [from] } : { kind: what, missed: [] };
      const frame: Frame = { frame: what, round: 0, from, to, message, leavesMs };
      this.#queue.push({ kind: "arrive", atMs: leavesMs, phase: ARRIVALS, node: this.#node(to), frame });
    }
  }

  #happen(event: Event): void {
    const { node, atMs: now } = event;
    if (node.isGone) return;
    const awakeMs = event.kind === "up" ? now : node.awakeMs(now);
    if (awakeMs > now) {
      event.atMs = awakeMs;
      this.#queue.push(event);
      return;
    }
    if (event.kind === "up") node.comeUp(now);
    else if (event.kind === "send") this.#sendOne(node, event.to, event.message, now);
    this.#input = this.#inputOf(event);
    if (this.#input) node.process.input(this.#input, now);
    const tickMs = node.isGone ? null : node.process.nextTickMs(now);
    if (tickMs !== null) this.#queue.push({ kind: "tick", atMs: tickMs, phase: CLOCKS, node });
  }

  /** What an event is for its node's machine; null for nothing. */
  #inputOf(event: Event): Input<Message> | null {
    const { atMs: now } = event;
    switch (event.kind) {
      case "heard":
        return event.peer.wasThere(now) ? { kind: "peer", id: event.peer.id, is: "heard" } : null;
      case "tick":
        return { kind: "tick" };
      case "arrive": {
        const { from, message, leavesMs } = event.frame;
        // what was kept for a link goes nowhere if its sender is gone before that link is up
        return this.#node(from).wasThere(leavesMs) ? { kind: "message", from, message } : null;
      }
      case "up":
      case "send":
        return null;
      default:
        return event satisfies never;
    }
  }

  #told(node: SimulatedNode, step: NodeStep, now: number): void {
    const { keepsReports = true, onStep } = this.options;
    onStep?.({ atMs: now, node: node.id, input: this.#input as Input<Message>, step });
    for (const found of step.faults) {
      const fault = node.faults.news(found);
      if (fault) this.#faults.push({ atMs: now, node: node.id, fault });
    }
    for (const note of step.notes)
      if (note.kind === "accept" && keepsReports)
        this.#accepted.push({ atMs: now, to: node.id, report: note.report });
    node.told(step, now);
    if (node.isGone || node.decision !== null) this.#awaited.delete(node.id);
    if (node.isGone) this.#endMs = Math.max(this.#endMs, now);
  }

  #send(node: SimulatedNode, { to, message, notBeforeMs }: Sending<Message>, now: number): void {
    for (const peer of to) {
      if (notBeforeMs === undefined) this.#sendOne(node, peer, message, now);
      else this.#queue.push({ kind: "send", atMs: notBeforeMs, phase: LATE_SENDS, node, to: peer, message });
    }
  }

  #sendOne(node: SimulatedNode, to: NodeId, message: Message, now: number): void {
    if (message.kind === "ready" || message.kind === "done")
      return this.#carry({ frame: message.kind, round: 0, from: node.id, to, message, leavesMs: now });
    // what is void or only shows signatures is heard, and never sent
    if (message.kind === "shown" || message.report === null) return;
    const { round } = message;
    const report = node.changed(message.report, to);
    const { group } = this.world;
    node.assertOwnWord(report, round);
    this.#traffic.reports++;
    this.#traffic.relays[this.#pace.part(round).of]! += relaysIn(this.#protocol, group, report);
    this.#traffic.bytes += this.options.frameBytes?.(report) ?? 0;
    const told = report === message.report ? message : { ...message, report };
    const frame: Frame = { frame: "report", round, from: node.id, to, message: told, leavesMs: now };
    this.#carry(frame);
    for (const afterMs of node.secondsMs(round, to)) {
      const second = { ...message, report: flipped(group, report, node.signer) };
      this.#carry({ ...frame, message: second, leavesMs: now + afterMs });
    }
  }

  #carry(frame: Frame): void {
    const receiver = this.#node(frame.to);
    const leavesMs = Math.max(frame.leavesMs, this.#links.linkUpMs(frame.from, frame.to));
    if (leavesMs === Number.POSITIVE_INFINITY) return;
    const { frame: what, round, from, to, message } = frame;
    const sent = leavesMs === frame.leavesMs ? frame : { frame: what, round, from, to, message, leavesMs };
    const deadlineMs = frame.frame === "report" ? this.#deadlineMs(receiver, frame) : 0;
    for (const atMs of this.#links.arrivalsMs(sent, leavesMs, deadlineMs)) {
      this.#queue.push({ kind: "arrive", atMs, phase: ARRIVALS, node: receiver, frame: sent });
    }
  }

  /** When the frame's round closes at its receiver, or at its sender while the receiver has not started. */
  #deadlineMs(receiver: SimulatedNode, { round, from }: Frame): number {
    const deadlineMs = receiver.deadlineMs(round);
    return deadlineMs < Number.POSITIVE_INFINITY ? deadlineMs : this.#node(from).deadlineMs(round);
  }

  #node(id: NodeId): SimulatedNode {
    return this.#nodes.get(id) as SimulatedNode;
  }
}

/** What is known of loyal nodes that failed: who was gone, and who stood still for over a third of a round. */
export function failedIn(
  { roundTimeoutMs }: World,
  { nodes }: Played,
): { gone: Observed[]; slow: Observed[] } {
  const all = [...nodes.values()];
  const gone: Observed[] = [];
  for (const { id, upMs, missing } of all) {
    if (upMs === null) gone.push({ id, why: "never came up" });
    else if (missing) gone.push({ id, why: `gave up waiting for ${missing.join(", ")}` });
  }
  const slow = all
    .filter((node) => node.stoodStillMs() > tooSlowMs(roundTimeoutMs))
    .map((node): Observed => ({ id: node.id, why: `stood still for ${node.stoodStillMs()} ms` }));
  return { gone, slow };
}
