/**
 * A lieutenant's decision as a formula over the bits that traitors choose, taken from the shipped code by probing it:
 *  - relaying copies: with one bit of a world set at a time, `BitTree.relay` shows where that bit comes to lie;
 *  - folding counts: with k children of every path set, `foldLevel` shows from which k on a path folds to 1.
 * Tests compare the formula with the shipped code on random worlds, and every gate on all its inputs.
 */

import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { cellOf, childrenOf, formatPath, type Path, pathsOf } from "../core/path.js";
import { foldLevel } from "../protocols/om/fold.js";
import { type Level, orderIn, wholeLevel } from "../protocols/om/levels.js";
import { emptyRows } from "../protocols/om/report.js";
import { Lieutenants, type Tells, uniformReport } from "./lieutenants.js";
import { slotsOf, toldIn } from "./slots.js";

/** A bit that traitors choose, by its number, or what is fixed. */
export type Leaf = { readonly bit: number } | { readonly fixed: boolean };

/** True when at least so many of its inputs are. */
export interface Gate {
  readonly path: Path;
  readonly atLeast: number;
  readonly inputs: readonly (Leaf | { readonly gate: Path })[];
}

export interface Formula {
  readonly receiver: NodeId;
  /** bits that all loyal lieutenants see come first */
  readonly sharedBits: number;
  readonly bits: number;
  /** children before parents; the last one is the decision: "it is not the default order" */
  readonly gates: readonly Gate[];
}

/** What the traitors tell the receiver in the last round: one order throughout, or anything. */
export type LastRound = { readonly order: Order } | "free";

/**
 * The formula of `receiver`. With a free last round its bits are numbered from `firstLastBit` on, so that two
 * receivers' can be told apart.
 */
export function formulaOf(
  group: Group,
  traitors: readonly NodeId[],
  order: Order,
  receiver: NodeId,
  last: LastRound,
  firstLastBit?: number,
): Formula {
  const lieutenants = new Lieutenants(group, traitors);
  const shared = slotsOf(group, traitors, lieutenants.loyal, [0, group.m - 1]);
  const own = slotsOf(group, traitors, [receiver], [group.m, group.m]);
  const lastAt = firstLastBit ?? shared.bits;
  let probed = -1;
  const isProbed = (offset: number) => (bit: number, count: number) => oneHot(probed - offset - bit, count);
  const toldShared = toldIn(group, shared.slots, isProbed(0));
  const toldOwn = toldIn(group, own.slots, isProbed(lastAt));
  const told: Tells = (round, from, to) => {
    if (round < group.m) return toldShared(round, from, to);
    return last === "free" ? toldOwn(round, from, to) : uniformReport(group, round, from, last.order);
  };
  const paths = pathsAt(group, group.m);
  const cells = paths.map((path) => ({ ...cellOf(group, path), rank: rankOf(group, path) }));
  const probe = (bit: number): boolean[] => {
    probed = bit;
    lieutenants.spread(order, told, group.m - 1);
    lieutenants.tell(receiver, group.m, told);
    const level = lieutenants.treeOf(receiver).levels[group.m] as Level;
    return cells.map(({ rank, row, bit: at }) => (((level[rank]?.[0]?.[row] ?? 0) >>> at) & 1) === 1);
  };
  const lastBits = last === "free" ? own.bits : 0;
  const bits = [...range(0, shared.bits), ...range(lastAt, lastBits)];
  const leaves = leavesOf(paths, bits, probe);
  return { receiver, sharedBits: shared.bits, bits: lastAt + lastBits, gates: gatesOf(group, leaves) };
}

function rankOf(group: Group, path: Path): number {
  return lieutenantsOf(group).indexOf(path.at(-1) as NodeId);
}

function range(first: number, length: number): number[] {
  return Array.from({ length }, (_, index) => first + index);
}

function oneHot(bit: number, count: number): number {
  return bit >= 0 && bit < count ? 1 << bit : 0;
}

/** Each leaf must follow one bit at most, and be fixed otherwise. */
function leavesOf(
  paths: readonly Path[],
  bits: readonly number[],
  probe: (bit: number) => boolean[],
): Map<string, Leaf> {
  const still = probe(-1);
  const leaves = new Map<string, Leaf>(
    paths.map((path, k) => [formatPath(path), { fixed: still[k] as boolean }]),
  );
  for (const bit of bits) {
    probe(bit).forEach((value, k) => {
      if (value === still[k]) return;
      const name = formatPath(paths[k] as Path);
      if (!value || "bit" in (leaves.get(name) as Leaf))
        throw new Error(`leaf ${name} does not copy one bit`);
      leaves.set(name, { bit });
    });
  }
  return leaves;
}

function gatesOf(group: Group, leaves: ReadonlyMap<string, Leaf>): Gate[] {
  const gates: Gate[] = [];
  for (let level = group.m - 1; level >= 0; level--) {
    const atLeast = thresholdAt(group, level);
    for (const path of pathsAt(group, level)) {
      const inputs = childrenOf(group, path).map((child) => leaves.get(formatPath(child)) ?? { gate: child });
      gates.push({ path, atLeast, inputs });
    }
  }
  return gates;
}

function pathsAt(group: Group, level: number): Path[] {
  if (level === 0) return [[group.general]];
  return lieutenantsOf(group).flatMap((id) => [...pathsOf(group, level, id)]);
}

/** How many of its children must be set for a path of `level` to fold to 1: by the shipped fold, on every path. */
function thresholdAt(group: Group, level: number): number {
  const children = group.ids.length - 1 - level;
  for (let count = 0; count <= children; count++) {
    const folds = foldedWith(group, level, (_path, rank) => rank < count);
    if (folds.every(Boolean)) return count;
    if (folds.some(Boolean)) throw new Error(`paths of level ${level} do not all count alike`);
  }
  throw new Error(`paths of level ${level} never fold to 1`);
}

/** What each path of `level` folds to when `isSet` says of each of its children, by rank, whether it is 1. */
export function foldedWith(
  group: Group,
  level: number,
  isSet: (path: Path, rank: number) => boolean,
): boolean[] {
  const n = group.ids.length;
  const below = level + 1;
  const rows = below < 2 ? lieutenantsOf(group).map(() => emptyRows(n, below)) : wholeLevel(n, below).parts;
  for (const path of pathsAt(group, level)) {
    childrenOf(group, path).forEach((child, rank) => {
      const { row, bit } = cellOf(group, child);
      const own = rows[rankOf(group, child)];
      if (own && isSet(path, rank)) own[row] = (own[row] as number) | (1 << bit);
    });
  }
  const levels: Level[] = [];
  levels[level] = foldLevel(
    group,
    below,
    rows.map((one) => [one]),
  );
  return pathsAt(group, level).map((path) => orderIn(group, levels, path) !== group.defaultOrder);
}
