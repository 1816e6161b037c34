/** A run told as sentences, for one whose conditions are violated above all: who lied, who believed what, what broke. */
import { ABOVE_3M } from "../core/bound.js";
import { lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { groupedBy } from "../core/grouped.js";
import { protocolOf } from "../protocols/index.js";
import type { Recording } from "../recording/recording.js";
import { recordedOutcome } from "../recording/recording.js";
import { type Judgement, judge, type Verdict } from "../recording/verdict.js";
import { Facts } from "./facts.js";
import { lieLines } from "./lies.js";
import {
  count,
  type Line,
  listed,
  nodes,
  order,
  say,
  section,
  sentence,
  span,
  type Text,
  toPlain,
} from "./text.js";
import { tallyAt, tallySentence } from "./votes.js";

/** Who the traitors are, what each lie was, what each loyal node concluded, and which condition is violated. */
export function tellStory(recording: Recording): Text {
  const facts = new Facts(recording);
  const verdict = judge(recordedOutcome(recording));
  const traitors = facts.group.ids.filter((id) => facts.isTraitor(id));
  return [
    ...opening(facts, traitors),
    ...section(
      "The lies",
      traitors.length > 0 ? traitors.flatMap((id) => lieLines(facts, id)) : [say`None.`],
    ),
    ...section("What each loyal lieutenant concluded", conclusions(facts)),
    ...section("The verdict", verdictLines(facts, verdict)),
  ];
}

function opening(facts: Facts, traitors: readonly NodeId[]): Text {
  const { group, recording } = facts;
  const { run } = recording;
  const ordered = order(run.order);
  const general = facts.isTraitor(group.general)
    ? say`The general, node ${group.general}, was to order ${ordered}, but is a traitor`
    : say`The general, node ${group.general}, is loyal and orders ${ordered}`;
  const start = say`${run.n} nodes run ${protocolOf(run).title(run.m)}. ${general}; the default order is ${order(group.defaultOrder)}.`;
  const failed = group.ids.flatMap((id) => {
    const why = facts.whyObserved(id);
    return why === undefined ? [] : [say`Node ${id} failed in this run: ${why}. It counts as a traitor.`];
  });
  if (traitors.length === 0) return [start, say`There are no traitors.`, ...failed];
  const names = traitors.map((id) => span("traitor", `${facts.name(id)} (${facts.strategyOf(id)})`));
  return [
    start,
    say`${traitors.length === 1 ? "The traitor is" : "The traitors are"} ${listed(names)}.`,
    ...failed,
  ];
}

/** One line a loyal lieutenant; those who were told and counted the same share one. */
function conclusions(facts: Facts): Text {
  const loyal = lieutenantsOf(facts.group).filter((id) => facts.isLoyal(id));
  if (loyal.length === 0) return [say`There is no loyal lieutenant.`];
  const alike = groupedBy(loyal, (id) => toPlain([conclusion(facts, [id])]).replace(/^Node \d+/, ""));
  return [...alike.values()].map((ids) => conclusion(facts, ids));
}

function conclusion(facts: Facts, ids: readonly NodeId[]): Line {
  const { group, trees } = facts;
  const [id] = ids as [NodeId];
  const who = sentence(say`${nodes(ids)}`);
  const [was, it] = ids.length === 1 ? ["was", "it"] : ["were", "they"];
  const decided = facts.decisionOf(id);
  const tree = trees.get(id);
  if (decided === null)
    return say`${who} did not decide${facts.recording.verdict ? "" : ", as far as this is recorded"}.`;
  if (!tree) return say`${who} decided ${order(decided)}; what ${it} accepted is not recorded.`;
  const root = [group.general];
  const told = order(tree.toldAt(root));
  const start = tree.hasReportFor(root)
    ? say`${who} ${was} told ${told} by the general`
    : say`${who} ${was} told nothing by the general, so ${told} stands`;
  if (group.m === 0) return say`${start} and decided ${order(decided)}.`;
  const votes = sentence(tallySentence(tallyAt(tree, root), { on: "his order", namesAll: true }));
  return say`${start}. ${votes}: ${it} decided ${order(decided)}.`;
}

function verdictLines(facts: Facts, verdict: Verdict): Text {
  return [ic1Line(facts, verdict), ic2Line(facts, verdict), guaranteeLine(facts, verdict)];
}

function ic1Line(facts: Facts, { ic1 }: Verdict): Line {
  const camps = campsOf(facts);
  const list = listed(camps.map(([name, ids]) => say`${nodes(ids)} ${order(name)}`));
  const lines: Record<Judgement, Line> = {
    holds: say`IC1 holds: all loyal lieutenants decided the same order, ${order(camps[0]?.[0] ?? "")}.`,
    violated: say`${span("violated", "IC1 is violated")}: loyal lieutenants decided different orders: ${list}.`,
    vacuous: say`IC1 is vacuous: there is no loyal lieutenant.`,
    unknown: say`IC1 is unknown: a decision is missing.`,
  };
  return lines[ic1];
}

function ic2Line(facts: Facts, { ic2 }: Verdict): Line {
  const { general } = facts.group;
  const given = order(facts.recording.run.order);
  const disobedient = campsOf(facts).filter(([name]) => name !== facts.recording.run.order);
  const list = listed(disobedient.map(([name, ids]) => say`${nodes(ids)} decided ${order(name)}`));
  const why = facts.isTraitor(general) ? "is a traitor" : "failed in this run";
  const lines: Record<Judgement, Line> = {
    holds: say`IC2 holds: the general is loyal, and every loyal lieutenant decided his order, ${given}.`,
    violated: say`${span("violated", "IC2 is violated")}: the general is loyal and ordered ${given}, but ${list}.`,
    vacuous: say`IC2 is vacuous: the general ${why}.`,
    unknown: say`IC2 is unknown: a decision is missing.`,
  };
  return lines[ic2];
}

/** Loyal lieutenants by what they decided. */
function campsOf(facts: Facts): [Order, NodeId[]][] {
  const loyal = lieutenantsOf(facts.group).filter((id) => facts.isLoyal(id));
  const camps = groupedBy(loyal, (id) => facts.decisionOf(id));
  return [...camps].flatMap(([decided, ids]) => (decided === null ? [] : [[decided, ids]]));
}

function guaranteeLine(facts: Facts, { guaranteed }: Verdict): Line {
  const { run } = facts.recording;
  const faulty = facts.group.ids.filter((id) => !facts.isLoyal(id)).length;
  // who failed beside the traitors, the verdict's line says
  if (guaranteed && !facts.recording.verdict)
    return say`Whether this was guaranteed is not known: the recording ends before it says which nodes failed.`;
  if (guaranteed) {
    const failed =
      faulty === 0 ? "none of them lied or failed" : `no more than ${run.m} of them lied or failed`;
    return say`This was guaranteed: ${run.n} nodes are more than 3 × ${run.m}, and ${failed}.`;
  }
  if (!ABOVE_3M.tolerates(run.n, run.m)) {
    return say`Nothing was guaranteed: to tolerate ${count(run.m, "traitor")} takes ${3 * run.m + 1} nodes, and there are ${run.n}.`;
  }
  return say`Nothing was guaranteed: ${count(faulty, "node")} lied or failed, and ${protocolOf(run).title(run.m)} tolerates ${run.m}.`;
}
