/** A run told as sentences, for one whose conditions are violated above all: who lied, who believed what, what broke. */
import { isWithinBound, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import type { Recording } from "../core/recording.js";
import { judge, type Verdict } from "../core/verdict.js";
import { Facts } from "./facts.js";
import { lieLines } from "./lies.js";
import { BLANK, indent, type Line, nodes, order, say, span, type Text } from "./text.js";
import { tallyAt, tallySentence } from "./votes.js";

/** Who the traitors are, what each lie was, what each loyal node concluded, and which condition is violated. */
export function tellStory(recording: Recording): Text {
  const facts = new Facts(recording);
  const verdict = judged(facts);
  const traitors = facts.group.ids.filter((id) => facts.isTraitor(id));
  return [
    ...opening(facts, traitors),
    ...part("The lies", traitors.length > 0 ? traitors.flatMap((id) => lieLines(facts, id)) : [say`None.`]),
    ...part("What each loyal lieutenant concluded", conclusions(facts)),
    ...part("The verdict", verdictLines(facts, verdict)),
  ];
}

function part(title: string, lines: Text): Text {
  return [BLANK, [span("heading", title)], ...lines.map((line) => indent(1, line))];
}

function judged({ group, recording }: Facts): Verdict {
  return judge({
    group,
    order: recording.run.order,
    traitors: recording.run.traitors.map(({ id }) => id),
    observed: recording.verdict?.observed.map(({ id }) => id) ?? [],
    decisions: new Map(recording.decisions.map(({ node, order: decided }) => [node, decided])),
  });
}

function opening(facts: Facts, traitors: readonly NodeId[]): Text {
  const { group, recording } = facts;
  const { run } = recording;
  const loyal = facts.isTraitor(group.general) ? "a traitor, is to order" : "loyal, orders";
  const lines = [
    say`${run.n} nodes run OM(${run.m}). The general, node ${group.general}, is ${loyal} ${order(run.order)}; the default order is ${order(group.defaultOrder)}.`,
  ];
  if (traitors.length === 0) return [...lines, say`There are no traitors.`];
  const names = traitors.map((id) => say`${span("traitor", `${facts.name(id)} (${facts.strategyOf(id)})`)}`);
  const list = names.reduce((line, name) => say`${line}, ${name}`);
  return [...lines, say`${traitors.length === 1 ? "The traitor is" : "The traitors are"} ${list}.`];
}

function conclusions(facts: Facts): Text {
  const loyal = lieutenantsOf(facts.group).filter((id) => facts.isLoyal(id));
  if (loyal.length === 0) return [say`There is no loyal lieutenant.`];
  return loyal.map((id) => conclusion(facts, id));
}

function conclusion(facts: Facts, id: NodeId): Line {
  const { group, trees } = facts;
  const decided = facts.decisionOf(id);
  const tree = trees.get(id);
  if (decided === null) return say`Node ${id} did not decide.`;
  if (!tree) return say`Node ${id} decided ${order(decided)}; what it accepted is not recorded.`;
  const root = [group.general];
  const told = order(tree.toldAt(root));
  if (group.m === 0) return say`Node ${id} was told ${told} by the general and decided ${order(decided)}.`;
  return say`Node ${id} was told ${told} by the general; of the words of all lieutenants ${tallySentence(tallyAt(tree, root), id)}. It decided ${order(decided)}.`;
}

function verdictLines(facts: Facts, verdict: Verdict): Text {
  return [ic1Line(facts, verdict), ic2Line(facts, verdict), guaranteeLine(facts, verdict)];
}

function ic1Line(facts: Facts, { ic1 }: Verdict): Line {
  const camps = campsOf(facts);
  const list = camps.map(([name, ids]) => say`${nodes(ids)} ${order(name)}`).reduce<Line>((line, one, index) => (index === 0 ? one : say`${line}, ${one}`), []);
  switch (ic1) {
    case "holds":
      return say`IC1 holds: all loyal lieutenants decided the same order, ${order(camps[0]?.[0] ?? "")}.`;
    case "violated":
      return say`${span("violated", "IC1 is violated")}: loyal lieutenants decided different orders: ${list}.`;
    case "vacuous":
      return say`IC1 is vacuous: there is no loyal lieutenant.`;
    case "unknown":
      return say`IC1 is unknown: a decision is missing.`;
  }
}

function ic2Line(facts: Facts, { ic2 }: Verdict): Line {
  const given = facts.recording.run.order;
  const disobedient = campsOf(facts).filter(([name]) => name !== given);
  const list = disobedient.map(([name, ids]) => say`${nodes(ids)} decided ${order(name)}`).reduce<Line>((line, one, index) => (index === 0 ? one : say`${line}, ${one}`), []);
  switch (ic2) {
    case "holds":
      return say`IC2 holds: the general is loyal, and every loyal lieutenant decided his order, ${order(given)}.`;
    case "violated":
      return say`${span("violated", "IC2 is violated")}: the general is loyal and ordered ${order(given)}, but ${list}.`;
    case "vacuous":
      return facts.isTraitor(facts.group.general)
        ? say`IC2 is vacuous: the general is a traitor.`
        : say`IC2 is vacuous: the general failed in this run.`;
    case "unknown":
      return say`IC2 is unknown: a decision is missing.`;
  }
}

/** Loyal lieutenants by what they decided. */
function campsOf(facts: Facts): [Order, NodeId[]][] {
  const camps = new Map<Order, NodeId[]>();
  for (const id of lieutenantsOf(facts.group)) {
    const decided = facts.decisionOf(id);
    if (facts.isLoyal(id) && decided !== null) camps.set(decided, [...(camps.get(decided) ?? []), id]);
  }
  return [...camps];
}

function guaranteeLine(facts: Facts, { guaranteed }: Verdict): Line {
  const { run } = facts.recording;
  const faulty = facts.group.ids.filter((id) => !facts.isLoyal(id)).length;
  if (guaranteed) return say`OM(${run.m}) guarantees this: ${run.n} nodes are more than 3 × ${run.m}, and ${faulty} of them failed or lied, at most ${run.m}.`;
  if (!isWithinBound(run.n, run.m)) {
    return say`Nothing was guaranteed: to tolerate ${run.m} it takes ${3 * run.m + 1} nodes, and there are ${run.n}.`;
  }
  return say`Nothing was guaranteed: ${faulty} nodes failed or lied, and m is ${run.m}.`;
}
