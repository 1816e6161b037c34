/** Runs of real processes that the page asked for: a few at once, each with all that was told so far. */
import { randomBytes } from "node:crypto";
import { launch } from "../cluster/launch.js";
import { type Config, groupOf } from "../config/config.js";
import type { NodeId } from "../core/group.js";
import type { LaunchedMessage } from "../node/launched.js";
import { protocolOf, roundsOf } from "../protocols/index.js";
import { linesOf } from "../recording/recording.js";

/** What the page hears; see LiveEvent in src/page/server.ts. */
export type RunEvent =
  | {
      readonly type: "begin";
      readonly nodes: readonly NodeId[];
      /** null where every node orders */
      readonly general: NodeId | null;
      readonly rounds: number;
    }
  | {
      readonly type: "node";
      readonly node: NodeId;
      readonly kind: string;
      readonly text: string;
      readonly round: number | null;
      readonly order: string | null;
    }
  | { readonly type: "recording"; readonly text: string }
  | { readonly type: "failed"; readonly message: string };

/** One run: its events from the first, and whoever waits for more. */
export class LiveRun {
  readonly events: RunEvent[] = [];
  #isOver = false;
  #waiting = new Set<() => void>();

  get isOver(): boolean {
    return this.#isOver;
  }

  add(event: RunEvent): void {
    this.events.push(event);
    this.#isOver = event.type === "recording" || event.type === "failed";
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Until there is an event with this number (from 0), the run is over, or `signal` gives up. */
  async has(index: number, signal: AbortSignal): Promise<boolean> {
    while (this.events.length <= index && !this.#isOver && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          signal.removeEventListener("abort", wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener("abort", wake, { once: true });
      });
    }
    return this.events.length > index && !signal.aborted;
  }
}

export const RUNS_AT_ONCE_MAX = 1;
const RUNS_KEPT_MAX = 10;

export class LiveRuns {
  readonly #runs = new Map<string, LiveRun>();
  readonly #stop = new AbortController();

  get(id: string): LiveRun | undefined {
    return this.#runs.get(id);
  }

  get running(): number {
    return [...this.#runs.values()].filter(({ isOver }) => !isOver).length;
  }

  /** The run's id; null while too many are running. */
  start(config: Config): string | null {
    if (this.running >= RUNS_AT_ONCE_MAX || this.#stop.signal.aborted) return null;
    const id = randomBytes(6).toString("hex");
    const run = new LiveRun();
    this.#runs.set(id, run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > RUNS_KEPT_MAX && oldest !== undefined) this.#runs.delete(oldest);
    const group = groupOf(config);
    const general = protocolOf(group).everyone ? null : config.general;
    run.add({ type: "begin", nodes: group.ids, general, rounds: roundsOf(group) });
    void this.#watch(config, run);
    return id;
  }

  async #watch(config: Config, run: LiveRun): Promise<void> {
    try {
      const { recording } = await launch(config, {
        reports: "short",
        recordingFile: null,
        signal: this.#stop.signal,
        onMessage: (id, message) => {
          const event = eventOf(id, message);
          if (event) run.add(event);
        },
        onExit: (id, { signal }) => {
          const text = signal ? `killed by ${signal}` : "ended";
          run.add({ type: "node", node: id, kind: "end", text, round: null, order: null });
        },
      });
      const text = linesOf(recording)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join("");
      run.add({ type: "recording", text });
    } catch (error) {
      run.add({ type: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Stops what still runs. */
  dispose(): void {
    this.#stop.abort();
  }
}

function eventOf(node: NodeId, message: LaunchedMessage): RunEvent | null {
  if (message.type !== "event") return null;
  const { event } = message;
  const said = { type: "node", node, kind: event.kind, round: null, order: null } as const;
  switch (event.kind) {
    case "up":
      return { ...said, text: "up" };
    case "waiting":
      return { ...said, text: `waits for ${event.unheard.join(", ")}` };
    case "start":
      return { ...said, text: "started" };
    case "close": {
      if (event.reports === 0 && event.missing.length === 0)
        return { ...said, round: event.round, text: "–" };
      const missing = event.missing.length === 0 ? "" : `, none from ${event.missing.join(", ")}`;
      return { ...said, round: event.round, text: `${event.reports} in${missing}` };
    }
    case "fault":
      // the round that closed without it says so
      if (event.fault.kind === "late") return null;
      return { ...said, round: event.fault.round, text: `${event.fault.kind}: ${event.fault.detail}` };
    case "late":
      return {
        ...said,
        round: event.round,
        text: `node ${event.from} was ${Math.round(event.lateMs)} ms late`,
      };
    case "slow":
      return { ...said, text: `stood still for ${Math.round(event.stoodStillMs)} ms` };
    case "evidence":
      return null;
    case "decide":
      return { ...said, text: `decides ${event.order}`, order: event.order };
  }
}
