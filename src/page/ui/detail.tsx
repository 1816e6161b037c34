/** What the chosen cell says, in sentences; or how the node decided, while none is chosen. */
import type { Path } from "../../core/path.js";
import type { Facts } from "../../explain/facts.js";
import { pathSentence, truthSentence } from "../../explain/sentence.js";
import { type Line, order, path as pathSpan, say, sentence, type Text } from "../../explain/text.js";
import type { NodeTree } from "../../explain/trees.js";
import { leafCounts, tallyAt, tallySentence } from "../../explain/votes.js";
import { isFolded, isTold } from "../model/steps.js";
import { Words } from "./words.js";

interface DetailProps {
  readonly tree: NodeTree;
  readonly path: Path;
  readonly step: number;
  /** null in the mode "what one node knows" */
  readonly facts: Facts | null;
  readonly countLeaves: boolean;
  /** the way to another cell, where none is chosen */
  readonly hint?: string;
}

export function Detail(props: DetailProps) {
  const { tree, path, hint = "Choose a cell to read its sentence; arrow keys go from cell to cell." } = props;
  const lines = path.length > 0 ? cellLines(props) : decisionLines(props);
  return (
    <section
      class={path.length > 0 ? "detail chosen" : "detail"}
      // on a phone it scrolls by itself
      tabIndex={path.length > 0 ? 0 : undefined}
      aria-live="polite"
      aria-label="What it says"
    >
      <h2>
        {path.length > 0 ? `Path ${path.join(".")} at node ${tree.node}` : `How node ${tree.node} decides`}
      </h2>
      {lines.map((line, index) => (
        <p key={index} class={index === 0 && path.length > 0 ? "says" : undefined}>
          <Words line={line} group={tree.group} />
        </p>
      ))}
      {path.length === 0 && <p class="hint">{hint}</p>}
    </section>
  );
}

function cellLines(props: DetailProps): Text {
  const { tree, path, step, facts } = props;
  if (!isTold(path, step)) return [say`Nothing has been told here yet.`];
  const { node, group } = tree;
  const truth: Text = facts ? [say`What really happened: ${truthSentence(facts, path, node)}.`] : [];
  return [
    sentence(say`${pathSentence(path, tree.toldAt(path))}.`),
    ...truth,
    ...kindLines(tree, path),
    ...(path.length <= group.m && isFolded(group.m, path, step) ? [voteLine(tree, path)] : []),
    ...becameLines(props),
  ];
}

function kindLines(tree: NodeTree, path: Path): Text {
  const { node, group } = tree;
  const lines: Line[] = [];
  if (path.at(-1) === node)
    lines.push(say`It is node ${node}'s own cell: it relays to itself what it was told.`);
  else if (path.includes(node))
    lines.push(
      say`It is an echo: the path already holds node ${node}, which hears of its own relay. It votes all the same.`,
    );
  if (!tree.hasReportFor(path))
    lines.push(say`No report came in time, so ${order(group.defaultOrder)}, the default order, stands.`);
  return lines;
}

function voteLine(tree: NodeTree, path: Path): Line {
  const votes = sentence(tallySentence(tallyAt(tree, path), { self: tree.node, namesAll: true }));
  return say`${votes}: path ${pathSpan(path)} folds to ${order(tree.foldedAt(path))}.`;
}

/** The votes above that this cell takes part in, as far as the fold has come. */
function becameLines({ tree, path, step, facts }: DetailProps): Text {
  const lines: Line[] = [];
  for (let length = path.length - 1; length >= 1; length--) {
    const above = path.slice(0, length);
    if (!isFolded(tree.group.m, above, step)) break;
    const mine = order(tree.foldedAt(path.slice(0, length + 1)));
    const result = order(tree.foldedAt(above));
    const tally = tallyAt(tree, above);
    const counts = tally.camps.map(({ voters }) => voters.length).join(" to ");
    const decision = isJudged(tree, facts)
      ? say`, and that is its decision`
      : say`; what a traitor decides is not judged`;
    const end = length === 1 ? decision : [];
    lines.push(
      say`On path ${pathSpan(above)} node ${path[length] as number} votes ${mine}; ${counts}, so it folds to ${result}${end}.`,
    );
  }
  return lines;
}

/** To the all-knowing a traitor decides nothing. */
function isJudged({ node }: NodeTree, facts: DetailProps["facts"]): boolean {
  return !facts?.isTraitor(node);
}

function decisionLines({ tree, step, countLeaves, facts }: DetailProps): Text {
  const { group } = tree;
  const root = [group.general];
  const lines: Line[] = [];
  if (tree.hasReportFor(root)) lines.push(say`The general told it ${order(tree.toldAt(root))}.`);
  else lines.push(say`The general told it nothing, so ${order(group.defaultOrder)} stands.`);
  if (!isFolded(group.m, root, step)) {
    lines.push(say`It has not decided yet: the rounds are still filling, or the fold is on its way.`);
  } else if (group.m === 0) {
    lines.push(say`With m 0 nobody relays: it obeys what it was told.`);
  } else {
    const votes = sentence(tallySentence(tallyAt(tree, root), { self: tree.node, namesAll: true }));
    const folded = order(tree.foldedAt(root));
    const end = isJudged(tree, facts)
      ? say`it decides ${folded}`
      : say`its tree comes to ${folded}; what a traitor decides is not judged`;
    lines.push(say`${votes}: ${end}.`);
  }
  return countLeaves ? [...lines, leafLine(tree)] : lines;
}

const counted = new WeakMap<NodeTree, ReturnType<typeof leafCounts>>();

function leafLine(tree: NodeTree): Line {
  const counts = counted.get(tree) ?? leafCounts(tree);
  counted.set(tree, counts);
  const total = counts.reduce((sum, { leaves }) => sum + leaves, 0);
  const [first] = counts;
  const wins = first && first.leaves * 2 > total ? first.order : tree.group.defaultOrder;
  const decided = tree.foldedAt([tree.group.general]);
  const parts = counts.map(({ order: name, leaves }) => say`${leaves} ${order(name)}`);
  const all = parts.reduce((line, part) => say`${line} to ${part}`);
  if (wins === decided)
    return say`Counting its ${total} leaves in one go gives ${all}: here that comes to the same order.`;
  return say`Counting its ${total} leaves in one go gives ${all}: that would be ${order(wins)}. This is the leaf trap: the fold counts level by level, and comes to ${order(decided)}.`;
}
