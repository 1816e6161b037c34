/**
 * The tables of docs/FACTS.md, read as a reader sees them. A row is `| number | believed | so it is | shown by |`: figures of
 * ours stand in bold in the third cell, and the fourth is one command, what it ends with, and what it prints, in code spans.
 */
import { readFileSync } from "node:fs";

export interface Row {
  readonly number: number;
  readonly believed: string;
  readonly truth: string;
  /** in bold, in their order */
  readonly figures: readonly string[];
  /** the words behind `strategos` */
  readonly args: readonly string[];
  readonly exitCode: number;
  /** what the command prints, a run of blanks as one */
  readonly prints: readonly string[];
}

const ROW = /^\| *(\d+) *\|/;
const SHOWN = /^`strategos ([^`]+)` → \*\*(\d+)\*\*, (`[^`]+`(?:, `[^`]+`)*)$/;

export function rowsOf(markdown: string): Row[] {
  return markdown
    .split("\n")
    .filter((line) => ROW.test(line))
    .map(rowOf);
}

export function readRows(): Row[] {
  return rowsOf(readFileSync(new URL("../../docs/FACTS.md", import.meta.url), "utf8"));
}

function rowOf(line: string): Row {
  const cells = line.split("|").slice(1, -1);
  const [number, believed, truth, shown] = cells.map((cell) => cell.trim()) as [
    string,
    string,
    string,
    string,
  ];
  const [, command, exitCode, prints] = SHOWN.exec(shown ?? "") ?? [];
  if (cells.length !== 4 || command === undefined || prints === undefined)
    throw new Error(`not a row: ${line}`);
  return {
    ...{ number: Number(number), believed, truth, exitCode: Number(exitCode) },
    figures: [...truth.matchAll(/\*\*(.+?)\*\*/g)].map(([, figure]) => figure as string),
    args: command.split(" "),
    prints: [...prints.matchAll(/`([^`]+)`/g)].map(([, text]) => text as string),
  };
}
