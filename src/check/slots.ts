/**
 * Worlds as numbers: each relay that a traitor owes a loyal lieutenant is one bit (two orders, the default one 0), and
 * the bits of one report lie in one piece, a slot.
 */
import { type Group, lieutenantsOf, type NodeId } from "../core/group.js";
import { rowBits, rowCount } from "../core/path.js";
import { emptyRows, type OralReport, type Rows } from "../protocols/om/report.js";
import type { Tells } from "./lieutenants.js";
import { subsets } from "./sets.js";

/** One report that a traitor owes a loyal lieutenant, and where its bits begin in the world's number. */
export interface Slot {
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly offset: number;
}

/** The reports of rounds `first` … `last` that `traitors` owe the lieutenants `to`, and how many bits they hold. */
export function slotsOf(
  group: Group,
  traitors: readonly NodeId[],
  to: readonly NodeId[],
  [first, last]: readonly [number, number],
): { slots: Slot[]; bits: number } {
  const n = group.ids.length;
  const slots: Slot[] = [];
  let bits = 0;
  for (let round = first; round <= last; round++) {
    for (const from of traitors) {
      if ((from === group.general) !== (round === 0)) continue;
      for (const receiver of to) {
        slots.push({ round, from, to: receiver, offset: bits });
        bits += rowCount(n, round) * rowBits(n, round);
      }
    }
  }
  return { slots, bits };
}

/** `count` bits of a world's number, the lowest at `offset`. */
export type BitsAt = (offset: number, count: number) => number;

/** The report in a slot; `bitsAt(offset, count)` reads the world's number. */
function reportAt(group: Group, slot: Slot, bitsAt: BitsAt): OralReport {
  const n = group.ids.length;
  const rows: Rows = emptyRows(n, slot.round);
  const width = rowBits(n, slot.round);
  for (let row = 0; row < rows.length; row++) rows[row] = bitsAt(slot.offset + row * width, width);
  return { round: slot.round, from: slot.from, planes: [rows] };
}

/** Reads the bits of a world's number below 2^31. */
export function bitsOf(world: number, offset: number, count: number): number {
  return (world >>> offset) & ((1 << count) - 1);
}

/** What the slots hold in one world. */
export function toldIn(group: Group, slots: readonly Slot[], bitsAt: BitsAt): Tells {
  const reports = new Map(slots.map((slot) => [keyOf(slot.round, slot.from, slot.to), slot]));
  return (round, from, to) => reportAt(group, reports.get(keyOf(round, from, to)) as Slot, bitsAt);
}

function keyOf(round: number, from: NodeId, to: NodeId): number {
  return (round * 64 + from) * 64 + to;
}

/** Every set of traitors of this kind; a traitor general comes first. */
export function* traitorSetsOf(
  group: Group,
  general: "loyal" | "traitor",
  traitors: number,
): Generator<NodeId[]> {
  const lieutenants = lieutenantsOf(group);
  if (general === "loyal") yield* subsets(lieutenants, traitors);
  else for (const liars of subsets(lieutenants, traitors - 1)) yield [group.general, ...liars];
}
