/** Random runs of every protocol, with liars, late and lost reports, nodes that stall or never come up, and more liars than m. */

import type { Group, NodeId, Order, ProtocolName } from "../../../src/core/group.js";
import type { TraitorEntry } from "../../../src/core/traitor.js";
import type { ValueText } from "../../../src/core/value.js";
import { PROTOCOLS } from "../../../src/protocols/names.js";
import { type ReadRecording, readRecording } from "../../../src/recording/read.js";
import { linesOf, type Recording } from "../../../src/recording/recording.js";
import { Dice } from "../../../src/sim/dice.js";
import { drawWorld } from "../../../src/sim/draw.js";
import { simulate } from "../../../src/sim/network.js";
import type { World } from "../../../src/sim/world.js";
import { digestOf } from "../../../src/wire/digest.js";

/** Each protocol with listed orders (the vector: with values as they are), and with digests of values. */
export const KINDS = PROTOCOLS.flatMap((protocol) => [
  { protocol, isAny: false, name: protocol },
  { protocol, isAny: true, name: `${protocol} with values of any kind` },
]);

const STRATEGIES = ["flip", "split", "random", "silent", "late", "collude"] as const;

export interface DrawOptions {
  readonly protocol: ProtocolName;
  readonly isAny: boolean;
  readonly recordAll?: boolean;
}

/** The recording of the world with this seed, as it is written and read back. */
export function drawnRecording(seed: number, { recordAll = true, ...which }: DrawOptions): ReadRecording {
  return readBack(simulate({ ...drawnWorld(seed, which), recordAll }).recording);
}

export function readBack(recording: Recording): ReadRecording {
  return readRecording(
    linesOf(recording)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(""),
  );
}

/** The world of this seed as one of the protocol. */
export function drawnWorld(
  seed: number,
  { protocol, isAny }: Pick<DrawOptions, "protocol" | "isAny">,
): World {
  const { world } = drawWorld(seed);
  const dice = new Dice(seed);
  const { contents, ...of } = withOrders(dice, world.group, isAny);
  const m = mOf(dice, protocol, isAny, of);
  const group: Group = { ...of, protocol, m, ...(contents && { contents }) };
  const named = new Map(world.group.orders.map((order, at) => [order, of.orders[at] as Order]));
  const order = named.get(world.order) as Order;
  const values = Object.fromEntries(group.ids.map((id) => [id, dice.pick(group.orders)]));
  const traitors = withMore(dice, group, world.traitors).map((entry) => fitting(dice, group, entry));
  const known = (world.faults ?? []).filter(
    (fault) =>
      (fault.kind !== "say" && fault.kind !== "second") || traitors.some(({ id }) => id === fault.from),
  );
  return { ...world, group, order, traitors, faults: known, ...(protocol === "vector" && { values }) };
}

/** Signed messages tolerate any m; trees of text grow fast. */
function mOf(dice: Dice, protocol: ProtocolName, isAny: boolean, { ids, m }: Group): number {
  if (protocol === "sm") return dice.between(0, Math.min(4, ids.length - 2));
  return protocol === "vector" || (protocol === "om" && isAny) ? Math.min(m, ids.length > 7 ? 1 : 2) : m;
}

/** Of digests the order by text is another one than that of the list. */
function withOrders(dice: Dice, group: Group, isAny: boolean): Group {
  if (!isAny) return group;
  const texts = dice.shuffled(['"zeta"', '"alpha"', '{"a":1}', "12"] as ValueText[], group.orders.length);
  const orders = texts.map((text) => digestOf(text));
  const contents = Object.fromEntries(texts.map((text) => [digestOf(text), text]));
  return { ...group, orders, defaultOrder: dice.pick(orders), contents };
}

/** One run in five has more liars than m. */
function withMore(dice: Dice, { ids }: Group, traitors: readonly TraitorEntry[]): TraitorEntry[] {
  const loyal = ids.filter((id) => !traitors.some((one) => one.id === id));
  const more = dice.chance(0.2) ? dice.some(loyal, dice.between(0, loyal.length)) : [];
  return [...traitors, ...more.map((id): TraitorEntry => ({ id, strategy: dice.pick(STRATEGIES) }))];
}

/** An entry that the protocol knows: paths and orders were drawn for listed orders of oral messages. */
function fitting(dice: Dice, group: Group, entry: TraitorEntry): TraitorEntry {
  const { id } = entry;
  if (group.protocol === "om" && !group.contents) return entry;
  if (group.protocol === "sm" && dice.chance(0.3)) return { id, strategy: "release" };
  if (entry.strategy === "script") return { id, strategy: "script", lies: liesOf(dice, group, id) };
  if (entry.strategy === "always") return { id, strategy: "always", order: dice.pick(group.orders) };
  return entry.strategy === "collude" ? { id, strategy: "collude" } : entry;
}

function liesOf(dice: Dice, group: Group, id: NodeId) {
  return group.ids.map((to) => ({
    round: dice.between(0, group.protocol === "king" ? 3 * (group.m + 1) : group.m),
    to,
    path: [id],
    order: dice.chance(0.2) ? null : dice.pick(group.orders),
  }));
}
