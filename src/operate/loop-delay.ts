/** How late this process' event loop runs: each tick of a timer, and by how much it came after its time. */
import { monitorEventLoopDelay } from "node:perf_hooks";

const TICK_MS = 10;

export interface Delays {
  readonly ticks: number;
  readonly meanMs: number;
  readonly medianMs: number;
  readonly percentile99Ms: number;
  readonly maxMs: number;
}

export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: TICK_MS });

  constructor() {
    this.#histogram.enable();
  }

  /** The histogram holds nanoseconds between ticks, and no number at all before the first. */
  get delays(): Delays {
    const { count } = this.#histogram;
    const lateMs = (ns: number) => (count === 0 ? 0 : Math.max(0, ns / 1e6 - TICK_MS));
    return {
      ticks: count,
      meanMs: lateMs(this.#histogram.mean),
      medianMs: lateMs(this.#histogram.percentile(50)),
      percentile99Ms: lateMs(this.#histogram.percentile(99)),
      maxMs: lateMs(this.#histogram.max),
    };
  }

  stop(): void {
    this.#histogram.disable();
  }
}
