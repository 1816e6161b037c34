/** Node processes: started, heard, and stopped by the id they were started with; never by name. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { NodeId } from "../core/group.js";
import type { Word } from "../node/brake.js";
import { DESCRIPTORS_FIX } from "../node/descriptors.js";
import type { LaunchedMessage, LaunchOrder } from "../node/launched.js";
import { ProgramNode, type ProgramOrder } from "./program.js";
import { lackText } from "./program-there.js";
import { THREADS_FIX } from "./threads.js";

const ENTRY = fileURLToPath(new URL("../../bin/launched.cjs", import.meta.url));

/**
 * A node needs nothing of the environment, and Node.js parses this bundle of certificates at every start that finds it named:
 * more work than a node of a small tree has in all.
 */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env;

/** What of a node's stderr is kept: a bug's stack trace. */
const STDERR_CHARS_MAX = 8_000;

/** How a node process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** why there was no process at all */
  readonly notStarted?: string;
  /** of a program of another that decided nothing: why, as far as it is known */
  readonly why?: string;
}

/** How one of no process of ours ended. */
export const NO_PROCESS = { code: null, signal: null, stderr: "" } as const;

export interface ProcessEvents {
  onMessage(id: NodeId, message: LaunchedMessage): void;
  onExit(id: NodeId, end: ProcessEnd): void;
}

interface Running {
  readonly pid?: number | undefined;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

export class NodeProcesses {
  readonly #children = new Map<NodeId, Running>();
  /** those that are nodes of ours */
  readonly #own = new Map<NodeId, ChildProcess>();
  readonly #stopped = new Set<NodeId>();

  /** Starts one process a node, and tells it what it must know. */
  constructor(orders: ReadonlyMap<NodeId, LaunchOrder | ProgramOrder>, events: ProcessEvents) {
    for (const [id, order] of orders) {
      if ("command" in order) this.#startProgram(id, order, events);
      else this.#start(id, order, events);
    }
  }

  #startProgram(id: NodeId, order: ProgramOrder, events: ProcessEvents): void {
    const program = new ProgramNode(id, order, {
      onMessage: (message) => events.onMessage(id, message),
      onEnd: ({ why, error }) => {
        this.#children.delete(id);
        const notStarted = error && { notStarted: lackText(error.code, order) ?? whyNot(error) };
        events.onExit(id, { ...NO_PROCESS, ...notStarted, ...(why && { why }) });
      },
    });
    this.#children.set(id, program);
  }

  #start(id: NodeId, order: LaunchOrder, events: ProcessEvents): void {
    const child = spawn(process.execPath, [ENTRY, "node", String(id)], {
      env: ENVIRONMENT,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#children.set(id, child);
    this.#own.set(id, child);
    let stderr = "";
    let notStarted: string | undefined;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_CHARS_MAX);
    });
    child.on("message", (message: LaunchedMessage) => events.onMessage(id, message));
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.syscall?.startsWith("spawn")) notStarted = whyNot(error);
      else stderr += error.message;
    });
    child.on("close", (code, signal) => {
      this.#children.delete(id);
      this.#own.delete(id);
      this.#endStopped();
      events.onExit(id, { code, signal, stderr, ...(notStarted !== undefined && { notStarted }) });
    });
    // one that could not be started, or is gone already, tells so by itself
    child.send(order, () => undefined);
  }

  /** The process ids of nodes that still run. */
  get pids(): ReadonlyMap<NodeId, number> {
    const running = [...this.#children].filter(([, child]) => child.pid !== undefined);
    return new Map(running.map(([id, child]) => [id, child.pid as number]));
  }

  /** Kills one node's process, or has it stand still and go on; nothing where it has ended. */
  harm(id: NodeId, signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    if (signal === "SIGSTOP") this.#stopped.add(id);
    if (signal === "SIGCONT") this.#stopped.delete(id);
    this.#own.get(id)?.kill(signal);
  }

  /** Says a word to nodes that are watched; to all of them if none is named. */
  say(word: Word, ids: readonly NodeId[] = [...this.#own.keys()]): void {
    for (const id of ids) this.#own.get(id)?.send(word, () => undefined);
  }

  /** Who stands still when all others have left will not end by itself. */
  #endStopped(): void {
    const left = [...this.#children.keys()];
    if (left.every((id) => this.#stopped.has(id))) for (const id of left) this.#own.get(id)?.kill("SIGKILL");
  }

  /** Asks every node that still runs to stop, or kills it. */
  stop(signal: "SIGTERM" | "SIGKILL"): void {
    for (const child of this.#children.values()) child.kill(signal);
  }
}

/** A system's error as cause and fix. */
function whyNot({ code = "", message }: NodeJS.ErrnoException): string {
  const [cause, fix] = CAUSES[code] ?? [
    message,
    "make sure that this machine can start processes, and try again",
  ];
  return `${cause}\n  fix: ${fix}`;
}

const CAUSES: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  EMFILE: ["this process has no file descriptor left", DESCRIPTORS_FIX],
  ENFILE: ["this machine has no file descriptor left", "stop other programs"],
  EAGAIN: ["no more processes may be started", THREADS_FIX],
  ENOMEM: ["this machine has no memory left", "stop other programs, or run fewer nodes"],
};
