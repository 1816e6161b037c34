/** What a run shows beyond its verdict: one lieutenant's tree, folded, and one path of it as a sentence. */
import type { NodeId } from "../core/group.js";
import type { Path } from "../core/path.js";
import { drawTree } from "../explain/draw.js";
import { pathSentence } from "../explain/sentence.js";
import { say, sentence, type Text } from "../explain/text.js";
import { type NodeTree, treesOf } from "../explain/trees.js";
import { protocolOf } from "../protocols/index.js";
import { hasTrees, type Recording } from "../recording/recording.js";
import { paint, terminalWidth } from "./paint.js";

/** The tree of the first loyal lieutenant, and a path through a traitor if there is one. */
export function storyText(recording: Recording): string | null {
  const { run } = recording;
  if (!hasTrees(run)) return null;
  const traitors = new Set(run.traitors.map(({ id }) => id));
  const trees = treesOf(recording);
  const loyal = [...trees.keys()].find((id) => !traitors.has(id) && id !== run.general);
  const tree = loyal === undefined ? undefined : trees.get(loyal);
  return tree ? paint([...treeLines(tree), [], ...sentenceLines(tree, pathThrough(tree, traitors))]) : null;
}

/** A node's own tree, folded. */
export function treeText(recording: Recording, id: NodeId): string {
  const { run } = recording;
  if (!hasTrees(run)) {
    const what = run.contents ? "a run about digests of values" : protocolOf(run).title("m");
    return `a node keeps no message tree to draw in ${what}`;
  }
  const tree = treesOf(recording).get(id);
  return tree ? paint(treeLines(tree)) : `node ${id} is the general and keeps no tree`;
}

function treeLines(tree: NodeTree): Text {
  return [
    say`The message tree of node ${tree.node}, folded:`,
    [],
    ...drawTree(tree, { width: terminalWidth() }),
  ];
}

function sentenceLines(tree: NodeTree, path: Path): Text {
  return [
    say`For instance, at path ${path.join(".")} of node ${tree.node}:`,
    sentence(pathSentence(path, tree.toldAt(path))),
  ];
}

/** A longest path that ends with a loyal hop behind a traitor, or just the first. */
function pathThrough({ group, node }: NodeTree, traitors: ReadonlySet<NodeId>): Path {
  const others = group.ids.filter((id) => id !== group.general && id !== node);
  const liars = others.filter((id) => traitors.has(id));
  const hops = [...liars.slice(0, 1), ...others.filter((id) => !traitors.has(id)), ...liars.slice(1)];
  return [group.general, ...hops.slice(0, group.m)];
}
