/**
 * Worlds in which one node alone is on trial, and all that it hears is given: those that tell mistakes apart (diagnosis/). More than
 * m of the others lie there or are silent, so that votes are close, ties happen, and mistakes show that never do while agreement is
 * guaranteed. IC1 and IC2 are nobody's then: what counts is that the node tells what it owes and decides by what it was told.
 *
 * Beyond the guarantee the two right styles of OM(m) can decide differently, in each instance of vector too. A node that tells no
 * echoes folds without them; one that tells them may fold either way, as long as it is the same in every world. Of king and sm there
 * is one right answer.
 */

import type { Group, NodeId, Order, ProtocolName } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import { protocolOf } from "../protocols/index.js";
import { type Asked, askAll } from "./diagnosis/diagnose.js";
import type { ScriptedWorld } from "./diagnosis/lab.js";
import { LABS } from "./diagnosis/protocols.js";
import { decisionText, type Finding, judge } from "./judge.js";
import type { Plan } from "./levels/plan.js";
import type { Played, Turn } from "./play.js";
import { RULES } from "./rules/protocols.js";
import type { Book, Styled } from "./rules/rules.js";
import type { Failed } from "./shrink.js";
import type { Table } from "./table.js";
import type { Heard, Start } from "./turn.js";
import type { World } from "./world.js";
import { groupOf } from "./world.js";
import { hasEcho } from "./wrong-relays.js";

const drawn = new WeakMap<Plan, readonly ScriptedWorld[]>();

/** Those of one level; of the sizes that were asked for, where somebody did. */
export function aloneIn(level: string, plan: Plan): ScriptedWorld[] {
  const { levelOf: ofItsOwn = levelOf } = LABS[plan.protocol];
  return keptIn(drawn, plan, () => worldsFor(plan)).filter((one) => ofItsOwn(one) === level);
}

function worldsFor({ protocol, nodes, m, seed }: Plan): readonly ScriptedWorld[] {
  const isAsked = (scene: { readonly n: number; readonly m: number }) =>
    (nodes === undefined || scene.n === nodes) &&
    (m === undefined || scene.m === m) &&
    (nodes === undefined || m !== undefined || scene.m === protocolOf({ protocol }).bound.mMax(nodes));
  return LABS[protocol]
    .worlds(seed, isAsked)
    .filter(({ start }) => isAsked({ n: start.nodes.length, m: start.m }));
}

/** The level whose subject such a world is, where its protocol says no more. */
function levelOf({ start }: ScriptedWorld): string {
  if (start.orders.length > 2) return "orders";
  return start.nodes.length > 7 ? "sizes" : "rude";
}

/** Plays these worlds with the program at one place, and gives the first in which it is wrong, and its number. */
export async function playAlone(
  worlds: readonly ScriptedWorld[],
  tables: readonly Table[],
  { protocol, place }: { readonly protocol: ProtocolName; readonly place: number },
): Promise<{ readonly number: number; readonly failed: Failed } | null> {
  const actors = tables.flatMap((table) => table.actorAt(place) ?? []);
  const isEnough = ({ misdeed }: Asked) => misdeed !== undefined;
  const wrong = firstWrong(protocol, await askAll(actors, worlds, LABS[protocol], isEnough));
  return wrong && { ...wrong, failed: { ...wrong.failed, place } };
}

/** In the order of the worlds, whichever was played first. */
function firstWrong(
  protocol: ProtocolName,
  asked: readonly Asked[],
): { readonly number: number; readonly failed: Failed } | null {
  const styles = new Set([true, false]);
  for (const [number, one] of asked.entries()) {
    const played = playedOf(protocol, one);
    const finding = judge(played) ?? wrongDecision(one, played, styles);
    if (finding) return { number, failed: { world: played.world, played, finding } };
  }
  return null;
}

function playedOf(protocol: ProtocolName, { start, told, tells, decision, misdeed }: Asked): Played {
  const { id, nodes } = start;
  const others = nodes.filter((one) => one !== id);
  const group = groupOf(protocol, start);
  const rules = RULES[protocol];
  const own = start.order ?? start.default;
  const values = Object.fromEntries(nodes.map((one) => [one, one === id ? own : start.default]));
  const world: World = {
    ...{ group, order: own, traitors: others, lies: [], masked: [], judged: "relays", seed: 0, alone: id },
    ...(rules.vector && { values }),
  };
  const book = rules.book(start);
  const last = rules.lastRound(group);
  const turns: Turn[] = [];
  for (let round = 0; round <= last + 1; round++) {
    const heard = told[round - 1] ?? [];
    if (round > 0) book.hear(round - 1, heard);
    const owed = round <= last ? book.owed(round) : [];
    turns.push({ heard, owed, tells: tells[round] ?? null });
  }
  const all = new Map<NodeId, Turn[]>(
    others.map((one) => [one, turnsOf(one, start, turns, rules.seals === true)]),
  );
  const { styled } = book;
  const shown = styled && !isEchoing(turns) ? withHonestEchoes(group, id, styled, turns) : turns;
  return {
    ...{ world, turns: all.set(id, shown), books: new Map([[id, book]]), programs: [id] },
    decisions: new Map(decision === null ? [] : [[id, decision]]),
    misdeeds: misdeed ? [{ ...misdeed, node: id }] : [],
  };
}

/** What another node is told: by this one alone. */
function turnsOf(to: NodeId, { id }: Start, turns: readonly Turn[], isSealed: boolean): Turn[] {
  return turns.map((_, round) => {
    const told = turns[round - 1]?.tells?.filter((one) => one.to === to) ?? [];
    const heard = told.map(
      ({ path, order }): Heard => ({ from: id, path, order, ...(isSealed && { seals: path }) }),
    );
    return { heard, owed: [], tells: null };
  });
}

function isEchoing(turns: readonly Turn[]): boolean {
  return turns.some(({ tells, owed }) => tells && hasEcho(tells, owed));
}

/** Whoever needs no echoes ignores them: in its recording others tell it its own words again, as they would if they were loyal. */
function withHonestEchoes(group: Group, id: NodeId, styled: Styled, turns: readonly Turn[]): Turn[] {
  const { ids, protocol } = group;
  return turns.map((turn, round) => {
    const others = turn.heard.filter(({ path }) => !path.slice(0, -1).includes(id));
    const echoes = ids
      .filter((from) => from !== id && round > 0)
      .flatMap((from) =>
        RULES[protocol].paths(group, round - 1, from).map((path): Heard => ({ from, path, order: "" })),
      )
      .filter(({ path }) => path.includes(id))
      .map((one): Heard => ({ ...one, order: styled.orderAt(one.path.slice(0, one.path.indexOf(id))) }));
    return { ...turn, heard: [...others, ...echoes] };
  });
}

/** A decision that does not follow from what it was told, in any style that is still possible. */
function wrongDecision({ start, decision }: Asked, played: Played, styles: Set<boolean>): Finding | null {
  const { id, m, general } = start;
  const book = played.books.get(id) as Book;
  const { styled } = book;
  const isGeneral = id === general && !RULES[played.world.group.protocol].vector;
  const own = isEchoing(played.turns.get(id) ?? []);
  if (styled && m > 1 && !isGeneral && !own) styles.delete(true);
  const decided = (style: boolean) => styled?.decision(style) ?? book.decision();
  for (const style of styles) if (decided(style) !== decision) styles.delete(style);
  if (styles.size > 0 || decision === null) return null;
  const owed: Order = decided(own);
  return {
    ...{ kind: "decision", node: id, told: decision, owed },
    sentence: `${decisionText(played.world.group, id, decision, owed)}. More than m = ${m} others may lie or be silent here, so that its own decision is judged and nothing else.`,
    details: book.votes(decision, own),
  };
}
