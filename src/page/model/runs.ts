/** Runs that the page shows: simulated from a setup by the simulator's own code, or read from a recording. */
import type { Group, NodeId } from "../../core/group.js";
import { levelSize } from "../../core/path.js";
import { audit, auditLines } from "../../explain/audit/audit.js";
import type { Place } from "../../explain/audit/findings.js";
import type { Held } from "../../explain/explained.js";
import { Facts } from "../../explain/facts.js";
import { heldIn } from "../../explain/held.js";
import { toPlain } from "../../explain/text.js";
import { protocolOf } from "../../protocols/index.js";
import { RecordingError, readRecording } from "../../recording/read.js";
import { hasTrees, linesOf, type Recording } from "../../recording/recording.js";
import type { World } from "../../sim/world.js";
import { type Change, changedWorld, recordingOf, toldIn, worldOfRecording, worldOfSetup } from "./forks.js";
import { isGeneral, shownGroup } from "./orders.js";
import { hasValues, type Setup } from "./setup.js";
import type { Screen } from "./state.js";

export interface Run {
  readonly recording: Recording;
  readonly facts: Facts;
  /** with all orders that are told in it, also where values are free */
  readonly group: Group;
  /** what each node held; empty with om, where `facts` has trees */
  readonly held: ReadonlyMap<NodeId, Held>;
  /** what the reader of a file should know of it */
  readonly notes: readonly string[];
  /** where it contradicts itself first: loyal nodes are not as they owe */
  readonly wrong?: Place;
  /** in which it is played again. Throws RecordingError */
  readonly world: () => World;
  /** it goes on still: what has not come may come yet */
  readonly isOpen?: true;
  /** where it is played on from a moment of another run: that one, and the relay that was changed */
  readonly before?: Run;
  readonly change?: Change;
}

/** Leaves of all trees together that are simulated one by one; beyond, trees are worked out in groups. */
const LEAVES_SIMULATED_MAX = 250_000;

export function isSimulated({ protocol, n, m }: Pick<Setup, "protocol" | "n" | "m">): boolean {
  return !protocolOf({ protocol }).keepsTree || levelSize(n, m) * (n - 1) <= LEAVES_SIMULATED_MAX;
}

/** Where a setup is seen first: what is not played node by node has no messages to show. */
export function firstScreen(setup: Setup): Screen {
  return isSimulated(setup) ? "stage" : "tree";
}

/** The largest m with which so many nodes are simulated one by one. */
export function mSimulatedMax({ protocol, n }: Pick<Setup, "protocol" | "n">): number {
  let m = 0;
  while (m < n - 2 && isSimulated({ protocol, n, m: m + 1 })) m++;
  return m;
}

const simulated = new Map<string, Run>();
const KEPT_MAX = 8;

/** The run of a setup; the same setup gives the same run. */
export function simulatedRun(setup: Setup): Run {
  const key = JSON.stringify(setup);
  const known = simulated.get(key);
  if (known) return known;
  const world = worldOfSetup(setup);
  const run = runOf(recordingOf(world), [], () => world);
  const [oldest] = simulated.keys();
  if (simulated.size >= KEPT_MAX && oldest !== undefined) simulated.delete(oldest);
  simulated.set(key, run);
  return run;
}

/** Runs that were played on, by the run that they began with. */
const forks = new WeakMap<Run, Map<string, Run>>();
const FORKS_MAX = 600;

/** The run that is played on with these relays changed, one after the other. Throws RecordingError. */
export function playedOn(first: Run, changes: readonly Change[]): Run {
  const change = changes.at(-1);
  if (change === undefined) return first;
  const known = forks.get(first) ?? new Map<string, Run>();
  if (known.size >= FORKS_MAX) known.clear();
  forks.set(first, known);
  const key = JSON.stringify(changes);
  const run = known.get(key) ?? changedRun(playedOn(first, changes.slice(0, -1)), change);
  known.set(key, run);
  return run;
}

function changedRun(before: Run, change: Change): Run {
  // an address is foreign text
  const isKnown =
    change.order === null || before.group.orders.includes(change.order) || hasValues(before.group);
  if (!isKnown || toldIn(before.recording, change) === null) return before;
  const world = changedWorld(before.world(), change);
  return { ...runOf(recordingOf(world), [], () => world), before, change };
}

/** A run as far as it has come. Throws RecordingError */
export function openRun(recording: Recording): Run {
  const cannot = () => {
    throw new RecordingError(null, "the run is not over", "wait for its end");
  };
  return { ...runOf(recording, [], cannot), isOpen: true };
}

/** Throws RecordingError where the recording does not say what nodes held. */
function runOf(recording: Recording, notes: readonly string[], world: () => World): Run {
  if (recording.run.contents) {
    const what = "its orders are digests of values of any kind, and the page shows orders that are listed";
    throw new RecordingError(null, what, "strategos explain tells the recording");
  }
  const facts = new Facts(recording);
  const held = hasTrees(recording.run) ? new Map<NodeId, Held>() : heldIn(recording);
  const run = { recording, facts, group: shownGroup(recording), held, notes, world };
  nodesShown(run);
  return run;
}

/** A file's recording is audited, and the reader is told what it contradicts itself in. Throws RecordingError. */
export function runFromText(text: string): Run {
  const recording = readRecording(text);
  const audited = audit(recording);
  const isSound = audited.contradictions.length + audited.notJudged.length === 0;
  const found = isSound ? [] : toPlain(auditLines(audited)).split("\n");
  let world: World | undefined;
  const run = runOf(recording, [...recording.notes, ...found], () => (world ??= worldOfRecording(recording)));
  return audited.first ? { ...run, wrong: audited.first } : run;
}

export function recordingText(recording: Recording): string {
  return linesOf(recording)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

/** Nodes of which it is known what they held, ascending: with om lieutenants that have trees. */
export function nodesShown({ facts, held, recording }: Run): NodeId[] {
  const known = hasTrees(recording.run) ? facts.trees : held;
  return [...known.keys()].sort((a, b) => a - b);
}

/** Whom to look at first: a loyal lieutenant, as far from the traitors as the course's node 4. */
function firstNode(run: Run): NodeId {
  const known = nodesShown(run);
  const told = known.filter((id) => !isGeneral(run.group, id));
  return told.find((id) => run.facts.isLoyal(id)) ?? known[0] ?? 0;
}

export function nodeShown(run: Run, asked: NodeId): NodeId {
  return nodesShown(run).includes(asked) ? asked : firstNode(run);
}

/** The second node of a comparison: one that is not the first, loyal if possible and decided otherwise. */
export function otherShown(run: Run, node: NodeId, asked: NodeId): NodeId {
  if (asked !== node && run.facts.trees.has(asked)) return asked;
  const others = nodesShown(run).filter((id) => id !== node);
  const loyal = others.filter((id) => run.facts.isLoyal(id));
  const decided = run.facts.decisionOf(node);
  return loyal.find((id) => run.facts.decisionOf(id) !== decided) ?? loyal[0] ?? others[0] ?? node;
}
