/** Lies by hand: what a traitor could tell instead, a run with such lies in it, and that run as a setup. */
import type { Group, Order } from "../../core/group.js";
import { formatPath } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";
import { protocolOf } from "../../protocols/index.js";
import { type Change, scriptsOf, toldIn } from "./forks.js";
import type { Message, Moment } from "./moments.js";
import { playedOn, type Run } from "./runs.js";
import { COURSE, NODES_MAX, type Setup } from "./setup.js";
import { byProtocol, soundSetup } from "./sound.js";

/** What else could be told in place of relays; null: nothing. Nobody can alter what another has signed. */
export function othersOf(group: Group, relays: readonly Relay[], told: Order | null): (Order | null)[] {
  const isSealed = protocolOf(group).signs && relays.every(({ path }) => path.length > 1);
  const all = isSealed ? [] : group.orders;
  return [...all.filter((order) => order !== told), ...(told === null ? [] : [null])];
}

/** The changes with this lie among them; where that is what would be told without it, with none. */
function withLie(first: Run, changes: readonly Change[], lie: Change): Change[] {
  const others = changes.filter((one) => keyOf(one) !== keyOf(lie));
  const honest = toldIn(playedOn(first, others).recording, lie);
  return honest?.order === lie.order ? others : [...others, lie];
}

/** All relays of a message told as this order, or held back. */
export function withLies(
  first: Run,
  changes: readonly Change[],
  { round, to }: Message,
  relays: readonly Relay[],
  order: Order | null,
): Change[] {
  return relays.reduce<Change[]>(
    (all, { path }) => withLie(first, all, { round, to, path, order }),
    [...changes],
  );
}

/** A message as it would be if nobody had lied in it by hand: also what is held back is there to be told. */
export function withoutHand(
  first: Run,
  changes: readonly Change[],
  { round, from, to }: Message,
): readonly Relay[] {
  const others = changes.filter((one) => !(one.round === round && one.to === to && one.path.at(-1) === from));
  const { reports } = playedOn(first, others).recording;
  return reports.find((one) => one.round === round && one.from === from && one.to === to)?.relays ?? [];
}

/**
 * The changes with these relays of a message told as the next order there is, then held back, then as they were. They are given
 * as they would be without a hand in them; null: there is nothing else to tell.
 */
export function turned(
  first: Run,
  changes: readonly Change[],
  message: Message,
  relays: readonly Relay[],
): Change[] | null {
  const { round, to } = message;
  const keys = new Set(relays.map(({ path }) => keyOf({ round, to, path })));
  const [relay] = relays;
  if (relay === undefined) return null;
  const others = othersOf(first.group, relays, relay.order);
  const last = changes.findLast((one) => keys.has(keyOf(one)));
  const next = last ? others[others.indexOf(last.order) + 1] : others[0];
  if (next !== undefined) return withLies(first, changes, message, relays, next);
  return changes.filter((one) => !keys.has(keyOf(one)));
}

/** What is told of a relay: a recording has the default order also where it was held back. */
export function toldByHand(changes: readonly Change[], message: Message, { path }: Relay): Order | null {
  const { round, to } = message;
  const mine = changes.findLast((one) => keyOf(one) === keyOf({ round, to, path }));
  const told = message.relays.find((one) => formatPath(one.path) === formatPath(path));
  return mine ? mine.order : (told?.order ?? null);
}

/** The message that is at hand on the stage: the one that travels, or of many the one that was turned last. */
export function messageAtHand(step: readonly Moment[], changes: readonly Change[]): Message | null {
  const messages = step.filter((one): one is Message => one.kind === "message");
  const isOf = ({ round, from, to }: Message, change: Change) =>
    round === change.round && to === change.to && from === change.path.at(-1);
  const last = changes.findLast((change) => messages.some((message) => isOf(message, change)));
  const found = messages.length === 1 ? messages[0] : last && messages.find((one) => isOf(one, last));
  return found ?? null;
}

function keyOf({ round, to, path }: Pick<Change, "round" | "to" | "path">): string {
  return `${round}>${to}>${formatPath(path)}`;
}

/** A group whose last nodes are traitors that have not lied yet. */
export function puzzleOf({ protocol }: Pick<Setup, "protocol">, n: number, traitors: number): Setup {
  const setup = byProtocol({ ...COURSE, n }, protocol);
  const m = Math.max(1, setup.m);
  const ids = Array.from({ length: traitors }, (_, index) => n - index);
  return soundSetup({ ...setup, m, traitors: ids.map((id) => ({ id, strategy: "script", lies: [] })) });
}

/** A run as the setup that plays it again, its traitors by script; null where the page sets up no such group. */
export function setupOfRun({ recording, group, facts }: Run): Setup | null {
  const { run } = recording;
  const isNumbered = run.nodes.every((id, index) => id === index + 1) && run.n <= NODES_MAX;
  const isFaulty = run.nodes.some((id) => !facts.isLoyal(id) && !facts.isTraitor(id));
  if (!isNumbered || isFaulty) return null;
  return soundSetup({
    protocol: run.protocol,
    n: run.n,
    m: run.m,
    general: run.general,
    order: run.order,
    values: run.values ?? {},
    combine: run.combine ?? null,
    orders: run.orders,
    default: run.default,
    traitors: scriptsOf(recording, group),
    seed: COURSE.seed,
  });
}
