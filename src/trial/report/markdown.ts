/** Markdown with a table of the levels, as GitHub shows it in the summary of a job. */
import type { TrialReport } from "../trial-report.js";
import { commandLine, earnedIn, hasPoints, headlineOf, type LevelOutcome, outcomesOf } from "./outcome.js";

export function markdownReport(report: TrialReport): string {
  const outcomes = outcomesOf(report);
  const isGraded = hasPoints(report);
  const columns = ["level", "name", "result", "worlds", ...(isGraded ? ["points"] : [])];
  const failed = outcomes.find(({ is }) => is === "failed");
  return [
    `### ${report.passed ? "✅" : "❌"} ${headlineOf(report)}`,
    "",
    `${escaped(commandLine(report))}, protocol ${report.protocol}, seed ${report.seed}`,
    "",
    row(columns),
    row(columns.map((name) => (name === "name" || name === "result" ? "---" : "---:"))),
    ...outcomes.map((outcome) => row(cellsOf(outcome, isGraded))),
    ...(isGraded
      ? [row(["", "", "", "", `**${earnedIn(outcomes)} of ${earnedIn(outcomes, "worth")}**`])]
      : []),
    ...(failed?.why.flatMap((line) => ["", escaped(line)]) ?? []),
    "",
  ].join("\n");
}

function cellsOf({ level, number, is, worth, earned }: LevelOutcome, isGraded: boolean): string[] {
  return [
    String(number),
    escaped(level.name),
    is === "passed" ? "passed" : `**${is}**`,
    String(level.worlds),
    ...(isGraded ? [`${earned} of ${worth}`] : []),
  ];
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
