/** Runs all nodes of a configuration as processes of this machine, gathers what they tell, and judges the run. */
import { keylessIn, programsIn } from "../config/command.js";
import type { Config } from "../config/config.js";
import type { NodeKeys } from "../config/key-file.js";
import { type KeyPair, makeKeyPair, makeSigningKeyPair, type SigningKeyPair } from "../config/keys.js";
import { madeConfig } from "../config/made.js";
import { nodeOptionsOf } from "../config/options.js";
import { Run } from "../config/run.js";
import { isSignal, wrongArgument } from "../core/argument.js";
import type { Evidence } from "../core/evidence.js";
import type { NodeId } from "../core/group.js";
import { printable } from "../core/printable.js";
import { monotonicMs } from "../net/clock.js";
import type { Watching } from "../node/brake.js";
import { assertDescriptors, NoResourcesError } from "../node/descriptors.js";
import type { LaunchedMessage, LaunchOrder } from "../node/launched.js";
import { longestMs, protocolOf } from "../protocols/index.js";
import { keysHeldBy } from "../protocols/sm/release.js";
import type { Recording } from "../recording/recording.js";
import type { RunResult } from "../recording/result.js";
import { Gathering } from "./gather.js";
import { handOver } from "./hand-over.js";
import { assertAvailable } from "./ports.js";
import { NodeProcesses, type ProcessEnd } from "./processes.js";
import type { ProgramOrder } from "./program.js";
import { assertPrograms } from "./program.js";
import { assertThreads, THREADS_FIX } from "./threads.js";

export interface LaunchOptions {
  /** Where programs of others are started. Left out: here. */
  readonly folder?: string;
  /** Which reports the recording spells out; a run that keeps none needs none. */
  readonly reports: LaunchOrder["reports"];
  /** The file that the result names; the caller writes it. */
  readonly recordingFile: string | null;
  /** Hears every message as it comes, and the process ids first. */
  readonly onMessage?: (id: NodeId, message: LaunchedMessage) => void;
  readonly onPids?: (pids: ReadonlyMap<NodeId, number>) => void;
  readonly onExit?: (id: NodeId, end: ProcessEnd) => void;
  readonly signal?: AbortSignal;
  /** Where somebody watches the nodes, and harms them. */
  readonly watching?: Watching;
  readonly onProcesses?: (processes: Pick<NodeProcesses, "harm" | "say">) => void;
}

export interface Launched {
  readonly recording: Recording;
  readonly result: RunResult;
  /** where the general was seen to sign two orders: both, and the keys of this run */
  readonly found?: { readonly evidence: Evidence; readonly nodes: Config["nodes"] };
}

/** A node process failed by a bug: exit code 70. */
class NodeBugError extends Error {
  override readonly name = "NodeBugError";
}

/** Beyond its timeouts a run may need this long: starting processes, and leaving. */
const GRACE_MS = 30_000;
/** Programs of others have this long, beyond their rounds, when the last node of ours has left. */
const PROGRAM_MS = 5_000;
/** A node that is told to stop has this long before it is killed. */
const STOP_MS = 1_000;

/** Two for each child, and a few for what a launcher loads and writes itself. */
const DESCRIPTORS_PER_NODE = 2;
const DESCRIPTORS_OWN = 10;

/** Rejects with PortUnavailableError, NoResourcesError, NodeBugError, or an AbortError when `signal` stopped the run. */
export async function launch(given: Config, options: LaunchOptions): Promise<Launched> {
  const launchedAtMs = monotonicMs();
  const config = madeConfig("launch", given);
  demandOptions(options);
  options.signal?.throwIfAborted();
  assertDescriptors(DESCRIPTORS_OWN + DESCRIPTORS_PER_NODE * config.nodes.length, "the launcher");
  assertThreads(config.nodes.length);
  await assertAvailable(config.nodes.map(({ address }) => address));
  const fresh = keyed(config);
  const gathering = new Gathering(fresh.run, launchedAtMs);
  const handed = handOver({
    config: fresh.run.config,
    keysOf: (id) => nodeKeysOf(fresh, id),
    folder: options.folder ?? ".",
    run: gathering.runLine,
  });
  try {
    assertPrograms(handed.orders);
    const orders = new Map<NodeId, LaunchOrder | ProgramOrder>(ordersOf(fresh, options));
    for (const [id, order] of handed.orders) orders.set(id, order);
    const failure = await runProcesses(orders, fresh.run, gathering, options);
    if (failure) throw failure;
  } finally {
    handed.remove();
  }
  options.signal?.throwIfAborted();
  const { evidence } = gathering;
  const found = evidence && { evidence, nodes: fresh.run.config.nodes };
  return { ...gathering.finish(monotonicMs(), options.recordingFile), ...(found && { found }) };
}

/** What would fail once the nodes run, and leave them behind. */
function demandOptions(given: LaunchOptions): void {
  const due = "an object of options";
  if (typeof given !== "object" || given === null)
    throw wrongArgument("launch", given, due, "give { reports, recordingFile }");
  const { signal, onMessage, onPids, onExit, onProcesses } = given;
  if (signal !== undefined && !isSignal(signal))
    throw wrongArgument("launch", signal, "an AbortSignal", "give new AbortController().signal");
  for (const listener of [onMessage, onPids, onExit, onProcesses])
    if (listener !== undefined && typeof listener !== "function")
      throw wrongArgument("launch", listener, "a listener", "give a function, or leave it out");
}

/** The configuration with fresh keys, and each node's secrets. */
interface Keyed {
  readonly run: Run;
  /** absent where a program of another takes no key */
  readonly links?: ReadonlyMap<NodeId, KeyPair>;
  /** absent where nothing is signed */
  readonly signing?: ReadonlyMap<NodeId, SigningKeyPair>;
}

function keyed(config: Config): Keyed {
  const hasKeys = keylessIn(config).length === 0;
  const { signs } = protocolOf(config);
  const links = new Map(config.nodes.map(({ id }) => [id, makeKeyPair()]));
  const signing = signs ? new Map(config.nodes.map(({ id }) => [id, makeSigningKeyPair()])) : null;
  const nodes = config.nodes.map(({ signingKey: _, publicKey: __, ...node }) => ({
    ...node,
    ...(hasKeys && { publicKey: (links.get(node.id) as KeyPair).publicKey }),
    ...(signing && { signingKey: (signing.get(node.id) as SigningKeyPair).signingKey }),
  }));
  return { run: new Run({ ...config, nodes }), ...(hasKeys && { links }), ...(signing && { signing }) };
}

/** All secrets of one node. */
function nodeKeysOf({ links, signing }: Keyed, id: NodeId): NodeKeys | undefined {
  const pair = links?.get(id);
  return pair && { ...pair, ...signing?.get(id) };
}

/** Each node is told its own secrets only, but for traitors that share theirs. */
function ordersOf(
  { run, links, signing }: Keyed,
  { reports, watching }: LaunchOptions,
): Map<NodeId, LaunchOrder> {
  const secretsOf = (self: NodeId) => {
    const held = keysHeldBy(run.config.traitors, self);
    return signing && Object.fromEntries(held.map((id) => [id, signing.get(id)?.signingSecret as string]));
  };
  return new Map(
    run.config.nodes.map(({ id }) => [
      id,
      {
        options: nodeOptionsOf(run, id, { keys: links?.get(id), signingSecrets: secretsOf(id) }),
        reports,
        ...(watching && { watching }),
      },
    ]),
  );
}

/** Signals by which a process ends itself. */
const ABORTS: readonly (string | null)[] = ["SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV", "SIGBUS"];

/** Null where it ended otherwise. Node.js and libzmq abort, often without a word, where they get no thread or memory. */
function whyAborted({ signal, stderr }: ProcessEnd): string | null {
  if (!ABORTS.includes(signal)) return null;
  const said = stderr.split("\n").find((line) => line.trim() !== "");
  const isThread = said === undefined || /thread|Resource temporarily unavailable/i.test(stderr);
  const cause = isThread ? "probably no more processes or threads may be started" : printable(said, 200);
  return `it ended by ${signal} at once (${cause})\n  fix: ${THREADS_FIX}; see that there is memory left`;
}

/** Until the last process has ended; what went wrong with the launch itself, if anything did. */
function runProcesses(
  orders: Map<NodeId, LaunchOrder | ProgramOrder>,
  { config, driven }: Run,
  gathering: Gathering,
  options: LaunchOptions,
): Promise<Error | null> {
  return new Promise((resolve) => {
    let failure: Error | null = null;
    const ended = new Set<NodeId>();
    const begun = new Set<NodeId>();
    const left = new Set(orders.keys());
    const programs = programsIn(config);
    const closesMs = longestMs(driven, config.roundTimeoutMs);
    const processes = new NodeProcesses(orders, {
      onMessage: (id, message) => {
        gathering.take(id, message);
        if (message.type === "end") ended.add(id);
        if (message.type === "event") begun.add(id);
        if (message.type === "cannotStart") fail(new NoResourcesError(message.message));
        options.onMessage?.(id, message);
      },
      onExit: (id, end) => {
        if (!ended.has(id)) gathering.died(id, end);
        const lack = end.notStarted ?? (begun.has(id) ? null : whyAborted(end));
        if (lack !== null) fail(new NoResourcesError(`node ${id} could not be started: ${lack}`));
        else if (end.code !== null && end.code !== 0)
          fail(new NodeBugError(`node ${id} failed:\n${end.stderr}`));
        options.onExit?.(id, end);
        left.delete(id);
        if (left.size > 0) {
          const isOurs = !programs.includes(id);
          const onlyPrograms = [...left].every((one) => programs.includes(one));
          if (isOurs && onlyPrograms) timers.push(setTimeout(stop, closesMs + PROGRAM_MS));
          return;
        }
        for (const timer of timers) clearTimeout(timer);
        options.signal?.removeEventListener("abort", stop);
        resolve(failure);
      },
    });
    const timers: NodeJS.Timeout[] = [];
    const stop = () => {
      processes.stop("SIGTERM");
      timers.push(setTimeout(() => processes.stop("SIGKILL"), STOP_MS));
    };
    const fail = (error: Error) => {
      failure ??= error;
      stop();
    };
    const killAfterMs = 2 * config.startTimeoutMs + closesMs + GRACE_MS;
    timers.push(setTimeout(() => processes.stop("SIGKILL"), killAfterMs));
    options.signal?.addEventListener("abort", stop, { once: true });
    if (options.signal?.aborted) stop();
    options.onPids?.(processes.pids);
    options.onProcesses?.(processes);
  });
}
