/**
 * A node that a launcher started: it gets its options over their channel, tells the launcher there what happens, and
 * ends with the launcher if that dies. Secret keys are in these options, so they are never in a file, an argument or a
 * variable of the environment. It loads nothing that a node does not need.
 */
import { setFlagsFromString } from "node:v8";
import { monotonicMs } from "../net/clock.js";
import { PortInUseError } from "../net/links.js";
import { NoZeromqError } from "../net/zeromq.js";
import { protocolOf } from "../protocols/index.js";
import { Brake, type Watching, type Word } from "./brake.js";
import { NoResourcesError } from "./descriptors.js";
import { runNode } from "./node.js";
import type { NodeOptions } from "./options.js";
import { type ReportTold, reportTold, type Telling, tellingsOf } from "./telling.js";

/** What a launcher tells each node, once. */
export interface LaunchOrder {
  readonly options: NodeOptions;
  /** Whether to tell the reports that were accepted, and whether to spell out large ones, and all that came in. */
  readonly reports: "none" | "short" | "all";
  /** Where somebody watches: reports are told as they arrive, too, and words of the launcher are heard. */
  readonly watching?: Watching;
}

/** What a launched node tells its launcher. */
export type LaunchedMessage =
  | Telling
  /** one that came in, and may not count yet */
  | { readonly type: "arrived"; readonly report: ReportTold }
  /** a line that a program of another printed */
  | { readonly type: "said"; readonly text: string }
  /** a port is taken, or the machine lacks something else; the message says what to do */
  | { readonly type: "cannotStart"; readonly message: string };

/**
 * Where reports are spelled out, a node lives for a second: to make machine code of its functions, optimized or not, costs more than
 * it gives. Set here and not on the command line, where a flag makes Node.js refuse its own code cache at the start.
 */
const SHORT_LIFE_FLAGS = ["--no-opt", "--no-sparkplug"];

/** Takes part as the first message says; ends if the launcher dies before it has come. */
export function runLaunched(): void {
  process.once("message", (order: LaunchOrder) => void takePart(order));
}

async function takePart({ options, reports, watching }: LaunchOrder): Promise<void> {
  if (options.wire === "json") SHORT_LIFE_FLAGS.forEach((flag) => setFlagsFromString(flag));
  const stop = new AbortController();
  process.once("disconnect", () => stop.abort());
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const brake = watching && brakeOf(options, watching);
  try {
    const outcome = await runNode(
      { ...options, keepsInputs: reports === "all" },
      (event) => tell({ type: "event", event }),
      stop.signal,
      brake && { brake },
    );
    if (reports !== "none") for (const one of tellingsOf(outcome, options, reports)) tell(one);
    const { end, traffic } = outcome;
    // a traitor that crashes tells its launcher all that it knew, and then dies as a process does
    const kill = () => process.kill(process.pid, "SIGKILL");
    lastlyTell({ type: "end", end, traffic }, end.kind === "crashed" ? kill : hangUp);
  } catch (error) {
    const isLack = [PortInUseError, NoResourcesError, NoZeromqError].some((lack) => error instanceof lack);
    if (!(error instanceof Error && isLack)) throw error;
    lastlyTell({ type: "cannotStart", message: error.message }, hangUp);
  }
}

function brakeOf(options: NodeOptions, watching: Watching): Brake {
  const peers = options.peers.map(({ id }) => id);
  const brake = new Brake(watching, peers, (report) => {
    const { round, from } = report;
    const relays = protocolOf(options.group).relaysEach(options.group, round);
    const one = { atMs: monotonicMs(), round, from, report, relays };
    tell({ type: "arrived", report: reportTold(one, options, "short") });
  });
  process.on("message", (word: Word) => brake.hear(word));
  return brake;
}

/** A launcher that is gone hears nothing. */
function tell(message: LaunchedMessage): void {
  if (process.connected) process.send?.(message);
}

/** Closing the channel drops what still waits in it, so it waits until the last message has gone out. */
function lastlyTell(message: LaunchedMessage, then: () => void): void {
  if (process.connected) process.send?.(message, then);
}

function hangUp(): void {
  if (process.connected) process.disconnect();
}
