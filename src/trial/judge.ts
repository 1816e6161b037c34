/**
 * The judgement of one world: from what each node was told follows what it owed, and the earliest difference by round, node,
 * path and receiver is the first wrong relay. Only where every relay is right can a decision be wrong by itself, and only where
 * every decision follows from what was told can a condition be violated by something else.
 */
import type { Group, NodeId, Order } from "../core/group.js";
import type { Path } from "../core/path.js";
import { printable } from "../core/printable.js";
import { protocolOf } from "../protocols/index.js";
import { judge as verdictOf } from "../recording/verdict.js";
import type { Played } from "./play.js";
import { RULES } from "./rules/protocols.js";
import type { Book } from "./rules/rules.js";
import type { Found } from "./trial-report.js";
import { startOf } from "./world.js";
import { Style, type WrongRelay, wrongRelays } from "./wrong-relays.js";

/** What is wrong in one world, and the lines that show it. */
export interface Finding extends Found {
  readonly details: readonly string[];
}

/** Null where all is right. */
export function judge(played: Played): Finding | null {
  const { judged } = played.world;
  const misdeed = misdeedIn(played);
  if (judged === "turns") return misdeed ?? unknownDecision(played);
  const relay = firstWrongRelay(played);
  // a program that is thrown by a relay of a round has been wrong there, whatever it told before
  if (misdeed && (!relay || (misdeed.round as number) <= (relay.round as number))) return misdeed;
  if (relay || judged === "relays") return relay ?? unknownDecision(played);
  return unknownDecision(played) ?? wrongDecision(played) ?? violatedCondition(played);
}

function misdeedIn({ misdeeds }: Played): Finding | null {
  const [first] = misdeeds;
  if (!first) return null;
  const { node, round, misdeed, log } = first;
  const details =
    log.length > 0 ? ["what it wrote on standard error, at the end:", ...log.map((line) => `  ${line}`)] : [];
  return { kind: "program", node, round, sentence: `Node ${node} ${misdeed}.`, details };
}

/** In sentences and reports a foreign word is clipped. */
function shown(order: string): string {
  return order === "" ? '""' : printable(order, 40);
}

const PATH_IDS_SHOWN = 20;

/** And a foreign path. */
function shownOn(played: Played, path: Path): string {
  if (path.length === 0) return " on a path of no ids";
  const rest = path.length > PATH_IDS_SHOWN ? "…" : "";
  return `${RULES[played.world.group.protocol].onPath(path.slice(0, PATH_IDS_SHOWN))}${rest}`;
}

function firstWrongRelay(played: Played): Finding | null {
  const rounds = RULES[played.world.group.protocol].lastRound(played.world.group);
  const styles = new Map(played.programs.map((id) => [id, new Style()]));
  for (let round = 0; round <= rounds; round++) {
    for (const id of played.programs) {
      const turn = played.turns.get(id)?.[round];
      if (!turn?.tells) continue;
      const style = styles.get(id) as Style;
      const [wrong] = wrongRelays(turn.tells, turn.owed, played.world.group.ids, style);
      if (!wrong) continue;
      const { path, to, told, owed } = wrong;
      const sentence = relaySentence(played, id, round, wrong);
      return { kind: "relay", node: id, round, path, to, told, owed, sentence, details: [] };
    }
  }
  return null;
}

function relaySentence(played: Played, node: NodeId, round: number, wrong: WrongRelay): string {
  const { books } = played;
  const { path, to, told, owed, why } = wrong;
  const on = shownOn(played, path);
  const receiver = to === node ? "itself" : `node ${to}`;
  const what = `In round ${round} node ${node} told ${receiver} ${told === null ? "nothing" : shown(told)}${on}`;
  const basis = (books.get(node) as Book).why(round, path);
  if (why === "nobody") return `${what}; there is no node ${to}.`;
  if (why === "again") return `${what} a second time.`;
  if (why === "echo missing")
    return `${what}, and on other paths it tells those who are on them: an echo is told on all paths or on none.`;
  if (why === "echo told")
    return `${what}, who is on it, and in another round it told no such echo: an echo is told on all paths or on none.`;
  if (owed === null) return `${what}; it owed nothing there${tooMany(played, round, node, wrong)}.`;
  return `${what}; ${basis}${told === null ? `, and owed ${owed}` : ""}.`;
}

/** Why there is no such relay, where the round or the path says so. */
function tooMany({ world, books }: Played, round: number, node: NodeId, { path, told }: WrongRelay): string {
  const { group } = world;
  const { ids, general } = group;
  const protocol = protocolOf(group);
  const telling = protocol.senders(group, round);
  if (!telling.includes(node))
    return `: in round ${round} ${telling.length === 1 ? `node ${telling[0]} alone tells` : "lieutenants alone tell"}`;
  const unknown = path.find((id) => !ids.includes(id));
  if (unknown !== undefined) return `: node ${unknown} on the path is not in the group`;
  if (new Set(path).size < path.length) return ": a node is on the path twice";
  if (path.length > 0 && path.at(-1) !== node) return `: its path does not end with node ${node}`;
  const isWord = protocol.tells === "word";
  if (isWord && path.length !== 1) return ": a path is its sender alone";
  if (!isWord && !protocol.everyone && path.length > 0 && path[0] !== general)
    return `: its path begins with node ${path[0]}, and not with the general, node ${general}`;
  if (!isWord && path.length !== round + 1)
    return `: paths of round ${round} have ${round + 1} id${round > 0 ? "s" : ""}`;
  const why = books.get(node)?.whyNothing?.(round, path, told as Order);
  return why === undefined ? "" : `: ${why}`;
}

/** A decision, or an entry of one, that is no order at all. */
function unknownDecision({ world, programs, decisions }: Played): Finding | null {
  const { group } = world;
  for (const node of programs) {
    const decision = decisions.get(node);
    if (decision === undefined) continue;
    const decided: [string, Order][] = RULES[group.protocol].vector
      ? Object.entries<Order>(JSON.parse(decision)).map(([id, order]) => [
          ` as the value of node ${id}`,
          order,
        ])
      : [["", decision]];
    const unknown = decided.find(([, order]) => !group.orders.includes(order));
    if (unknown === undefined) continue;
    const [where, order] = unknown;
    const sentence = `Node ${node} decided "${shown(order)}"${where}, which is none of the orders ${group.orders.join(", ")}.`;
    return { kind: "program", node, sentence, details: [] };
  }
  return null;
}

function wrongDecision(played: Played): Finding | null {
  const { world, books, programs, decisions } = played;
  for (const node of programs) {
    if (world.traitors.includes(node)) continue;
    const book = books.get(node) as Book;
    const [told, owed] = [decisions.get(node), book.decision()];
    if (told === undefined || told === owed) continue;
    const condition = conditionText(played, node);
    const sentence = `${decisionText(world.group, node, told, owed)}${condition}.`;
    return { kind: "decision", node, sentence, details: book.votes(told), told, owed };
  }
  return null;
}

/** A wrong decision, and what it had to follow from: the general is told nothing, and where all are generals each has a value too. */
export function decisionText(group: Group, node: NodeId, told: string, owed: string): string {
  const decided = `Node ${node} decided ${printable(told, 200)}`;
  if (RULES[group.protocol].vector) return `${decided}; its own value and all it was told come to ${owed}`;
  return node === group.general
    ? `${decided}; it is the general, and its own order is ${owed}`
    : `${decided}; all it was told comes to ${owed}`;
}

/** Which condition breaks by that. */
function conditionText(played: Played, node: NodeId): string {
  const { world } = played;
  const { ic1, ic2 } = conditions(played);
  if (ic2 === "violated" && !RULES[world.group.protocol].vector)
    return `. IC2 is violated: general ${world.group.general} is loyal and ordered ${world.order}`;
  if (ic1 === "violated" && node !== world.group.general)
    return ". IC1 is violated: loyal lieutenants decide differently";
  return "";
}

function violatedCondition(played: Played): Finding | null {
  if (isAgreed(played)) return null;
  const { ic1, ic2 } = conditions(played);
  if (ic1 !== "violated" && ic2 !== "violated") return null;
  const name = ic2 === "violated" ? "IC2" : "IC1";
  const sentence = `${name} is violated, though every node told and decided what followed from what it was told.`;
  return { kind: "condition", node: null, sentence, details: [] };
}

/** Whether programs decided alike, and as a loyal general ordered: which is nearly always so, and quick to see. */
function isAgreed({ world, programs, decisions }: Played): boolean {
  const { group, order, traitors } = world;
  if (RULES[group.protocol].vector) return false;
  const all = new Set(programs.filter((id) => !traitors.includes(id)).map((id) => decisions.get(id)));
  if (!traitors.includes(group.general)) all.add(order);
  return all.size <= 1;
}

/** By the decisions that programs gave, and for all others by what follows from what they were told. */
function conditions(played: Played) {
  const { world } = played;
  const { group, order, traitors, values } = world;
  const all = new Map(group.ids.map((id) => [id, decisionOf(played, id)]));
  const vectors = RULES[group.protocol].vector
    ? new Map([...all].map(([id, text]) => [id, JSON.parse(text) as Record<NodeId, Order>]))
    : undefined;
  const outcome = { group, order, traitors, observed: [], decisions: all };
  return verdictOf({ ...outcome, ...(values && { values }), ...(vectors && { vectors }) });
}

function decisionOf({ world, turns, decisions }: Played, id: NodeId): string {
  const given = decisions.get(id);
  if (given !== undefined) return given;
  const book = RULES[world.group.protocol].book(startOf(world, id));
  for (const [round, { heard }] of (turns.get(id) ?? []).slice(1).entries()) {
    book.owed(round);
    book.hear(round, heard);
  }
  return book.decision();
}
