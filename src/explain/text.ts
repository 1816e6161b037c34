/**
 * Text as explanations return it: lines of spans, each with the role of what it says. Whoever prints it wraps
 * and colours by role. Everything put into a line from a recording is escaped on its way in, so that a foreign
 * file cannot steer a terminal.
 */
import { wrongArgument } from "../core/argument.js";
import { columnsIn } from "../core/columns.js";
import type { NodeId, Order } from "../core/group.js";
import { formatPath, type Path } from "../core/path.js";
import { printable } from "../core/printable.js";

export type Role =
  /** the title of a text or of a part of it */
  | "heading"
  /** an order, by its name, or by its first letters in a drawing */
  | "order"
  /** a path, as `1.3.2` */
  | "path"
  /** a lie, or who told it */
  | "traitor"
  /** a condition or a fact that is not as it should be */
  | "violated"
  /** what helps to read the rest: legends, lines of a tree, what was left out */
  | "note";

export interface Span {
  readonly text: string;
  readonly role?: Role;
  /** the whole name of an order whose text is only its first letters */
  readonly order?: Order;
}

export type Line = readonly Span[];
export type Text = readonly Line[];

const SHOWN_CHARS_MAX = 200;

export function span(role: Role, text: string): Span {
  return { text: printable(text, SHOWN_CHARS_MAX), role };
}

export function order(name: Order): Span {
  return span("order", name);
}

export function path(hops: Path): Span {
  return span("path", formatPath(hops));
}

/** What may stand in a line: spans as they are, everything else as plain text. */
export type Part = string | number | Span | Line;

/** A line: say`node ${4} says ${order("attack")}`. */
export function say(literals: TemplateStringsArray, ...parts: readonly Part[]): Line {
  const spans: Span[] = [];
  const add = (one: Span) => {
    const last = spans.at(-1);
    if (one.text === "") return;
    if (last && last.role === undefined && one.role === undefined) {
      spans[spans.length - 1] = { text: last.text + one.text };
    } else spans.push(one);
  };
  literals.forEach((literal, index) => {
    add({ text: literal });
    for (const one of index < parts.length ? spansOf(parts[index] as Part) : []) add(one);
  });
  return spans;
}

function spansOf(part: Part): Line {
  if (typeof part === "string" || typeof part === "number")
    return [{ text: printable(String(part), SHOWN_CHARS_MAX) }];
  return "text" in part ? [part] : part;
}

export const BLANK: Line = [];

/** `2 spaces` a step. */
export function indent(steps: number, line: Line): Line {
  return say`${"  ".repeat(steps)}${line}`;
}

/** A part of a text: a blank line, its title, and its lines indented. */
export function section(title: string, lines: Text): Text {
  return [BLANK, [span("heading", title)], ...lines.map((line) => indent(1, line))];
}

/** Joins parts: `a, b and c`. */
export function listed(parts: readonly Part[]): Line {
  return parts.reduce<Line>((line, part, index) => {
    if (index === 0) return say`${part}`;
    return index === parts.length - 1 ? say`${line} and ${part}` : say`${line}, ${part}`;
  }, []);
}

/** `node 2`, `nodes 2 and 3`, `nodes 2, 3, 4 and 9 more`. */
export function nodes(ids: readonly NodeId[]): string {
  return `${ids.length === 1 ? "node" : "nodes"} ${clipped(ids)}`;
}

/** `2, 3 and 4`; beyond `max` the rest is counted. */
export function clipped(items: readonly (string | number)[], max = 12): string {
  const shown: (string | number)[] = items.length > max ? items.slice(0, max - 1) : [...items];
  if (shown.length < items.length) shown.push(`${items.length - shown.length} more`);
  return toPlain([listed(shown)]);
}

/** `1 relay`, `2 relays`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** With a capital letter in front. */
export function sentence(line: Line): Line {
  const [first, ...rest] = line;
  if (!first) return line;
  return [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest];
}

export function widthOf(line: Line): number {
  return line.reduce((width, { text }) => width + columnsIn(text), 0);
}

/** The text without roles, lines joined by line feeds, none at the end. */
export function toPlain(text: Text): string {
  if (!Array.isArray(text) || !text.every(Array.isArray))
    throw wrongArgument("toPlain", text, "a text", "give what explainNode(recording, id) returns");
  return text.map((line) => line.map(({ text: part }) => part).join("")).join("\n");
}

/** Breaks lines at spaces so that they fit; the rest of a line hangs two spaces below its beginning. */
export function wrapped(text: Text, width: number): Text {
  return text.flatMap((line) => (widthOf(line) <= width ? [line] : wrapLine(line, width)));
}

function wrapLine(line: Line, width: number): Line[] {
  const margin = /^ */.exec(line[0]?.text ?? "")?.[0] ?? "";
  const lines: Line[] = [];
  let current: Span[] = [];
  let taken = 0;
  for (const unit of unbroken(line)) {
    const own = widthOf(trimmed(unit));
    if (own > 0 && taken + own > width && trimmed(current).length > 0) {
      lines.push(trimmed(say`${current}`));
      current = [{ text: `${margin}  ` }];
      taken = margin.length + 2;
    }
    current.push(...unit);
    taken += widthOf(unit);
  }
  return [...lines, trimmed(say`${current}`)];
}

/** The words of a line; spans between which there is no space, such as a path and the comma behind it, are one. */
function unbroken(line: Line): Line[] {
  const words = line.flatMap((one) =>
    one.text.split(/(?<= )(?=[^ ])/).map((text): Span => ({ ...one, text })),
  );
  const units: Span[][] = [];
  for (const word of words) {
    const last = units.at(-1);
    if (last && !last.at(-1)?.text.endsWith(" ")) last.push(word);
    else units.push([word]);
  }
  return units;
}

/** Without spaces at the end. */
export function trimmed(line: Line): Line {
  const last = line.at(-1);
  if (!last?.text.endsWith(" ")) return line;
  const text = last.text.trimEnd();
  return text === "" ? trimmed(line.slice(0, -1)) : [...line.slice(0, -1), { ...last, text }];
}

/** Two texts side by side, each wrapped to half of `width`. */
export function beside(left: Text, right: Text, width: number): Text {
  const half = Math.floor((width - COLUMN_GAP.length) / 2);
  const [a, b] = [wrapped(left, half), wrapped(right, half)];
  return Array.from({ length: Math.max(a.length, b.length) }, (_, row) => {
    const [l, r] = [a[row] ?? BLANK, b[row] ?? BLANK];
    return trimmed(say`${l}${" ".repeat(Math.max(0, half - widthOf(l)))}${span("note", COLUMN_GAP)}${r}`);
  });
}

const COLUMN_GAP = " │ ";
