/**
 * What a report says of each level, in whatever format: whether it was passed, failed or not reached, what it earned, and why.
 *
 * Texts of the program on trial come in here, in sentences; nothing in them may steer the reader of a report (a grade of their
 * own, a passed test, a cell of a table), so they are one printable line each before a format escapes them.
 */
import { printable } from "../../core/printable.js";
import type { LevelReport, TrialReport } from "../trial-report.js";

export interface LevelOutcome {
  readonly level: LevelReport;
  /** from 1 */
  readonly number: number;
  readonly is: "passed" | "failed" | "not reached";
  /** what is to be said of it, a line each; none of a level that was passed */
  readonly why: readonly string[];
  /** in points; 1 where nobody says otherwise */
  readonly worth: number;
  /** that, or nothing */
  readonly earned: number;
}

export function outcomesOf(report: TrialReport): LevelOutcome[] {
  return report.levels.map((level, index) => {
    const isFailed = report.failure?.level === level.name;
    const is = level.passed ? "passed" : isFailed ? "failed" : "not reached";
    const why = is === "failed" ? failureLines(report) : is === "passed" ? [] : [NOT_REACHED];
    const { points: worth = 1 } = level;
    return { level, number: index + 1, is, why, worth, earned: level.passed ? worth : 0 };
  });
}

const NOT_REACHED = "Not reached: the ladder stops at the first level that fails.";

/** What was wrong, which typical mistake it looks like, and where to look further. */
function failureLines({ failure, diagnosis }: TrialReport): string[] {
  if (!failure) return [];
  const traitors =
    failure.traitors.length === 0
      ? "Nobody lied."
      : `Traitors in this world: ${failure.traitors.join(", ")}.`;
  return [
    failure.sentence,
    ...(failure.kind === "program" ? [] : [traitors]),
    ...(diagnosis
      ? [`It behaves like ${diagnosis.name.replaceAll("|", " or ")}: ${diagnosis.sentence}`]
      : []),
    ...(failure.recording === null ? [] : [`The world is recorded in ${failure.recording}.`]),
  ].map((line) => printable(line));
}

/** `Passed all 9 levels.`, or `Failed at level 5 of 9, traitor-general.` */
export function headlineOf(report: TrialReport): string {
  const { levels, passed } = report;
  if (passed) return levels.length === 1 ? "Passed the level." : `Passed all ${levels.length} levels.`;
  const at = levels.findIndex(({ name }) => name === report.failure?.level);
  return `Failed at level ${at + 1} of ${levels.length}, ${levels[at]?.name}.`;
}

/** Whether a file of points says what levels are worth. */
export function hasPoints({ levels }: TrialReport): boolean {
  return levels.some(({ points }) => points !== undefined);
}

/** The points of all levels, in whole hundredths, so that 0.1 and 0.2 make 0.3. */
export function earnedIn(outcomes: readonly LevelOutcome[], what: "earned" | "worth" = "earned"): number {
  return Math.round(outcomes.reduce((sum, one) => sum + one[what], 0) * 100) / 100;
}

/** The command as one line. */
export function commandLine({ command }: TrialReport): string {
  return printable(command.join(" "));
}

/** When a trial was, and how long each of its levels took: no part of the report, which is the same for every trial of a seed. */
export interface When {
  readonly at: Date;
  /** by the level's name; left out where it was not reached */
  readonly seconds: ReadonlyMap<string, number>;
}
