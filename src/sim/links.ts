/** How frames travel in a world: when links come up, how long a frame takes, and which frames fail. */
import type { NodeId } from "../core/group.js";
import { wordsOf } from "../core/random.js";
import type { FrameFault, World } from "./world.js";

export interface Travelling {
  readonly frame: "report" | "ready" | "done";
  /** 0 for READY and DONE */
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
}

const FRAME_NUMBERS = { report: 0, ready: 1, done: 2 };

export class WorldLinks {
  readonly #delayMs: number;
  readonly #jitterMs: number;
  /** by sender; null where there are none at all */
  readonly #frameFaults: ReadonlyMap<NodeId, readonly FrameFault[]> | null;
  readonly #upMs = new Map<NodeId, number>();
  readonly #linkMs = new Map<string, number>();

  constructor(private readonly world: World) {
    this.#delayMs = world.delayMs ?? 1;
    this.#jitterMs = world.jitterMs ?? 0;
    const frameFaults: FrameFault[] = [];
    for (const id of world.group.ids) this.#upMs.set(id, 0);
    for (const fault of world.faults ?? []) {
      if (fault.kind === "up") this.#upMs.set(fault.node, fault.atMs ?? Number.POSITIVE_INFINITY);
      else if (fault.kind === "link") {
        this.#linkMs.set(pairOf(...fault.between), fault.atMs ?? Number.POSITIVE_INFINITY);
      } else if (
        fault.kind !== "say" &&
        fault.kind !== "second" &&
        fault.kind !== "tell" &&
        fault.kind !== "stall"
      )
        frameFaults.push(fault);
    }
    const ofSender = (id: NodeId) => frameFaults.filter(({ from }) => from === undefined || from === id);
    this.#frameFaults =
      frameFaults.length > 0 ? new Map(world.group.ids.map((id) => [id, ofSender(id)])) : null;
  }

  /** When the node comes up; infinite for never. */
  nodeUpMs(id: NodeId): number {
    return this.#upMs.get(id) as number;
  }

  /** When the links between two nodes are up in both directions; infinite for never. Until then frames are kept. */
  linkUpMs(a: NodeId, b: NodeId): number {
    const bothUpMs = Math.max(this.nodeUpMs(a), this.nodeUpMs(b));
    const listedMs = this.#linkMs.size > 0 ? (this.#linkMs.get(pairOf(a, b)) ?? 0) : 0;
    return Math.max(bothUpMs + this.#delayMs, listedMs);
  }

  /**
   * When a frame that leaves at `leavesMs` arrives: once, but for faults that are listed for it.
   * `deadlineMs` is that of its round at the receiver.
   */
  arrivalsMs(frame: Travelling, leavesMs: number, deadlineMs: number): number[] {
    let arrivesMs = leavesMs + this.#delayMs + this.#jitter(frame);
    const copiesMs: number[] = [];
    for (const hit of this.#frameFaults?.get(frame.from) ?? []) {
      if (!isHit(hit, frame)) continue;
      if (hit.kind === "loss") return [];
      if (hit.kind === "delay") arrivesMs = leavesMs + hit.ms;
      if (hit.kind === "deadline") arrivesMs = Math.max(leavesMs, deadlineMs + hit.offsetMs);
      if (hit.kind === "copies") for (let k = 1; k <= hit.copies; k++) copiesMs.push(k * hit.everyMs);
    }
    return copiesMs.length === 0
      ? [arrivesMs]
      : [arrivesMs, ...copiesMs.map((laterMs) => arrivesMs + laterMs)];
  }

  /** Every other frame takes as short or as long as it may: there rules break. */
  #jitter({ frame, round, from, to }: Travelling): number {
    if (this.#jitterMs === 0) return 0;
    const words = wordsOf(this.world.seed, FRAME_NUMBERS[frame], round, from, to);
    const extreme = words() % 4;
    if (extreme < 2) return extreme * this.#jitterMs;
    return words() % (this.#jitterMs + 1);
  }
}

function isHit(fault: FrameFault, { frame, round, to }: Travelling): boolean {
  return (
    (fault.frame ?? "report") === frame &&
    (fault.round === undefined || (fault.round === round && frame === "report")) &&
    (fault.to === undefined || fault.to === to)
  );
}

function pairOf(a: NodeId, b: NodeId): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}
