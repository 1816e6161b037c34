/**
 * For Moodle's Virtual Programming Lab, which looks for a grade and for comments in all that its evaluation script prints: the
 * last line that begins with `Grade :=>>` counts. Each comment has its own mark before it, so that no text of the
 * program on trial can begin a line; in a comment a dash in front makes a title.
 */
import type { TrialReport } from "../trial-report.js";
import { commandLine, headlineOf, outcomesOf, sumOfPoints, worthOf } from "./outcome.js";

/** The highest grade of an activity, unless its teacher says otherwise. */
const GRADE_MAX = 100;

export function vplReport(report: TrialReport): string {
  const levels = outcomesOf(report).flatMap(({ level, number, is, why }) => [
    comment(`- Level ${number}, ${level.name}: ${is}`),
    ...why.map((line) => comment(line)),
  ]);
  return [
    comment(`- ${headlineOf(report)}`),
    comment(commandLine(report)),
    ...levels,
    `Grade :=>> ${gradeOf(report)}`,
    "",
  ].join("\n");
}

/** The points earned, where a file of points says what levels are worth; else the levels that were passed, of 100. */
function gradeOf({ levels }: TrialReport): number {
  const earned = sumOfPoints(levels.filter(({ passed }) => passed).map(worthOf));
  const hasPoints = levels.some(({ points }) => points !== undefined);
  return hasPoints ? earned : Math.round((earned / levels.length) * GRADE_MAX * 100) / 100;
}

function comment(line: string): string {
  return `Comment :=>>${line}`;
}
