/** One sentence for each moment of a run: what just happened. */
import { lieutenantsOf, type NodeId } from "../../core/group.js";
import { formatPath, pathsOf } from "../../core/path.js";
import { roundName } from "../../explain/held.js";
import { EXPLAINED } from "../../explain/protocols.js";
import { type Line, listed, order, say, span } from "../../explain/text.js";
import { tallyAt, tallySentence } from "../../explain/votes.js";
import { protocolOf } from "../../protocols/index.js";
import { hasTrees } from "../../recording/recording.js";
import type { Message, Moment } from "./moments.js";
import { chainText, isGeneral } from "./orders.js";
import type { Run } from "./runs.js";

/** What the last step brought; `node` is the one that is watched, `isAll`: by the all-knowing. */
export function stepSentence(run: Run, step: readonly Moment[], node: NodeId, isAll = false): Line {
  const [first] = step;
  if (first === undefined) return beginning(run);
  if (first.kind === "message") {
    const messages = step.filter((one): one is Message => one.kind === "message");
    return messages.length === 1 ? told(run, first) : toldAtOnce(run, messages);
  }
  if (first.kind === "closed") return closed(run, first.round, node);
  if (first.kind === "fold") return folded(run, first.round, node);
  if (isAll && run.facts.isTraitor(node))
    return say`Node ${node} is ${span("traitor", "a traitor")}: what it decides is not judged.`;
  return decided(run, node);
}

function beginning({ group, recording: { run } }: Run): Line {
  const who = say`${group.ids.length} nodes run ${protocolOf(group).title(group.m)}`;
  if (protocolOf(group).everyone) return say`${who}: each has a value, and all are to know all of them.`;
  return say`${who}. The general, node ${group.general}, is to order ${order(run.order)}; nothing has been told yet.`;
}

function told(run: Run, message: Message): Line {
  const { round, from, to, isMissing, relays, lies } = message;
  const { group } = run;
  const where = `${capital(roundName(group, round))}.`;
  if (isMissing)
    return say`${where} ${capital(nameOfNode(run, from))} owes node ${to} a report, and nothing comes${instead(run)}.${unsoundText(message)}`;
  const truth = lies.length === 0 ? [] : say` ${span("traitor", lieText(message, run.facts.isLoyal(from)))}`;
  return say`${where} ${capital(nameOfNode(run, from))} tells ${nameOfNode(run, to)} ${what(run, message)}.${relays.length === 0 && lies.length === 0 ? "" : truth}${unsoundText(message)}`;
}

function unsoundText({ unsound }: Message): Line {
  if (unsound?.path === undefined) return [];
  return say` ${span("traitor", `It told path ${formatPath(unsound.path)}, which no node accepts: ${unsound.detail}.`)}`;
}

/** What the default order is there for. */
function instead({ group }: Run): Line {
  return protocolOf(group).tells === "paths" ? say`: ${order(group.defaultOrder)} stands for it` : [];
}

function what({ group }: Run, { round, relays }: Message): Line {
  const { tells } = protocolOf(group);
  const [first] = relays;
  if (first === undefined) return say`${tells === "chains" ? "nothing new" : "nothing"}`;
  if (tells === "chains") return listed(relays.map(chainText));
  if (relays.length === 1) {
    const by = first.path.at(-2);
    if (tells === "word" || by === undefined) return [order(first.order)];
    return say`that ${by === group.general ? "the general" : `node ${by}`} said ${order(first.order)}`;
  }
  const counts = group.orders.flatMap((one) => {
    const count = relays.filter((relay) => relay.order === one).length;
    return count === 0 ? [] : [say`${count} × ${order(one)}`];
  });
  const whose =
    round === 1 || protocolOf(group).everyone ? "what it was told" : "what it was told in the round before";
  return say`${whose}: ${listed(counts)}`;
}

function lieText({ lies, relays }: Message, isLoyal: boolean): string {
  const [lie] = lies;
  const held = lies.filter(({ told: said }) => said === null).length;
  if (lie && lies.length === 1 && relays.length <= 1)
    return lie.told === null
      ? `It held back ${lie.owed}.`
      : lie.owed === null
        ? `It owed nothing: ${isLoyal ? "wrong" : "a lie"}.`
        : `It owed ${lie.owed}: ${isLoyal ? "wrong" : "a lie"}.`;
  if (held === lies.length) return `It held back ${held}.`;
  if (isLoyal && lie)
    return `${lies.length} of these ${lies.length === 1 ? "is" : "are"} wrong: on path ${formatPath(lie.path)} it owed ${lie.owed ?? "nothing"}.`;
  return `${lies.length} of these ${lies.length === 1 ? "is a lie" : "are lies"}.`;
}

function toldAtOnce(run: Run, messages: readonly Message[]): Line {
  const [first] = messages as [Message];
  const count = messages.filter(({ isMissing }) => !isMissing).length;
  const missing = messages.length - count;
  const liars = new Set(messages.flatMap(({ from, lies }) => (lies.length > 0 ? [from] : [])));
  const who =
    liars.size === 0
      ? ""
      : ` ${[...liars].map((id) => `Node ${id} ${run.facts.isLoyal(id) ? "is wrong" : "lies"}.`).join(" ")}`;
  return say`${capital(roundName(run.group, first.round))}: ${count} reports travel${missing > 0 ? `, and ${missing} that are owed do not` : ""}.${span("traitor", who)}`;
}

function closed(run: Run, round: number, node: NodeId): Line {
  const held = run.held.get(node);
  const is = say`${capital(roundName(run.group, round).split(",")[0] ?? "")} is over`;
  const after = held && EXPLAINED[run.group.protocol].afterRound?.(run.group, held, round);
  return after && !isGeneral(run.group, node) ? say`${is}: node ${node} ${after}.` : say`${is}.`;
}

function folded({ group, facts }: Run, round: number, node: NodeId): Line {
  const tree = facts.trees.get(node);
  const counts = new Map<string, number>();
  for (const path of lieutenantsOf(group).flatMap((id) => pathsOf(group, round, id))) {
    const one = tree?.foldedAt(path) ?? "";
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  const come = listed([...counts].map(([one, count]) => say`${count} to ${order(one)}`));
  return say`Node ${node} takes the majority of the votes below each path of round ${round}: ${come}.`;
}

function decided(run: Run, node: NodeId): Line {
  const { group, facts, held, recording } = run;
  const tree = hasTrees(recording.run) ? facts.trees.get(node) : undefined;
  const one = held.get(node);
  const decision = facts.decisionOf(node);
  if (decision === null) return say`Node ${node} does not decide.`;
  const decides = say`Node ${node} decides ${order(decision)}`;
  const due = tree ? tree.foldedAt([group.general]) : one?.choice;
  if (due !== undefined && due !== decision && facts.isLoyal(node))
    return say`${decides}, but ${basis(run, node)} ${order(due)}.`;
  if (tree && group.m > 0)
    return say`${decides}: ${tallySentence(tallyAt(tree, [group.general]), { self: node })}.`;
  const why = one && EXPLAINED[group.protocol].lines(group, node, one).at(-1);
  const isPlain = !why || protocolOf(group).tells === "word";
  return isPlain ? say`${decides}.` : say`Node ${node}: ${why}`;
}

/** What a node had to decide by. */
function basis({ group }: Run, node: NodeId): string {
  if (isGeneral(group, node)) return "its order is";
  return protocolOf(group).tells === "chains" ? "its chains come to" : "what it was told comes to";
}

function nameOfNode({ group }: Run, id: NodeId): string {
  return isGeneral(group, id) ? "the general" : `node ${id}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
