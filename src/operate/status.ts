/** What is known of one running node from its events and counters: its health, and the values of its metrics. */
import type { FaultKind } from "../core/fault.js";
import type { Group, NodeId, Order } from "../core/group.js";
import type { NodeCounters, StampedEvent } from "../node/events.js";

/** `starting` until it listens, `waiting` until it starts, `running` while rounds are open, and then `decided`. */
export const STATES = ["starting", "waiting", "running", "decided"] as const;
export type NodeState = (typeof STATES)[number];

export interface Health {
  readonly healthy: boolean;
  readonly state: NodeState;
  readonly node: NodeId;
  readonly run: string;
  /** the round that is open, from 0; null before the start and after the last */
  readonly round: number | null;
  readonly order: Order | null;
  readonly faults: number;
  /** peers that have not been heard yet */
  readonly unheard: readonly NodeId[];
  /** why it is not healthy, as a sentence; else null */
  readonly why: string | null;
}

/** What a node is to those that watch it. */
export interface Identity {
  readonly self: NodeId;
  readonly group: Group;
  readonly run: string;
}

export class NodeStatus {
  readonly faults = new Map<FaultKind, number>();
  /** accepted from others, by round */
  readonly reportsAccepted: number[] = [];
  order: Order | null = null;
  state: NodeState = "starting";
  roundsClosed = 0;
  #longestStandstillMs: number | null = null;
  #count: (() => NodeCounters) | null = null;

  constructor(readonly identity: Identity) {}

  /** null before the node listens */
  get counters(): NodeCounters | null {
    return this.#count?.() ?? null;
  }

  get isSlow(): boolean {
    return this.#longestStandstillMs !== null;
  }

  up(count: () => NodeCounters): void {
    this.#count = count;
  }

  event(event: StampedEvent): void {
    switch (event.kind) {
      case "up":
        this.state = "waiting";
        return;
      case "start":
        this.state = "running";
        return;
      case "close":
        this.roundsClosed = event.round + 1;
        this.reportsAccepted[event.round] = event.reports;
        return;
      case "fault":
        this.faults.set(event.fault.kind, (this.faults.get(event.fault.kind) ?? 0) + 1);
        return;
      case "slow":
        this.#longestStandstillMs = Math.max(this.#longestStandstillMs ?? 0, event.stoodStillMs);
        return;
      case "decide":
        this.state = "decided";
        this.order = event.order;
        return;
      default:
        return;
    }
  }

  /** A node that stood still for too long is outside the guarantee for the rest of its run, and nothing heals that. */
  health(): Health {
    const { self, run, group } = this.identity;
    const stoodMs = this.#longestStandstillMs;
    return {
      healthy: stoodMs === null,
      state: this.state,
      node: self,
      run,
      round: this.state === "running" ? this.roundsClosed : null,
      order: this.order,
      faults: [...this.faults.values()].reduce((sum, count) => sum + count, 0),
      unheard: this.counters?.unheard ?? group.ids.filter((id) => id !== self),
      why:
        stoodMs === null
          ? null
          : `this node stood still for ${Math.round(stoodMs)} ms: too slow for the guarantee`,
    };
  }
}
