/**
 * A node that is a program of another: started like any command, and heard by what it prints. A line with its decision, as
 * `strategos node --json` prints it, is what a node of ours would have told its launcher; everything else is shown.
 *
 * It has a process group of its own, which goes when it goes, with all that it has started.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { FAULT_KINDS } from "../core/fault.js";
import type { NodeId, Order } from "../core/group.js";
import { printable } from "../core/printable.js";
import { monotonicMs } from "../net/clock.js";
import { NoResourcesError } from "../node/descriptors.js";
import type { LaunchedMessage } from "../node/launched.js";
import { Fields, RecordingError } from "../recording/fields.js";
import { decisionLine, faultLine } from "../recording/lines.js";
import type { DecisionLine, FaultLine, RunLine } from "../recording/recording.js";

/** What is needed to start it. */
export interface ProgramOrder {
  readonly command: readonly string[];
  /** where it is started */
  readonly folder: string;
  /** of its environment, beside the launcher's own */
  readonly env: Readonly<Record<string, string>>;
  /** by which its decision is read */
  readonly run: RunLine;
}

/** How it ended: without a decision, why. */
export interface ProgramEnd {
  readonly why?: string;
  readonly error?: NodeJS.ErrnoException;
}

interface ProgramEvents {
  onMessage(message: LaunchedMessage): void;
  onEnd(end: ProgramEnd): void;
}

/** Lines of one program that are shown; one that prints for ever fills no terminal. */
const LINES_SHOWN_MAX = 100;
const LINE_CHARS_SHOWN = 200;
/** A decision can be a whole vector. */
const LINE_CHARS_MAX = 20_000;
/** What is still in its pipes when it has ended is there within this. */
const DRAIN_MS = 500;
/** A program cannot complain of more than all others in all rounds. */
const FAULTS_MAX = 1_000;

export class ProgramNode {
  readonly #child: ChildProcess;
  readonly #partial = { stdout: "", stderr: "" };
  #linesShown = 0;
  #decided: Order | undefined;
  #stopped: string | undefined;
  #wrong: string | undefined;
  #error: NodeJS.ErrnoException | undefined;

  constructor(
    private readonly id: NodeId,
    private readonly order: ProgramOrder,
    private readonly events: ProgramEvents,
  ) {
    const [file = "", ...args] = order.command;
    const { folder: cwd, env } = order;
    this.#child = spawn(file, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env: { ...process.env, ...env },
    });
    for (const stream of ["stdout", "stderr"] as const)
      this.#child[stream]?.setEncoding("utf8").on("data", (text: string) => this.#read(stream, text));
    this.#child.once("spawn", () =>
      this.#tell({ type: "event", event: { kind: "up", note: null, ...now() } }),
    );
    this.#child.once("error", (error) => {
      this.#error = error;
    });
    this.#child.once("exit", () => {
      this.#killGroup("SIGKILL");
      setTimeout(() => this.#drop(), DRAIN_MS).unref();
    });
    this.#child.once("close", (code, signal) => this.#ended(code, signal));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#stopped ??= "had not decided when it was stopped";
    this.#killGroup(signal);
  }

  #killGroup(signal: "SIGTERM" | "SIGKILL"): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // nobody is left of it
    }
  }

  /** Whoever left its group may hold its pipes open. */
  #drop(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #tell(message: LaunchedMessage): void {
    this.events.onMessage(message);
  }

  #read(stream: "stdout" | "stderr", text: string): void {
    const lines = (this.#partial[stream] + text).split("\n");
    this.#partial[stream] = (lines.pop() ?? "").slice(0, LINE_CHARS_MAX);
    for (const line of lines) this.#line(stream, line.trimEnd());
  }

  #line(stream: "stdout" | "stderr", line: string): void {
    if (line === "") return;
    const said =
      stream === "stdout" && this.#decided === undefined ? decisionIn(line, this.id, this.order.run) : null;
    if (said === null) return this.#show(line);
    if ("wrong" in said) {
      this.#wrong ??= said.wrong;
      return this.#show(line);
    }
    for (const { type: _, at: __, node: ___, ...fault } of said.faults)
      this.#tell({ type: "event", event: { kind: "fault", fault, ...now() } });
    const { order, vector } = said.decision;
    this.#decided = order;
    this.#tell({ type: "event", event: { kind: "decide", order, ...(vector && { vector }), ...now() } });
  }

  #show(line: string): void {
    this.#linesShown++;
    if (this.#linesShown <= LINES_SHOWN_MAX)
      this.#tell({ type: "said", text: printable(line, LINE_CHARS_SHOWN) });
    if (this.#linesShown === LINES_SHOWN_MAX + 1)
      this.#tell({ type: "said", text: "… and more, which is not shown" });
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    for (const stream of ["stdout", "stderr"] as const) this.#line(stream, this.#partial[stream]);
    if (this.#error) return this.events.onEnd({ error: this.#error });
    if (this.#decided !== undefined) {
      const end = { kind: "decided", order: this.#decided } as const;
      // what it sent only it has counted
      this.#tell({ type: "end", end, traffic: { reports: 0, relays: [], bytes: 0 } });
      return this.events.onEnd({});
    }
    const how = signal === null ? `ended with exit status ${code}` : `was killed by ${signal}`;
    this.events.onEnd({ why: this.#wrong ?? this.#stopped ?? `${how} before it decided` });
  }
}

function now(): { readonly atMs: number } {
  return { atMs: monotonicMs() };
}

type Said =
  | { readonly decision: DecisionLine; readonly faults: readonly FaultLine[] }
  | { readonly wrong: string };

/** What a line decides; null for one that is about something else. */
function decisionIn(line: string, node: NodeId, run: RunLine): Said | null {
  const said = objectIn(line);
  if (!said || typeof said["order"] !== "string") return null;
  if (said["id"] !== undefined && said["id"] !== node)
    return { wrong: `printed the decision of node ${printable(JSON.stringify(said["id"]), 20)}` };
  try {
    const fields = new Fields(1, { ...said, type: "decision", at: 0, node }, "its decision");
    return {
      decision: decisionLine(fields, { run, onRelay: () => {} }),
      faults: faultsIn(said["faults"], node, run),
    };
  } catch (error) {
    if (error instanceof RecordingError) return { wrong: `printed a wrong decision: ${error.what}` };
    throw error;
  }
}

/** Those that have a kind of ours: what else a program holds against its peers cannot be judged. */
function faultsIn(faults: unknown, node: NodeId, run: RunLine): FaultLine[] {
  if (!Array.isArray(faults)) return [];
  return faults.slice(0, FAULTS_MAX).flatMap((one: Partial<FaultLine> | null) => {
    if (!FAULT_KINDS.some((kind) => kind === one?.kind)) return [];
    // what a path is held against is a message that is in the recording, and a program's are not
    const { path: _, ...said } = one as Partial<FaultLine>;
    const whole = { from: null, round: null, detail: said.kind, ...said, type: "fault", at: 0, node };
    return [faultLine(new Fields(1, whole, "a fault of its decision"), run)];
  });
}

function objectIn(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{") || line.length > LINE_CHARS_MAX) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

type Ordered = Pick<ProgramOrder, "command" | "folder">;

/** Whether programs are there is seen before anything is started, as a start itself would find them. */
export function assertPrograms(orders: ReadonlyMap<NodeId, Ordered>): void {
  for (const [id, order] of orders) {
    const lack = lackText(lackOf(order), order);
    if (lack !== null) throw new NoResourcesError(`node ${id} could not be started: ${lack}`);
  }
}

/** Of a start's error code; null for one that says something else. */
export function lackText(code: string | undefined, { command, folder }: Ordered): string | null {
  const name = printable(command[0] ?? "", 200);
  const where = name.includes("/") ? ` in ${printable(folder, 200)}` : "";
  if (code === "ENOENT")
    return `there is no program ${name}${where}\n  fix: install it, or name another in the node's command`;
  if (code === "EACCES")
    return `${name}${where} may not be executed\n  fix: chmod +x, or name its interpreter in the node's command`;
  return null;
}

/** Undefined also where only a start can tell: the system has folders of its own without PATH, and on Windows endings. */
function lackOf({ command: [name = ""], folder }: Ordered): string | undefined {
  const folders = name.includes("/") ? [folder] : process.env["PATH"]?.split(delimiter);
  if (!folders || process.platform === "win32") return undefined;
  const codes = folders.map((one) => startCode(resolve(folder, one, name)));
  if (codes.includes(undefined)) return undefined;
  return codes.find((code) => code !== "ENOENT") ?? "ENOENT";
}

/** What a start of this file would come to; undefined where it would start. */
function startCode(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? undefined : "EACCES";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOTDIR" ? "ENOENT" : code;
  }
}
