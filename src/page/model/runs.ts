/** Runs that the page shows: simulated from a setup by the simulator's own code, or read from a recording. */
import type { NodeId } from "../../core/group.js";
import { levelSize } from "../../core/path.js";
import { linesOf, type Recording } from "../../core/recording.js";
import { Facts } from "../../explain/facts.js";
import { readRecording } from "../../explain/read.js";
import { simulate } from "../../sim/network.js";
import { groupOfSetup, type Setup } from "./setup.js";

export interface Run {
  readonly recording: Recording;
  readonly facts: Facts;
  /** what the reader of a file should know of it */
  readonly notes: readonly string[];
}

/** Leaves of all trees together that are simulated one by one; beyond, trees are worked out in groups. */
const LEAVES_SIMULATED_MAX = 250_000;
const ROUND_TIMEOUT_MS = 2000;

export function isSimulated({ n, m }: Pick<Setup, "n" | "m">): boolean {
  return levelSize(n, m) * (n - 1) <= LEAVES_SIMULATED_MAX;
}

const simulated = new Map<string, Run>();
const KEPT_MAX = 8;

/** The run of a setup; the same setup gives the same run. */
export function simulatedRun(setup: Setup): Run {
  const key = JSON.stringify(setup);
  const known = simulated.get(key);
  if (known) return known;
  const { recording } = simulate({
    group: groupOfSetup(setup),
    order: setup.order,
    traitors: setup.traitors,
    seed: setup.seed,
    roundTimeoutMs: ROUND_TIMEOUT_MS,
    startTimeoutMs: ROUND_TIMEOUT_MS,
    recordAll: true,
  });
  const run = { recording, facts: new Facts(recording), notes: [] };
  const [oldest] = simulated.keys();
  if (simulated.size >= KEPT_MAX && oldest !== undefined) simulated.delete(oldest);
  simulated.set(key, run);
  return run;
}

/** Throws RecordingError. */
export function runFromText(text: string): Run {
  const recording = readRecording(text);
  return { recording, facts: new Facts(recording), notes: recording.notes };
}

export function recordingText(recording: Recording): string {
  return linesOf(recording)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

/** Lieutenants whose trees are known, ascending. */
export function treesIn({ facts }: Run): NodeId[] {
  return [...facts.trees.keys()].sort((a, b) => a - b);
}

/** Whom to look at first: a loyal lieutenant, as far from the traitors as the course's node 4. */
function firstNode(run: Run): NodeId {
  const known = treesIn(run);
  return known.find((id) => run.facts.isLoyal(id)) ?? known[0] ?? 0;
}

export function nodeShown(run: Run, asked: NodeId): NodeId {
  return run.facts.trees.has(asked) ? asked : firstNode(run);
}

/** The second node of a comparison: one that is not the first, loyal if possible and decided otherwise. */
export function otherShown(run: Run, node: NodeId, asked: NodeId): NodeId {
  if (asked !== node && run.facts.trees.has(asked)) return asked;
  const others = treesIn(run).filter((id) => id !== node);
  const loyal = others.filter((id) => run.facts.isLoyal(id));
  const decided = run.facts.decisionOf(node);
  return loyal.find((id) => run.facts.decisionOf(id) !== decided) ?? loyal[0] ?? others[0] ?? node;
}
