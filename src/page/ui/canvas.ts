/** Draws what lies below one path of a large tree. What is thinner than a line is summed up, never left out. */
import type { NodeId } from "../../core/group.js";
import { countCodes, type FlatTree } from "../model/flat.js";

export interface Drawn {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** fill and text for each order, in the order of `orders` */
  readonly colours: readonly { readonly fill: string; readonly text: string }[];
  readonly ground: string;
  readonly untold: string;
  readonly lie: string;
  /** the step of the scrubber */
  readonly step: number;
  /** whose reports of the round of that step have come; null: all there are */
  readonly heard: ReadonlySet<NodeId> | null;
  /** by round; null where what really happened is not shown */
  readonly lies: readonly Uint8Array[] | null;
  /** by round, the cells that stand out; null: all do */
  readonly lit: readonly Uint8Array[] | null;
}

export interface Column {
  readonly round: number;
  /** where its cells begin in their level */
  readonly first: number;
  readonly cells: number;
}

const LETTER_PX_MIN = 12;
const GAP_PX_MIN = 4;
/** A lie is marked at the left edge of its cell. */
const LIE_PX = 5;
/** What does not stand out. */
const PALE = 0.22;

/** `letters`: one for each order; `nameOf(round, index)`: what stands in a cell that has room for it. */
export function drawColumns(
  drawn: Drawn,
  flat: FlatTree,
  columns: readonly Column[],
  letters: readonly string[],
  nameOf: (round: number, index: number) => string,
): void {
  const { context, width, height, ground } = drawn;
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  const columnWidth = width / columns.length;
  columns.forEach((column, index) => {
    const left = Math.round(index * columnWidth);
    const right = Math.round((index + 1) * columnWidth) - 2;
    if (column.cells > height) drawSummed(drawn, flat, column, left, right - left);
    else drawCells(drawn, flat, column, [left, right - left], letters, nameOf);
  });
}

function drawCells(
  drawn: Drawn,
  flat: FlatTree,
  { round, first, cells }: Column,
  [left, width]: readonly [number, number],
  letters: readonly string[],
  nameOf: (round: number, index: number) => string,
): void {
  const { context, height, colours, step, lit } = drawn;
  const { told, folded, group } = flat;
  const isFoldShown = round < group.m && step >= 2 * group.m - round;
  const size = height / cells;
  const gap = size > GAP_PX_MIN ? 1 : 0;
  context.font = `600 ${Math.min(14, size - 1)}px system-ui, sans-serif`;
  for (let k = 0; k < cells; k++) {
    const top = Math.round(k * size);
    const bottom = Math.round((k + 1) * size) - gap;
    const code = told[round]?.[first + k] ?? 0;
    const result = folded[round]?.[first + k] ?? 0;
    const isShown = isTold(drawn, flat, round, first + k);
    context.globalAlpha = lit && !lit[round]?.[first + k] ? PALE : 1;
    const foldWidth = isFoldShown ? Math.min(46, width / 3) : 0;
    context.fillStyle = isShown ? (colours[code]?.fill ?? "") : drawn.untold;
    context.fillRect(left, top, width - foldWidth, bottom - top);
    if (isShown && drawn.lies?.[round]?.[first + k]) {
      context.fillStyle = drawn.lie;
      context.fillRect(left, top, LIE_PX, bottom - top);
    }
    if (isFoldShown) {
      context.fillStyle = colours[result]?.fill ?? "";
      context.fillRect(left + width - foldWidth + 1, top, foldWidth - 1, bottom - top);
    }
    if (size < LETTER_PX_MIN || !isShown) continue;
    const middle = (top + bottom) / 2;
    context.fillStyle = colours[code]?.text ?? "";
    context.fillText(
      `${letters[code]}  ${nameOf(round, first + k)}`,
      left + LIE_PX + 4,
      middle,
      width - foldWidth - 8,
    );
    if (!isFoldShown) continue;
    context.fillStyle = colours[result]?.text ?? "";
    context.fillText(`→ ${letters[result]}`, left + width - foldWidth + 8, middle, foldWidth - 10);
  }
  context.globalAlpha = 1;
}

function isTold({ step, heard }: Drawn, { by }: FlatTree, round: number, at: number): boolean {
  return round < step || (round === step && (heard === null || heard.has(by[round]?.[at] ?? 0)));
}

/** Lines of the picture that look alike, one below the other. */
interface Lines {
  readonly top: number;
  /** cells of each order, and of all */
  readonly counts: readonly number[];
  readonly total: number;
  readonly isLit: boolean;
  readonly hasLie: boolean;
}

/** One line of the picture for many cells: as wide for each order as it has cells there. Lines alike are drawn in one go. */
function drawSummed(drawn: Drawn, flat: FlatTree, column: Column, left: number, width: number): void {
  const { context, height } = drawn;
  context.fillStyle = drawn.untold;
  context.fillRect(left, 0, width, height);
  if (column.round > drawn.step) return;
  let alike = linesAt(drawn, flat, column, 0);
  for (let line = 1; line <= height; line++) {
    const next = line < height ? linesAt(drawn, flat, column, line) : null;
    if (next && areAlike(alike, next)) continue;
    drawLines(drawn, alike, line, left, width);
    if (next) alike = next;
  }
  context.globalAlpha = 1;
}

function linesAt(drawn: Drawn, flat: FlatTree, { round, first, cells }: Column, line: number): Lines {
  const { height, step, heard, lies, lit } = drawn;
  const { told, by, group } = flat;
  const from = Math.floor((line * cells) / height);
  const to = Math.floor(((line + 1) * cells) / height);
  const isPart = round === step && heard !== null;
  const isHere = isPart ? (at: number) => heard.has(by[round]?.[at] ?? 0) : undefined;
  const counts = countCodes(told[round] as Uint8Array, first + from, to - from, group.orders.length, isHere);
  const holds = (marks: readonly Uint8Array[]) =>
    marks[round]?.subarray(first + from, first + to).includes(1) ?? false;
  return {
    top: line,
    counts,
    total: to - from,
    isLit: lit === null || holds(lit),
    hasLie: !isPart && lies !== null && holds(lies),
  };
}

function areAlike(one: Lines, other: Lines): boolean {
  return (
    one.isLit === other.isLit &&
    one.hasLie === other.hasLie &&
    one.counts.every((count, code) => count * other.total === (other.counts[code] ?? 0) * one.total)
  );
}

function drawLines(
  { context, colours, lie }: Drawn,
  { top, counts, total, isLit, hasLie }: Lines,
  bottom: number,
  left: number,
  width: number,
): void {
  context.globalAlpha = isLit ? 1 : PALE;
  let x = left;
  counts.forEach((count, code) => {
    if (count === 0) return;
    const part = (width * count) / total;
    context.fillStyle = colours[code]?.fill ?? "";
    context.fillRect(x, top, part, bottom - top);
    x += part;
  });
  if (!hasLie) return;
  context.fillStyle = lie;
  context.fillRect(left, top, LIE_PX, bottom - top);
}
