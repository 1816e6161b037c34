/** The message tree of one node as a picture holds it: for each path what was told, what it folds to, and what is odd about it. */
import type { NodeId, Order } from "../core/group.js";
import { childrenOf, formatPath, levelSize, type Path } from "../core/path.js";
import { Facts, isLie } from "../explain/facts.js";
import { type NodeTree, treeOf } from "../explain/trees.js";
import { protocolOf } from "../protocols/index.js";
import type { Recording, RunLine } from "../recording/recording.js";
import { refuseRound } from "./messages.js";

export interface Cell {
  readonly path: Path;
  readonly told: Order;
  /** null for a leaf, which stands for itself */
  readonly folded: Order | null;
  /** its node tells itself what it was told */
  readonly isOwn: boolean;
  /** the path holds its node already */
  readonly isEcho: boolean;
  /** nothing came, so that the default order stands */
  readonly isMissing: boolean;
  /** what was owed, where something else was told */
  readonly owed: Order | null;
  readonly children: readonly Cell[];
}

export interface TreePicture {
  readonly run: RunLine;
  readonly node: NodeId;
  readonly title: string;
  readonly root: Cell;
  readonly marksLies: boolean;
  readonly leaves: number;
}

export interface TreeOptions {
  /** the last that is drawn; all of them if none is said */
  readonly round?: number;
  /** no node knows who lies; all-knowing readers do, if nothing is said */
  readonly marksLies?: boolean;
}

/** How many paths a node's tree has, down to a round. */
export function pathsOf({ n }: RunLine, round: number): number {
  return Array.from({ length: round + 1 }, (_, level) => levelSize(n, level)).reduce((a, b) => a + b, 0);
}

/** Throws a RecordingError where there is no such tree. */
export function treePictureOf(
  recording: Recording,
  node: NodeId,
  { round = recording.run.m, marksLies = true }: TreeOptions = {},
): TreePicture {
  const { run } = recording;
  refuseRound(round, run.m);
  const facts = new Facts(recording);
  const tree = treeOf(recording, facts.trees, node);
  const part = round < run.m ? `, down to round ${round}` : "";
  return {
    run,
    node,
    title: `${protocolOf(run).title(run.m)} with ${run.n} nodes: the message tree of node ${node}${part}`,
    root: cellAt(marksLies ? facts : null, tree, [run.general], round),
    marksLies,
    leaves: levelSize(run.n, round),
  };
}

function cellAt(facts: Facts | null, tree: NodeTree, path: Path, round: number): Cell {
  const { group, node } = tree;
  const telling = facts?.telling(path, node);
  const isOwn = path.at(-1) === node;
  const isLeaf = path.length > group.m;
  const children = path.length > round ? [] : childrenOf(group, path);
  return {
    path,
    told: tree.toldAt(path),
    folded: isLeaf ? null : tree.foldedAt(path),
    isOwn,
    isEcho: !isOwn && path.includes(node),
    isMissing: !tree.hasReportFor(path),
    owed: telling && isLie(telling) ? telling.owed : null,
    children: children.map((child) => cellAt(facts, tree, child, round)),
  };
}

/** In the order of reading: each cell before its children. */
export function* cellsOf(cell: Cell): Generator<Cell> {
  yield cell;
  for (const child of cell.children) yield* cellsOf(child);
}

/** What is odd about a cell, a word each. */
export function remarksOn({ isOwn, isEcho, isMissing, owed }: Cell): string[] {
  return [
    ...(isOwn ? ["own"] : []),
    ...(isEcho ? ["echo"] : []),
    ...(isMissing ? ["missing"] : []),
    ...(owed === null ? [] : [`a lie, owed ${owed}`]),
  ];
}

export function nameOfCell({ path }: Cell): string {
  return formatPath(path);
}
