/** What one cell of a node's tree shows: told, folded, votes, and what kind of cell it is. */
import type { NodeId, Order } from "../../core/group.js";
import type { Path } from "../../core/path.js";
import type { Facts } from "../../explain/facts.js";
import { isLie } from "../../explain/facts.js";
import { pathSentence } from "../../explain/sentence.js";
import { toPlain } from "../../explain/text.js";
import type { NodeTree } from "../../explain/trees.js";
import { tallyAt } from "../../explain/votes.js";
import { nameOf } from "./orders.js";
import { isFolded, isTold } from "./steps.js";

export interface CellView {
  readonly path: Path;
  readonly isTold: boolean;
  readonly told: Order;
  /** null before the fold has come so far, and for leaves */
  readonly folded: Order | null;
  /** votes for each order that has any, largest first; empty while not folded */
  readonly votes: readonly { readonly order: Order; readonly count: number }[];
  readonly isOwn: boolean;
  readonly isEcho: boolean;
  readonly isMissing: boolean;
  /** told otherwise than owed; false where traitors are not to be marked */
  readonly isLie: boolean;
}

export interface CellOptions {
  readonly step: number;
  /** whose reports of the round of this step have come; null: all there are */
  readonly heard?: ReadonlySet<NodeId> | null;
  /** null where what really happened is not to be shown */
  readonly facts: Facts | null;
}

export function cellView(tree: NodeTree, path: Path, { step, heard, facts }: CellOptions): CellView {
  const { node, group } = tree;
  const isInner = path.length <= group.m;
  const folds = isInner && isFolded(group.m, path, step);
  const telling = facts?.telling(path, node) ?? null;
  return {
    path,
    isTold: isTold(path, step, heard),
    told: tree.toldAt(path),
    folded: folds ? tree.foldedAt(path) : null,
    votes: folds
      ? tallyAt(tree, path).camps.map(({ order, voters }) => ({ order, count: voters.length }))
      : [],
    isOwn: path.at(-1) === node,
    isEcho: path.at(-1) !== node && path.includes(node),
    isMissing: !tree.hasReportFor(path),
    isLie: telling !== null && telling.from !== node && isLie(telling),
  };
}

/** The whole of a cell in words, for whoever does not see it. */
export function cellLabel(tree: NodeTree, view: CellView): string {
  const where = `path ${view.path.join(".")}`;
  if (!view.isTold) return `${where}: not yet told`;
  const said = toPlain([pathSentence(view.path, view.told)]);
  const kinds = [
    view.isOwn ? `node ${tree.node}'s own relay` : "",
    view.isEcho ? "an echo" : "",
    view.isMissing ? "nothing came, so the default order stands" : "",
    view.isLie ? "a lie" : "",
    view.folded === null
      ? ""
      : `folds to ${nameOf(view.folded)} (${view.votes.map((vote) => `${vote.count} ${nameOf(vote.order)}`).join(", ")})`,
  ];
  return [`${where}: ${said}`, ...kinds.filter((kind) => kind !== "")].join("; ");
}
