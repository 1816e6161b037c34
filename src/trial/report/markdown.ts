/** Markdown with a table of the levels, as GitHub shows it in the summary of a job. */
import type { TrialReport } from "../trial-report.js";
import { commandLine, headlineOf, type LevelOutcome, outcomesOf, sumOfPoints, worthOf } from "./outcome.js";

export function markdownReport(report: TrialReport): string {
  const outcomes = outcomesOf(report);
  const hasPoints = report.levels.some(({ points }) => points !== undefined);
  const columns = ["level", "name", "result", "worlds", ...(hasPoints ? ["points"] : [])];
  const failed = outcomes.find(({ is }) => is === "failed");
  return [
    `### ${report.passed ? "✅" : "❌"} ${headlineOf(report)}`,
    "",
    `${escaped(commandLine(report))}, protocol ${report.protocol}, seed ${report.seed}`,
    "",
    row(columns),
    row(columns.map((name) => (name === "name" || name === "result" ? "---" : "---:"))),
    ...outcomes.map((outcome) => row(cellsOf(outcome, hasPoints))),
    ...(hasPoints ? [row(["", "", "", "", totalOf(outcomes)])] : []),
    ...(failed?.why.flatMap((line) => ["", escaped(line)]) ?? []),
    "",
  ].join("\n");
}

function cellsOf({ level, number, is }: LevelOutcome, hasPoints: boolean): string[] {
  const worth = worthOf(level);
  return [
    String(number),
    escaped(level.name),
    is === "passed" ? "passed" : `**${is}**`,
    String(level.worlds),
    ...(hasPoints ? [`${is === "passed" ? worth : 0} of ${worth}`] : []),
  ];
}

function totalOf(outcomes: readonly LevelOutcome[]): string {
  const earned = outcomes.filter(({ is }) => is === "passed").map(({ level }) => worthOf(level));
  return `**${sumOfPoints(earned)} of ${sumOfPoints(outcomes.map(({ level }) => worthOf(level)))}**`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A backslash before ASCII punctuation makes it stand for itself; a number or a line at the beginning would make a list. */
function escaped(text: string): string {
  return text
    .replaceAll(/[!-/:-@[-`{-~]/g, (sign) => (PLAIN.includes(sign) ? sign : `\\${sign}`))
    .replace(/^(\d*)([-.=)])/, "$1\\$2");
}

const PLAIN = ",.;:'\"?%=/()-";
