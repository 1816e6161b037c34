/** Rebuilds what each lieutenant held, from the reports that it accepted. */

import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import { levelSize, type Path } from "../core/path.js";
import type { Relay } from "../core/relay.js";
import { protocolOf } from "../protocols/index.js";
import { BitTree } from "../protocols/om/bit-tree.js";
import { type Folded, fold, foldedAt } from "../protocols/om/fold.js";
import { type OralReport, reportOf } from "../protocols/om/report.js";
import { RecordingError } from "../recording/fields.js";
import { groupOfRun, hasTrees, type Recording, type ReportLine } from "../recording/recording.js";
import { clipped } from "./text.js";

/** Leaves of the largest tree that is rebuilt; more could not be spelled out in a recording. */
const LEAVES_MAX = 2_000_000;

/** A lieutenant's message tree with its fold, as its own accepted reports give it. */
export class NodeTree {
  readonly group: Group;
  #folded: Folded | undefined;

  constructor(
    readonly node: NodeId,
    readonly tree: BitTree,
    /** `2.5`: in round 2 there was a report from node 5 */
    readonly accepted: ReadonlySet<string>,
  ) {
    this.group = tree.group;
  }

  get folded(): Folded {
    this.#folded ??= fold(this.tree);
    return this.#folded;
  }

  /** What this node was told at `path`. */
  toldAt(path: Path): Order {
    return this.tree.orderAt(path);
  }

  /** What the subtree below `path` comes to. */
  foldedAt(path: Path): Order {
    return foldedAt(this.group, this.folded, path);
  }

  /** Whether a report told this node `path`; if none did, the default order stands for it. */
  hasReportFor(path: Path): boolean {
    return this.hasReport(path.length - 1, path.at(-1) as NodeId);
  }

  hasReport(round: number, from: NodeId): boolean {
    return this.accepted.has(`${round}.${from}`);
  }
}

/** The trees of all lieutenants of which the recording says what they accepted. */
export function treesOf(recording: Recording): ReadonlyMap<NodeId, NodeTree> {
  const group = checkedGroup(recording);
  const byReceiver = new Map<NodeId, ReportLine[]>(lieutenantsOf(group).map((id) => [id, []]));
  for (const line of recording.reports) byReceiver.get(line.to)?.push(line);
  const decided = new Set(recording.decisions.map(({ node }) => node));
  const trees = new Map<NodeId, NodeTree>();
  for (const id of recording.run.programs ?? []) byReceiver.delete(id);
  const known: KnownReports = new Map();
  for (const [id, lines] of byReceiver) {
    if (lines.length > 0 || decided.has(id)) trees.set(id, rebuilt(group, id, lines, known));
  }
  return trees;
}

/** Throws RecordingError where the protocol keeps no tree. */
function checkedGroup({ run, reports }: Recording): Group {
  if (!hasTrees(run)) {
    const what = `the run is one of ${protocolOf(run).title(run.m)}, in which no node keeps a message tree`;
    throw new RecordingError(null, what, "explain the whole run, or one --node of it, with nothing more");
  }
  const counted = reports.filter(({ relays }) => relays === undefined);
  if (counted.length > 0) {
    const rounds = [...new Set(counted.map(({ round }) => round))];
    const what = `the reports of round ${clipped(rounds)} were counted, not recorded`;
    throw new RecordingError(null, what, "record the run with --record-all");
  }
  const leaves = levelSize(run.n, run.m);
  if (leaves > LEAVES_MAX) {
    const what = `each tree of ${run.n} nodes with m ${run.m} has ${leaves} leaves; ${LEAVES_MAX} is the most`;
    throw new RecordingError(null, what, "record a run with fewer nodes or a smaller m");
  }
  return groupOfRun(run);
}

/** A simulated run spells out once what a node tells everybody: by that one list, the report. */
type KnownReports = Map<readonly Relay[], OralReport>;

function rebuilt(group: Group, id: NodeId, lines: readonly ReportLine[], known: KnownReports): NodeTree {
  const tree = new BitTree(group);
  for (const { round, from, relays = [] } of lines) {
    tree.store(keptIn(known, relays, () => reportOf(group, round, from, relays)));
  }
  return new NodeTree(id, tree, new Set(lines.map(({ round, from }) => `${round}.${from}`)));
}

/** The tree of one lieutenant. */
export function treeOf(recording: Recording, trees: ReadonlyMap<NodeId, NodeTree>, node: NodeId): NodeTree {
  const { run } = recording;
  const tree = trees.get(node);
  if (tree) return tree;
  const fix = `choose one of ${clipped([...trees.keys()])}`;
  if (!run.nodes.includes(node)) throw new RecordingError(null, `there is no node ${node} in this run`, fix);
  if (node === run.general) {
    throw new RecordingError(
      null,
      `node ${node} is the general: it gives the order and keeps no message tree`,
      fix,
    );
  }
  throw new RecordingError(null, `the recording does not say what node ${node} accepted`, fix);
}
