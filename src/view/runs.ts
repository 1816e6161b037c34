/** Runs of real processes that the page asked for: a few at once, each with all that was told so far. */
import { randomBytes } from "node:crypto";
import { launch } from "../cluster/launch.js";
import type { NodeProcesses } from "../cluster/processes.js";
import { type Config, groupOf } from "../config/config.js";
import { Run } from "../config/run.js";
import type { NodeId } from "../core/group.js";
import type { LaunchedMessage } from "../node/launched.js";
import { protocolOf, roundsOf } from "../protocols/index.js";
import type { LiveEvent } from "../recording/live.js";
import { linesOf, runLineOf } from "../recording/recording.js";

/** How a run is watched from the page. */
export const PACES = {
  full: null,
  slow: { slowMs: 1500, isGated: false, roundTimeout: "8s" },
  gate: { slowMs: 1500, isGated: true, roundTimeout: "20s" },
} as const;
export type PaceName = keyof typeof PACES;

/** What the page may do to a run: let the next round go, or to one node. */
export const DEEDS = ["next", "kill", "stop", "goOn", "cutOff", "join"] as const;
export type Deed = (typeof DEEDS)[number];

/** One run: its events from the first, and whoever waits for more. */
export class LiveRun {
  readonly events: LiveEvent[] = [];
  processes: Pick<NodeProcesses, "harm" | "say"> | null = null;
  #isOver = false;
  #waiting = new Set<() => void>();

  get isOver(): boolean {
    return this.#isOver;
  }

  add(event: LiveEvent): void {
    this.events.push(event);
    this.#isOver = event.type === "recording" || event.type === "failed";
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** `of`: the round that is let go, or the node. Nothing once it is over. */
  do(deed: Deed, of: number): void {
    const { processes } = this;
    if (!processes || this.#isOver) return;
    if (deed === "next") processes.say({ say: "go", round: of });
    else if (deed === "cutOff" || deed === "join")
      processes.say({ say: "cut", isCut: deed === "cutOff" }, [of]);
    else processes.harm(of, SIGNALS[deed]);
    if (deed !== "next")
      this.add({ type: "node", node: of, kind: "harm", text: SAID[deed], round: null, order: null });
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

const SIGNALS = { kill: "SIGKILL", stop: "SIGSTOP", goOn: "SIGCONT" } as const;
const SAID = {
  kill: "killed by hand",
  stop: "stands still",
  goOn: "goes on",
  cutOff: "is cut off",
  join: "is joined again",
} as const;

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
  start(config: Config, pace: PaceName): string | null {
    if (this.running >= RUNS_AT_ONCE_MAX || this.#stop.signal.aborted) return null;
    const id = randomBytes(6).toString("hex");
    const run = new LiveRun();
    this.#runs.set(id, run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > RUNS_KEPT_MAX && oldest !== undefined) this.#runs.delete(oldest);
    const group = groupOf(config);
    const general = protocolOf(group).everyone ? null : config.general;
    const { values } = new Run(config);
    const line = runLineOf(group, config.order, config.traitors, values);
    const isGated = PACES[pace]?.isGated ?? false;
    run.add({ type: "begin", nodes: group.ids, general, rounds: roundsOf(group), run: line, isGated });
    void this.#watch(config, run, pace);
    return id;
  }

  async #watch(config: Config, run: LiveRun, pace: PaceName): Promise<void> {
    try {
      const { recording } = await launch(config, {
        reports: "short",
        recordingFile: null,
        signal: this.#stop.signal,
        ...(PACES[pace] && { watching: PACES[pace] }),
        onProcesses: (processes) => {
          run.processes = processes;
        },
        onMessage: (id, message) => {
          if (message.type === "arrived")
            run.add({ type: "report", report: { type: "report", ...message.report } });
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

function eventOf(node: NodeId, message: LaunchedMessage): LiveEvent | null {
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
