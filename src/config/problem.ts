/**
 * A mistake in a configuration: where it is, what caused it and how to mend it, for people and for programs.
 *
 * Text of a file or flag is never shown raw: control characters are escaped and long lines are clipped.
 */

import { columnsIn } from "../core/columns.js";
import { printable } from "../core/printable.js";

/** Text that values come from: a whole file, or one flag as it was typed. */
export interface Source {
  readonly kind: "file" | "flag";
  /** The file's name, or the flag's, e.g. `--m`. */
  readonly name: string;
  readonly text: string;
}

/** A stretch of a source, in UTF-16 units; `end` is exclusive. */
export interface Spot {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A mistake as the checks find it. */
export interface Complaint {
  readonly spot: Spot;
  /** One sentence that names the cause. */
  readonly cause: string;
  /** What to write instead. */
  readonly fix: string;
}

/** A mistake as it is reported. */
export interface Problem {
  /** A file's name or `command line`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units; for a flag counted in the flag as it was typed. */
  readonly column: number;
  readonly cause: string;
  readonly fix: string;
  /** The offending line, and a second one that puts carets under the spot. */
  readonly excerpt: readonly [line: string, carets: string];
}

/** Of a configuration; hostile texts are longer. */
export const FILE_BYTES_MAX = 1024 * 1024;
const PROBLEMS_MAX = 20;
/** Characters of a line that are shown on each side of the spot's start. */
const CONTEXT_CHARS_MAX = 60;
const QUOTED_CHARS_MAX = 48;

/** A configuration that cannot be used. `problems` stand in the order of the file, flags last. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly Problem[];
  /** Problems beyond the first 20, which are only counted. */
  readonly omitted: number;

  constructor(complaints: readonly Complaint[]) {
    const problems = complaints.toSorted(byPlace).slice(0, PROBLEMS_MAX).map(problemOf);
    const omitted = complaints.length - problems.length;
    const rest = omitted > 0 ? [`… and ${omitted} more`] : [];
    super([...problems.map(renderProblem), ...rest].join("\n\n"));
    this.problems = problems;
    this.omitted = omitted;
  }
}

/** Several lines without a final line feed: place and cause, the offending line, carets, the fix. */
function renderProblem(problem: Problem): string {
  const isFlag = problem.file === COMMAND_LINE;
  const place = isFlag ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  const number = isFlag ? "" : String(problem.line);
  const blank = " ".repeat(number.length);
  const [line, carets] = problem.excerpt;
  return [
    `${place}: ${problem.cause}`,
    `  ${number} | ${line}`,
    `  ${blank} | ${carets}`,
    // a whole file as the fix has lines of its own
    `  ${blank} fix: ${problem.fix.replaceAll("\n", `\n  ${blank}      `)}`,
  ].join("\n");
}

const COMMAND_LINE = "command line";

function problemOf({ spot, cause, fix }: Complaint): Problem {
  const { source, start } = spot;
  const isFlag = source.kind === "flag";
  return {
    file: isFlag ? COMMAND_LINE : printable(source.name),
    line: isFlag ? 1 : source.text.slice(0, start).split("\n").length,
    column: start - lineOf(spot)[0] + 1,
    cause,
    fix,
    excerpt: excerptOf(spot),
  };
}

/** Where the spot's line begins and ends; a flag is one line whatever was typed. */
function lineOf({ source: { kind, text }, start }: Spot): [start: number, end: number] {
  if (kind === "flag") return [0, text.length];
  const lineFeed = text.indexOf("\n", start);
  return [start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1, lineFeed < 0 ? text.length : lineFeed];
}

function excerptOf(spot: Spot): [line: string, carets: string] {
  const { source, start, end } = spot;
  const { text } = source;
  const [lineStart, lineEnd] = lineOf(spot);
  const from = Math.max(lineStart, start - CONTEXT_CHARS_MAX);
  const to = Math.min(lineEnd, start + CONTEXT_CHARS_MAX);
  const left = (from > lineStart ? "…" : "") + printable(text.slice(from, start));
  const spotted = printable(text.slice(start, Math.min(end, to)).trimEnd());
  const right = printable(text.slice(start, to).trimEnd()) + (to < lineEnd ? "…" : "");
  return [left + right, " ".repeat(columnsIn(left)) + "^".repeat(Math.max(1, columnsIn(spotted)))];
}

/** Shows a value of a file in a sentence: quoted if it is text, escaped and clipped. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a mapping";
  const text = printable(typeof value === "string" ? value : String(value), QUOTED_CHARS_MAX);
  return typeof value === "string" ? `"${text}"` : text;
}

function byPlace(left: Complaint, right: Complaint): number {
  const leftFlag = left.spot.source.kind === "flag";
  if (leftFlag !== (right.spot.source.kind === "flag")) return leftFlag ? 1 : -1;
  if (leftFlag && left.spot.source.name !== right.spot.source.name) {
    return left.spot.source.name < right.spot.source.name ? -1 : 1;
  }
  return left.spot.start - right.spot.start;
}
