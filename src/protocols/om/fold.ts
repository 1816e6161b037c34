/**
 * The fold: leaves stand for themselves, an inner node is the strict majority of its children, or else the
 * default order (Lamport et al. 1982, §3, `majority`; Lynch 1996, §6.2.3).
 *
 * It works upwards level by level, on whole rows: the relays of all children of one row of paths are added bit
 * by bit in counters that start so high that the carry out of the top one IS the strict majority. At most one
 * order has a strict majority, so each order's plane is folded by itself, and where none has, no bit is set.
 */
import type { Group, Order } from "../../core/group.js";
import { type Path, rowCount } from "../../core/path.js";
import { foldBlock, type Kernel } from "./kernel.js";
import { type Level, orderIn, packFirstBits, wholeLevel } from "./levels.js";
import { countBits, type Rows } from "./report.js";
import { simdKernel } from "./simd.js";

/** With fewer rows a sender, starting the SIMD kernel costs more than it saves. */
const SIMD_ROWS_MIN = 1000;

/** A folded tree: at each path the order that its subtree comes to. */
export interface Folded {
  readonly levels: readonly Level[];
  readonly decision: Order;
}

/** A tree of `levels` 0 … m. `kernel` is for those who measure or compare; left out, each level takes the one that is faster. */
export function fold(
  { group, levels: told }: { readonly group: Group; readonly levels: readonly Level[] },
  kernel?: Kernel,
): Folded {
  const levels: Level[] = [];
  let level: Level = told[group.m] as Level;
  levels[group.m] = level;
  for (let round = group.m; round > 0; round--) {
    level = foldLevel(group, round, level, kernel);
    levels[round - 1] = level;
  }
  return { levels, decision: orderIn(group, levels, [group.general]) };
}

/** What the subtree below `path` comes to. */
export function foldedAt(group: Group, folded: Folded, path: Path): Order {
  return orderIn(group, folded.levels, path);
}

/** Level `round`, already folded, becomes level `round` − 1. */
export function foldLevel(group: Group, round: number, level: Level, kernel?: Kernel): Level {
  const planes = (level[0] as readonly Rows[]).map((_, plane) =>
    foldPlane(
      group.ids.length,
      round,
      level.map((planesOfOne) => planesOfOne[plane] as Rows),
      kernel,
    ),
  );
  return (planes[0] as Rows[]).map((_, sender) => planes.map((senders) => senders[sender] as Rows));
}

/** One plane of level `round`, `told[sender rank]`, folded to one entry a sender of level `round` − 1. */
function foldPlane(n: number, round: number, told: readonly Rows[], kernel?: Kernel): Rows[] {
  if (round === 1) return [Uint16Array.of(countBits(packFirstBits(told)) > (n - 1) / 2 ? 1 : 0)];
  if (round === 2) {
    const row = foldOneRow(told);
    return told.map((_, rank) => Uint16Array.of((row >>> rank) & 1));
  }
  const { all, parts } = wholeLevel(n, round - 1);
  foldRows(n, round, told, all, 0, kernel);
  return parts;
}

/** One plane of level `round` ≥ 3, `told[sender rank]`, folded: a whole level, sender by sender, in `out` from `start` on. */
export function foldRows(
  n: number,
  round: number,
  told: readonly Rows[],
  out: Rows,
  start: number,
  kernel?: Kernel,
): void {
  const rows = rowCount(n, round);
  const foldInto = kernel ?? kernelFor(rows);
  foldInto({ senders: told, starts: told.map(() => 0), rows, hops: round - 3 }, out, start);
}

function kernelFor(rows: number): Kernel {
  return (rows >= SIMD_ROWS_MIN ? simdKernel() : null) ?? foldBlock;
}

/** Level 2: one row a sender, one row of results. */
function foldOneRow(told: readonly Rows[]): number {
  let result = 0;
  for (let bit = 0; bit < told.length; bit++) {
    let ones = 0;
    told.forEach((rows, sender) => {
      if (sender !== bit) ones += ((rows[0] as number) >>> (bit < sender ? bit : bit - 1)) & 1;
    });
    if (ones > (told.length - 1) / 2) result |= 1 << bit;
  }
  return result;
}
