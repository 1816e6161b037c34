/**
 * The folded tree as text, the way course slides draw it: each node as {order told, path, order it folds to},
 * e.g. {retreat, 1.2, attack}. The lowest level stands in rows, with orders cut to their first letters; a leaf stands for
 * itself and says its order once.
 */
import type { Order } from "../core/group.js";
import { childrenOf, type Path } from "../core/path.js";
import { printable } from "../core/printable.js";
import {
  type Line,
  order,
  path,
  type Span,
  say,
  span,
  type Text,
  trimmed,
  widthOf,
  wrapped,
} from "./text.js";
import type { NodeTree } from "./trees.js";

export interface DrawOptions {
  /** columns of the terminal; 80 if left out */
  readonly width?: number;
  /** levels to draw below the top; as many as fit 150 cells if left out */
  readonly depth?: number;
  /** the top of what is drawn; the whole tree if left out */
  readonly at?: Path;
}

const CELLS_MAX = 150;
const OWN = "*";
const ECHO = "°";

/** The drawing with its legend; what lies too deep is counted there. */
export function drawTree(tree: NodeTree, options: DrawOptions = {}): Text {
  const top = options.at ?? [tree.group.general];
  const levels = levelsBelow(tree, top);
  const depth = Math.min(levels.length, Math.max(0, options.depth ?? depthThatFits(levels)));
  const drawing = new Drawing(tree, top, depth, options.width ?? 80);
  return [
    ...drawing.lines(),
    ...wrapped([...drawing.legend(), ...omission(top, levels, depth)], drawing.width),
  ];
}

/** How many cells there are on each level below `top`. */
function levelsBelow({ group }: NodeTree, top: Path): number[] {
  const levels: number[] = [];
  for (let length = top.length, cells = 1; length <= group.m; length++) {
    cells *= group.ids.length - length;
    levels.push(cells);
  }
  return levels;
}

function depthThatFits(levels: readonly number[]): number {
  let cells = 1;
  const tooDeep = levels.findIndex((level) => (cells += level) > CELLS_MAX);
  return tooDeep < 0 ? levels.length : Math.max(1, tooDeep);
}

function omission(top: Path, levels: readonly number[], depth: number): Text {
  const left = levels.slice(depth);
  if (left.length === 0) return [];
  const relays = left.reduce((sum, level) => sum + level, 0);
  const first = top.length + depth;
  const last = first + left.length - 1;
  const rounds =
    left.length === 1 ? `round ${first}` : `rounds ${first} ${left.length === 2 ? "and" : "to"} ${last}`;
  return [[span("note", `… ${relays} more relays below (${rounds}) are not drawn`)]];
}

class Drawing {
  readonly #letters: ReadonlyMap<Order, string>;

  constructor(
    readonly tree: NodeTree,
    readonly top: Path,
    readonly depth: number,
    readonly width: number,
  ) {
    this.#letters = firstLetters(tree.group.orders);
  }

  lines(): Text {
    const heads: { line: Line; at: Path; below: string; isRowParent: boolean }[] = [];
    const visit = (at: Path, before: string, below: string): void => {
      const level = at.length - this.top.length;
      const isRowParent = level === this.depth - 1;
      heads.push({ line: say`${[span("note", before)]}${this.#cell(at)}`, at, below, isRowParent });
      if (level >= this.depth - 1) return;
      const children = childrenOf(this.tree.group, at);
      children.forEach((child, index) => {
        const isLast = index === children.length - 1;
        visit(child, `${below}${isLast ? "└ " : "├ "}`, `${below}${isLast ? "  " : "│ "}`);
      });
    };
    visit(this.top, "", "");
    const headWidth = Math.max(
      ...heads.filter((head) => head.isRowParent).map(({ line }) => widthOf(line)),
      0,
    );
    const rows = heads.map(({ at, isRowParent }) => (isRowParent ? this.#row(at) : []));
    const isBeside = this.depth > 1 && rows.every((row) => headWidth + 1 + rowWidth(row) <= this.width);
    return heads.flatMap(({ line, below }, index) => {
      const row = rows[index] as Text;
      if (row.length === 0) return [line];
      if (isBeside) return [trimmed(say`${padded(line, headWidth)} ${joined(row)}`)];
      return [line, ...this.#stacked(row, below)];
    });
  }

  legend(): Text {
    const { node } = this.tree;
    const letters = [...this.#letters].filter(([name, letter]) => name !== letter);
    const orders = letters.map(([name, letter]) => say`${this.#letter(name, letter)} = ${order(name)}`);
    const cell = span("note", `{order told, path, order it folds to}`);
    const hasEchoes = this.top.includes(node) || this.top.length + this.depth > 2;
    const echoes = hasEchoes ? `   ${ECHO} echo: the path already holds node ${node}` : "";
    return [
      this.depth > 0 && orders.length > 0
        ? say`${cell}; ${orders.reduce((line, one) => say`${line}, ${one}`)}`
        : [cell],
      [span("note", `${OWN} node ${node}'s own relay${echoes}`)],
    ];
  }

  /** {retreat, 1.2, attack} */
  #cell(at: Path): Line {
    const { tree } = this;
    return say`{${order(tree.toldAt(at))}, ${path(at)}, ${order(tree.foldedAt(at))}}${this.#mark(at)}`;
  }

  /** {r,1.2,a} or, of a leaf, {r,1.2.3} for each child, all equally wide. */
  #row(at: Path): Text {
    const { tree } = this;
    const cells = childrenOf(tree.group, at).map((child) => {
      const isLeaf = child.length > tree.group.m;
      const folds = isLeaf ? [] : say`,${this.#letter(tree.foldedAt(child))}`;
      return say`{${this.#letter(tree.toldAt(child))},${path(child)}${folds}}${this.#mark(child)}`;
    });
    const width = Math.max(...cells.map(widthOf));
    return cells.map((cell) => padded(cell, width));
  }

  #stacked(row: Text, below: string): Text {
    const [first] = row as [Line];
    const perLine = Math.max(1, Math.floor((this.width - below.length - 2 + 1) / (widthOf(first) + 1)));
    const lines: Line[] = [];
    for (let start = 0; start < row.length; start += perLine) {
      const before = start === 0 ? "└ " : "  ";
      lines.push(trimmed(say`${span("note", below + before)}${joined(row.slice(start, start + perLine))}`));
    }
    return lines;
  }

  #letter(name: Order, letter = this.#letters.get(name) ?? name): Span {
    return { text: printable(letter), role: "order", order: name };
  }

  #mark(at: Path): Line {
    const { node } = this.tree;
    if (at.at(-1) === node) return [span("note", OWN)];
    return at.includes(node) ? [span("note", ECHO)] : [];
  }
}

/** The shortest beginning of each order that no other order has. */
function firstLetters(orders: readonly Order[]): Map<Order, string> {
  return new Map(
    orders.map((name) => {
      const letters = Array.from(name);
      const others = orders.filter((other) => other !== name);
      const isUnique = (length: number) =>
        !others.some((other) => other.startsWith(letters.slice(0, length).join("")));
      let length = 1;
      while (length < letters.length && !isUnique(length)) length++;
      return [name, letters.slice(0, length).join("")];
    }),
  );
}

function padded(line: Line, width: number): Line {
  return say`${line}${" ".repeat(Math.max(0, width - widthOf(line)))}`;
}

function joined(cells: Text): Line {
  return cells.reduce((line, cell) => say`${line} ${cell}`);
}

function rowWidth(row: Text): number {
  return row.reduce((width, cell) => width + widthOf(cell) + 1, -1);
}
