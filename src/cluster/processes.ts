/** Node processes: started, heard, and stopped by the id they were started with; never by name. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NodeId } from "../core/group.js";
import { DESCRIPTORS_FIX, NoResourcesError } from "../node/descriptors.js";
import type { LaunchedMessage, LaunchFile } from "../node/launched.js";

const ENTRY = fileURLToPath(new URL("../bin/launched.cjs", import.meta.url));

/**
 * Where reports are spelled out, a node lives for a second: optimizing its code and collecting garbage early cost more
 * than they give (at n=13, two fifths of the protocol's time).
 */
const SHORT_LIFE_FLAGS = ["--no-opt", "--max-semi-space-size=32"];

/** What of a node's stderr is kept: a bug's stack trace. */
const STDERR_CHARS_MAX = 8_000;

/** How a node process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** why there was no process at all */
  readonly notStarted?: string;
}

export interface ProcessEvents {
  onMessage(id: NodeId, message: LaunchedMessage): void;
  onExit(id: NodeId, end: ProcessEnd): void;
}

export class NodeProcesses {
  readonly #children = new Map<NodeId, ChildProcess>();
  readonly #folder: string;
  #unread: number;

  /**
   * Starts one process a file. The files are gone again as soon as every node has read its own. Throws
   * NoResourcesError where they cannot be written; then no process was started.
   */
  constructor(files: ReadonlyMap<NodeId, LaunchFile>, events: ProcessEvents) {
    this.#unread = files.size;
    this.#folder = folderWith(files);
    for (const [id, file] of files) this.#start(id, file, events);
  }

  #start(id: NodeId, file: LaunchFile, events: ProcessEvents): void {
    const path = join(this.#folder, fileName(id));
    const flags = file.options.wire === "json" ? SHORT_LIFE_FLAGS : [];
    const child = spawn(process.execPath, [...flags, ENTRY, "node", String(id), path], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#children.set(id, child);
    let stderr = "";
    let notStarted: string | undefined;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_CHARS_MAX);
    });
    child.on("message", (message: LaunchedMessage) => {
      if (message.type === "read" && --this.#unread === 0) this.#removeFiles();
      events.onMessage(id, message);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.syscall?.startsWith("spawn")) notStarted = whyNot(error);
      else stderr += error.message;
    });
    child.on("close", (code, signal) => {
      this.#children.delete(id);
      events.onExit(id, { code, signal, stderr, ...(notStarted !== undefined && { notStarted }) });
    });
  }

  /** The process ids of nodes that still run. */
  get pids(): ReadonlyMap<NodeId, number> {
    const running = [...this.#children].filter(([, child]) => child.pid !== undefined);
    return new Map(running.map(([id, child]) => [id, child.pid as number]));
  }

  /** Asks every node that still runs to stop, or kills it. */
  stop(signal: "SIGTERM" | "SIGKILL"): void {
    for (const child of this.#children.values()) child.kill(signal);
  }

  /** Removes what this launcher wrote. */
  dispose(): void {
    this.stop("SIGKILL");
    this.#removeFiles();
  }

  #removeFiles(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function fileName(id: NodeId): string {
  return `node-${id}.json`;
}

/** A folder that only this user can read, with one file a node. */
function folderWith(files: ReadonlyMap<NodeId, LaunchFile>): string {
  const prefix = join(tmpdir(), `strategos-${process.pid}-`);
  let folder: string | null = null;
  try {
    folder = mkdtempSync(prefix);
    for (const [id, file] of files) {
      writeFileSync(join(folder, fileName(id)), JSON.stringify(file), { mode: 0o600 });
    }
    return folder;
  } catch (error) {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    throw new NoResourcesError(
      `what the nodes are to read cannot be written to ${tmpdir()}: ${whyNot(error as NodeJS.ErrnoException)}`,
    );
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

const TMPDIR_FIX = "free some space, or name another folder in TMPDIR";

const CAUSES: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  EMFILE: ["this process has no file descriptor left", DESCRIPTORS_FIX],
  ENFILE: ["this machine has no file descriptor left", "stop other programs"],
  EAGAIN: ["no more processes may be started", "stop other programs, or raise the limit (ulimit -u)"],
  ENOMEM: ["this machine has no memory left", "stop other programs, or run fewer nodes"],
  ENOSPC: ["the disk is full", TMPDIR_FIX],
  EACCES: ["you may not write there", TMPDIR_FIX],
  ENOENT: ["there is no such folder", TMPDIR_FIX],
};
