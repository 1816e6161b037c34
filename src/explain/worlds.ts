/**
 * Two worlds that one node cannot tell apart, side by side: it receives the same messages in both, so it decides
 * alike, but the conditions ask different orders of it (Lamport, Shostak and Pease 1982, §2, figures 1 and 2).
 */
import { lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { type Path, pathsOf } from "../core/path.js";
import { RecordingError } from "../recording/fields.js";
import type { Recording } from "../recording/recording.js";
import { Facts } from "./facts.js";
import { pathSentence } from "./sentence.js";
import {
  BLANK,
  beside,
  count,
  type Line,
  nodes,
  order,
  path,
  say,
  sentence,
  span,
  type Text,
  toPlain,
  wrapped,
} from "./text.js";
import { type NodeTree, treeOf } from "./trees.js";

const MESSAGES_SHOWN_MAX = 12;

interface World {
  readonly name: string;
  readonly facts: Facts;
  readonly tree: NodeTree;
}

/** Both recordings as `node` sees them, in two columns of together `width`. */
export function twoWorlds(a: Recording, b: Recording, node: NodeId, width = 80): Text {
  const [left, right] = [a, b].map((recording, index): World => {
    const facts = new Facts(recording);
    return { name: `world ${index + 1}`, facts, tree: treeOf(recording, facts.trees, node) };
  }) as [World, World];
  if (JSON.stringify(left.facts.group) !== JSON.stringify(right.facts.group)) {
    const what =
      "the two recordings are of different groups: they differ in nodes, general, m, orders or default";
    throw new RecordingError(
      null,
      what,
      "compare runs that differ only in the general's order and the traitors",
    );
  }
  const [one, other] = [sections(left), sections(right)];
  const columns = one.flatMap((section, index) => beside(section, other[index] as Text, width));
  return [...columns, BLANK, ...wrapped(conclusion(left, right), width)];
}

/** What stands at the same height in both columns. */
function sections(world: World): Text[] {
  const { facts, name, tree } = world;
  const { run } = facts.recording;
  const traitors = facts.group.ids.filter((id) => id !== run.general && facts.isTraitor(id));
  const general = facts.isTraitor(run.general)
    ? say`The general, node ${run.general}, is ${span("traitor", "a traitor")}.`
    : say`The general, node ${run.general}, is loyal and orders ${order(run.order)}.`;
  const [are, kind] = traitors.length === 1 ? ["is", "a traitor"] : ["are", "traitors"];
  const lieutenants =
    traitors.length === 0
      ? say`All lieutenants are loyal.`
      : say`${sentence(say`${nodes(traitors)}`)} ${are} ${span("traitor", kind)}.`;
  return [
    [[span("heading", toPlain([sentence(say`${name}`)]))]],
    [general],
    [lieutenants],
    [BLANK, say`Node ${tree.node} receives:`],
    messages(tree),
    [BLANK, say`It decides ${order(tree.foldedAt([run.general]))}.`],
    [duty(world).sentence],
  ];
}

/** What others told the node, each message as a sentence. */
function messages(tree: NodeTree): Text {
  const paths = pathsFromOthers(tree);
  const lines = paths.slice(0, MESSAGES_SHOWN_MAX).map((at) => {
    const stands = tree.hasReportFor(at) ? "" : " (nothing came)";
    return say`  ${pathSentence(at, tree.toldAt(at))}${stands}`;
  });
  const left = paths.length - lines.length;
  return left > 0 ? [...lines, [span("note", `  … and ${count(left, "more message")}`)]] : lines;
}

/** Every path that another node told this one, by round. */
export function pathsFromOthers({ group, node }: NodeTree): Path[] {
  const paths: Path[] = [[group.general]];
  for (let round = 1; round <= group.m; round++) {
    for (const from of lieutenantsOf(group)) if (from !== node) paths.push(...pathsOf(group, round, from));
  }
  return paths;
}

/** What the conditions ask the node to decide in its world. */
function duty({ facts, tree }: World): { order: Order | null; sentence: Line } {
  const { group, recording } = facts;
  if (facts.isLoyal(group.general)) {
    const asked = recording.run.order;
    return { order: asked, sentence: say`It must decide ${order(asked)}: the general is loyal (IC2).` };
  }
  const others = lieutenantsOf(group).filter((id) => id !== tree.node && facts.isLoyal(id));
  const decided = [...new Set(others.map((id) => facts.decisionOf(id)))];
  const [asked] = decided;
  if (others.length === 0)
    return { order: null, sentence: say`Nothing is asked of it: no other lieutenant is loyal.` };
  if (decided.length > 1 || asked === null || asked === undefined) {
    return { order: null, sentence: say`It cannot satisfy IC1: the other loyal lieutenants do not agree.` };
  }
  const decide = others.length === 1 ? "decides" : "decide";
  return {
    order: asked,
    sentence: say`It must decide ${order(asked)}, as ${nodes(others)} ${decide} (IC1).`,
  };
}

function conclusion(left: World, right: World): Text {
  const { node } = left.tree;
  const paths = pathsFromOthers(left.tree);
  const apart = paths.filter((at) => left.tree.toldAt(at) !== right.tree.toldAt(at));
  const [first] = apart;
  if (first) {
    return [
      say`Node ${node} can tell the two worlds apart: ${apart.length} of ${count(paths.length, "message")} ${apart.length === 1 ? "differs" : "differ"}, the first on path ${path(first)}, ${order(left.tree.toldAt(first))} in world 1 and ${order(right.tree.toldAt(first))} in world 2.`,
    ];
  }
  const decided = order(left.tree.foldedAt([left.facts.group.general]));
  const same = say`Node ${node} receives exactly the same ${count(paths.length, "message")} in both worlds: it cannot tell them apart, and decides ${decided} in both.`;
  const asked = [duty(left).order, duty(right).order];
  if (asked.includes(null)) return [same];
  const [one, other] = asked as [Order, Order];
  if (one === other) return [same, say`The conditions ask the same of it in both, ${order(one)}.`];
  return [
    same,
    say`But it must decide ${order(one)} in world 1 and ${order(other)} in world 2. Whatever it decides on these messages, it is wrong in one of them.`,
  ];
}
