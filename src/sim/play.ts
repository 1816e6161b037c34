/**
 * Plays one world: a discrete-event simulation of all its nodes in virtual time. Every node is a `Driver`
 * (core/driver.ts), the same one that the real node runs; here its effects go to a queue of events instead of to
 * links and timers.
 *
 * At one time frames arrive first, then late reports leave, then clocks tick: a deadline sees all that has arrived.
 * Until a link is up, what is owed over it is kept, as the real node keeps it.
 */
import { nextOrder } from "../adversary/lying.js";
import type { Arrival, Effect } from "../core/driver.js";
import type { Fault } from "../core/fault.js";
import type { NodeId } from "../core/group.js";
import type { Told } from "../core/kind.js";
import { kindOf, roundsOf } from "../core/kinds.js";
import type { Traffic } from "../core/result.js";
import { paperRound } from "../core/slices.js";
import { type Travelling, WorldLinks } from "./links.js";
import { Notary } from "./notary.js";
import { Queue } from "./queue.js";
import { SimulatedNode } from "./simulated.js";
import { checkWorld, type World } from "./world.js";

export interface Played {
  readonly nodes: ReadonlyMap<NodeId, SimulatedNode>;
  /** in the order of time */
  readonly accepted: readonly { readonly atMs: number; readonly to: NodeId; readonly report: Told }[];
  readonly faults: readonly { readonly atMs: number; readonly node: NodeId; readonly fault: Fault }[];
  readonly traffic: Traffic;
  /** when the last node was gone */
  readonly endMs: number;
}

interface Frame extends Travelling {
  readonly report: Told | null;
  readonly leavesMs: number;
  /** of a READY that passes on others' signed ones */
  readonly readies?: readonly NodeId[];
}

type Event = { readonly atMs: number; readonly phase: number; readonly node: SimulatedNode } & (
  | { readonly kind: "up" | "tick" }
  | { readonly kind: "heard"; readonly peer: SimulatedNode }
  | { readonly kind: "arrive"; readonly frame: Frame }
  | { readonly kind: "send"; readonly to: NodeId; readonly report: Told }
);

const ARRIVALS = 0;
const LATE_SENDS = 1;
const CLOCKS = 2;

/** `frameBytes` says how large a report is on the wire, for the traffic; `keepsReports`, whether to note who accepted which. */
export function play(
  world: World,
  frameBytes: (report: Told) => number = () => 0,
  keepsReports = true,
): Played {
  checkWorld(world);
  return new Play(world, frameBytes, keepsReports).run();
}

class Play {
  readonly #world: World;
  readonly #links: WorldLinks;
  readonly #frameBytes: (report: Told) => number;
  readonly #nodes: ReadonlyMap<NodeId, SimulatedNode>;
  readonly #queue = new Queue<Event>();
  readonly #arrivals = new WeakMap<Told, Arrival<Told>>();
  readonly #accepted: Played["accepted"][number][] = [];
  readonly #faults: Played["faults"][number][] = [];
  readonly #traffic: Traffic;
  readonly #keepsReports: boolean;
  #endMs = 0;

  constructor(world: World, frameBytes: (report: Told) => number, keepsReports: boolean) {
    this.#keepsReports = keepsReports;
    this.#world = world;
    this.#links = new WorldLinks(world);
    this.#frameBytes = frameBytes;
    const notary = new Notary(world.seed);
    this.#nodes = new Map(world.group.ids.map((id) => [id, new SimulatedNode(world, id, notary)]));
    this.#traffic = { reports: 0, relays: Array.from({ length: roundsOf(world.group) }, () => 0), bytes: 0 };
  }

  run(): Played {
    this.#schedule();
    for (let event = this.#queue.pop(); event; event = this.#queue.pop()) this.#happen(event);
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
    for (const fault of this.#world.faults ?? []) {
      if (fault.kind !== "say") continue;
      const { what, from, to, atMs } = fault;
      const leavesMs = Math.max(atMs, this.#links.linkUpMs(from, to));
      if (leavesMs === Number.POSITIVE_INFINITY) continue;
      const frame: Frame = { frame: what, round: 0, from, to, report: null, leavesMs };
      this.#queue.push({ kind: "arrive", atMs: leavesMs, phase: ARRIVALS, node: this.#node(to), frame });
    }
  }

  #happen(event: Event): void {
    const { node, atMs: now } = event;
    if (node.isGone) return;
    const awakeMs = event.kind === "up" ? now : node.awakeMs(now);
    if (awakeMs > now) {
      this.#queue.push({ ...event, atMs: awakeMs });
      return;
    }
    this.#carryOut(node, this.#effectsOf(event), now);
  }

  #effectsOf(event: Event): readonly Effect<Told>[] {
    const { node, atMs: now } = event;
    switch (event.kind) {
      case "up":
        node.comeUp(now);
        return [];
      case "heard":
        return event.peer.wasThere(now) ? node.driver.heard(event.peer.id, now) : [];
      case "tick":
        return node.driver.tick(now);
      case "send":
        this.#sendReport(node, event.to, event.report, now);
        return [];
      case "arrive":
        return this.#arrive(node, event.frame, now);
      default:
        return event satisfies never;
    }
  }

  /** A frame that was kept for a link goes nowhere if its sender is gone before that link is up. */
  #arrive(
    node: SimulatedNode,
    { frame, from, round, report, leavesMs, readies = [from] }: Frame,
    now: number,
  ): readonly Effect<Told>[] {
    if (!this.#node(from).wasThere(leavesMs)) return [];
    if (frame === "ready") {
      const others = readies.filter((id) => id !== node.id);
      return others.flatMap((id) => node.driver.saidReady(id, now));
    }
    if (frame === "done") return node.driver.saidDone(from, now);
    return node.driver.report(from, round, this.#arrivalOf(report), now);
  }

  /** One object for all who get the same report: each keeps it for the whole run. */
  #arrivalOf(report: Told | null): Arrival<Told> {
    if (report === null) return { report, faults: [] };
    const arrival = this.#arrivals.get(report) ?? { report, faults: [] };
    this.#arrivals.set(report, arrival);
    return arrival;
  }

  #carryOut(node: SimulatedNode, effects: readonly Effect<Told>[], now: number): void {
    for (const effect of effects) {
      if (node.isGone) break;
      this.#carryOutOne(node, effect, now);
    }
    if (node.isGone) {
      this.#endMs = Math.max(this.#endMs, now);
      return;
    }
    const tickMs = node.nextTickMs(now);
    if (tickMs !== null) this.#queue.push({ kind: "tick", atMs: tickMs, phase: CLOCKS, node });
  }

  #carryOutOne(node: SimulatedNode, effect: Effect<Told>, now: number): void {
    switch (effect.kind) {
      case "sayReady":
        return this.#sayToAll(node, "ready", now);
      case "passReadies":
        return this.#sayToAll(node, "ready", now, effect.of);
      case "sayDone":
        return this.#sayToAll(node, "done", now);
      case "send": {
        const { to, report, notBeforeMs } = effect;
        node.assertOwnWord(report, effect.round);
        if (notBeforeMs === null) return this.#sendReport(node, to, report, now);
        // as the real node does it: late for everybody, yet before the next deadline
        const atMs = notBeforeMs + Math.floor(this.#world.roundTimeoutMs / 4);
        return this.#queue.push({ kind: "send", atMs, phase: LATE_SENDS, node, to, report });
      }
      case "accept":
        if (this.#keepsReports) this.#accepted.push({ atMs: now, to: node.id, report: effect.report });
        return;
      case "fault":
        if (node.isNews(effect.fault)) this.#faults.push({ atMs: now, node: node.id, fault: effect.fault });
        return;
      default:
        return node.note(effect, now);
    }
  }

  #sayToAll(node: SimulatedNode, frame: "ready" | "done", now: number, readies?: readonly NodeId[]): void {
    const said = { frame, round: 0, from: node.id, report: null, leavesMs: now, ...(readies && { readies }) };
    for (const to of this.#nodes.keys()) if (to !== node.id) this.#carry({ ...said, to });
  }

  #sendReport(node: SimulatedNode, to: NodeId, report: Told, now: number): void {
    const { round } = report;
    const { group } = this.#world;
    this.#traffic.reports++;
    this.#traffic.relays[paperRound(group, round)]! += kindOf(group).relaysIn(group, report);
    this.#traffic.bytes += this.#frameBytes(report);
    const frame: Frame = { frame: "report", round, from: node.id, to, report, leavesMs: now };
    this.#carry(frame);
    for (const afterMs of node.secondsMs(round, to)) {
      this.#carry({ ...frame, report: nextOrder(group, report, node.signer), leavesMs: now + afterMs });
    }
  }

  #carry(frame: Frame): void {
    const receiver = this.#node(frame.to);
    const leavesMs = Math.max(frame.leavesMs, this.#links.linkUpMs(frame.from, frame.to));
    if (leavesMs === Number.POSITIVE_INFINITY) return;
    const sent = leavesMs === frame.leavesMs ? frame : { ...frame, leavesMs };
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
