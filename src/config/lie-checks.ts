/** What must hold for the lies of a `script` traitor: that the traitor could send each of them, once. */

import type { NodeId } from "../core/group.js";
import { listed } from "../core/listed.js";
import type { ScriptedLie } from "../core/traitor.js";
import { protocolOf } from "../protocols/index.js";
import { type Basics, isSettled, type Settled } from "./basics.js";
import { checkSaid } from "./checks.js";
import type { Diagnosis } from "./diagnose.js";
import type { Draft } from "./draft.js";
import type { Keys } from "./located.js";

type Wrong = Diagnosis | undefined;

/** Checks all lies of the traitor at this index. */
export function checkLies(draft: Draft, basics: Basics, index: number): void {
  const length = draft.lengthOf("traitors", index, "lies") ?? 0;
  const id = draft.idOf("traitors", index);
  const seen = new Set<string>();
  for (let number = 0; number < length; number++) {
    const keys = ["traitors", index, "lies", number];
    checkLieOrder(draft, basics, [...keys, "order"]);
    const lie = draft.get(...keys);
    if (id === undefined || !isLie(lie) || !isSettled(basics) || !basics.ids.includes(id)) continue;
    const complainIf = (key: string, wrong: Wrong) =>
      wrong && draft.complain([...keys, key], wrong.cause, wrong.fix);
    complainIf("to", wrongReceiver(lie, id, basics));
    const round = wrongRound(lie, id, basics);
    if (round) complainIf("round", round);
    else complainIf("path", wrongPath(lie, id, basics) ?? wrongRepeat(lie, seen));
  }
}

/** Whether the node reports in the round. */
export function sendsIn(round: number, id: NodeId, cast: Settled): boolean {
  return roundsOf(id, cast).includes(round);
}

/** The fix for a round in which the node does not send; undefined if it never sends. */
export function chooseRound(id: NodeId, cast: Settled): string | undefined {
  const rounds = roundsOf(id, cast);
  const [first, second] = rounds;
  if (first === undefined) return undefined;
  if (second === undefined) return `choose round ${first}`;
  return isRun(rounds)
    ? `choose a round from ${first} to ${rounds.at(-1)}`
    : `choose one of these: ${spelled(rounds)}`;
}

/** The same in words. */
export function whenSends(id: NodeId, cast: Settled): string {
  const { general, m } = cast;
  const rounds = roundsOf(id, cast);
  if (!doLieutenantsRelay(cast)) return `node ${id} sends in rounds ${spelled(rounds)} only`;
  if (id === general) return "the general sends in round 0 only";
  if (m === 0) return "with m = 0 no lieutenant sends";
  return m === 1 ? "a lieutenant sends in round 1 only" : `a lieutenant sends in rounds 1 to ${m}`;
}

function roundsOf(id: NodeId, cast: Settled): number[] {
  const kind = protocolOf(cast);
  const rounds = Array.from({ length: kind.lastRound(cast) + 1 }, (_, round) => round);
  return rounds.filter((round) => kind.senders(cast, round).includes(id));
}

/** Whether all that happens after the general's word is that lieutenants tell each other, in rounds 1 to m. */
function doLieutenantsRelay(cast: Settled): boolean {
  const kind = protocolOf(cast);
  const rounds = Array.from({ length: cast.m }, (_, round) => round + 1);
  return kind.lastRound(cast) === cast.m && !rounds.some((round) => tellsGeneral(cast, round));
}

function tellsGeneral(cast: Settled, round: number): boolean {
  return protocolOf(cast).receivers(cast, round).includes(cast.general);
}

function isRun(rounds: readonly number[]): boolean {
  return rounds.every((round, index) => round === (rounds[0] as number) + index);
}

const ROUNDS_SPELLED_MAX = 10;

function spelled(rounds: readonly number[]): string {
  const [first, more] = [rounds.slice(0, ROUNDS_SPELLED_MAX), rounds.length > ROUNDS_SPELLED_MAX];
  return more ? `${first.join(", ")} … ${rounds.at(-1)}` : listed(first);
}

function checkLieOrder(draft: Draft, basics: Basics, keys: Keys): void {
  const { orders } = basics;
  if (!orders) return;
  if (draft.get(...keys) !== "none" || orders.includes("none")) return checkSaid(draft, keys, basics);
  draft.complain(keys, '"none" is not among the orders', "write null to leave the relay out");
}

/** A sound value at a lie's place has a lie's shape. */
function isLie(value: unknown): value is ScriptedLie {
  return typeof value === "object" && value !== null;
}

function wrongRound({ round }: ScriptedLie, id: NodeId, cast: Settled): Wrong {
  if (sendsIn(round, id, cast)) return undefined;
  const fix = chooseRound(id, cast) ?? "take the lie away";
  return { cause: `traitor ${id} cannot lie in round ${round}: ${whenSends(id, cast)}`, fix };
}

function wrongReceiver({ to, round }: ScriptedLie, id: NodeId, cast: Settled): Wrong {
  const { ids, general } = cast;
  const receivers = protocolOf(cast).receivers(cast, round);
  const others = receivers.filter((other) => other !== id);
  const fix = `choose another ${receivers.includes(general) ? "node" : "lieutenant"}: ${listed(others, "or")}`;
  if (!ids.includes(to)) return { cause: `node ${to} is not among the nodes ${listed(ids)}`, fix };
  if (to === id) return { cause: `traitor ${id} cannot lie to itself: its own tree stays as it is`, fix };
  if (receivers.includes(to)) return undefined;
  const when = doLieutenantsRelay(cast) ? "ever sent" : `sent in round ${round}`;
  return { cause: `nothing is ${when} to the general, node ${general}`, fix };
}

/** Where every node has a value of its own, a path can begin at any of them. */
function wrongPath(lie: ScriptedLie, id: NodeId, cast: Settled): Wrong {
  const { tells, everyone } = protocolOf(cast);
  if (tells === "word") return wrongWord(lie, id);
  return wrongRelay(lie, id, everyone ? { ...cast, general: lie.path[0] ?? id } : cast);
}

/** Each speaks for itself alone. */
function wrongWord({ path }: ScriptedLie, id: NodeId): Wrong {
  if (path.length === 1 && path[0] === id) return undefined;
  const cause = `the path ${path.join(".")} is not that of traitor ${id} alone, who tells its own value`;
  return { cause, fix: `write path: [${id}]` };
}

/** A relay's path leads from the general over distinct lieutenants to the one who tells it. */
function wrongRelay({ round, path }: ScriptedLie, id: NodeId, { ids, general }: Settled): Wrong {
  const text = path.join(".");
  const length = round === 0 ? "1 id" : `${round + 1} ids`;
  const fix = `write a path of ${length} that begins with ${general} and ends with ${id}`;
  const stranger = path.find((hop) => !ids.includes(hop));
  if (stranger !== undefined) {
    return { cause: `the path ${text} holds ${stranger}, which is not among the nodes ${listed(ids)}`, fix };
  }
  if (path[0] !== general)
    return { cause: `the path ${text} does not begin with the general, node ${general}`, fix };
  if (path.at(-1) !== id)
    return { cause: `the path ${text} does not end with traitor ${id}, who tells it`, fix };
  if (new Set(path).size < path.length) return { cause: `the path ${text} names a node twice`, fix };
  if (path.length === round + 1) return undefined;
  return {
    cause: `the length of the path ${text} is ${path.length}; in round ${round} it is ${round + 1}`,
    fix,
  };
}

function wrongRepeat({ round, to, path }: ScriptedLie, seen: Set<string>): Wrong {
  const relay = `${round} ${to} ${path.join(".")}`;
  if (!seen.has(relay)) {
    seen.add(relay);
    return undefined;
  }
  const cause = `what node ${to} is told on the path ${path.join(".")} stands here for the second time`;
  return { cause, fix: "keep one of the two" };
}
