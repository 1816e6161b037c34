/** The reports of a trial for graders and for machines, by the name that `--report` takes. Beside them stand `text` and `json`. */
import type { TrialReport } from "../trial-report.js";
import { junitReport } from "./junit.js";
import { markdownReport } from "./markdown.js";
import { commandLine, earnedIn, hasPoints, headlineOf, outcomesOf, type When } from "./outcome.js";

type WriteReport = (report: TrialReport, when: When) => string;

export const REPORTS: Readonly<Record<"gradescope" | "junit" | "tap" | "vpl" | "markdown", WriteReport>> = {
  gradescope: gradescopeReport,
  junit: junitReport,
  tap: tapReport,
  vpl: vplReport,
  markdown: markdownReport,
};

/**
 * For Gradescope: the results.json that an autograder leaves, one test a level, each with its score of a highest score. The
 * total is left to Gradescope, which adds the tests up.
 */
function gradescopeReport(report: TrialReport): string {
  const tests = outcomesOf(report).map(({ level, number, is, why, worth, earned }) => ({
    name: level.name,
    number: String(number),
    score: earned,
    max_score: worth,
    status: is === "passed" ? "passed" : "failed",
    output: why.join("\n"),
    output_format: "text",
    visibility: "visible",
  }));
  const output = `${commandLine(report)}\n${headlineOf(report)}`;
  return `${JSON.stringify({ output, output_format: "text", visibility: "visible", tests }, null, 2)}\n`;
}

/**
 * The Test Anything Protocol, version 13, one test a level. A level that was not reached is `not ok` and says so in its name:
 * with a directive it would pass.
 */
function tapReport(report: TrialReport): string {
  const tests = outcomesOf(report).flatMap(({ level, number, is, why }) => {
    const name = level.name.replaceAll(/[\\#]/g, "\\$&");
    const worlds = is === "not reached" ? is : `${level.worlds} ${level.worlds === 1 ? "world" : "worlds"}`;
    const result = `${is === "passed" ? "ok" : "not ok"} ${number} - ${name} (${worlds})`;
    return [result, ...why.map((line) => `# ${line}`)];
  });
  const head = ["TAP version 13", `# ${commandLine(report)}`, `1..${report.levels.length}`];
  return [...head, ...tests, `# ${headlineOf(report)}`, ""].join("\n");
}

/** The highest grade of an activity, unless its teacher says otherwise. */
const GRADE_MAX = 100;

/**
 * For Moodle's Virtual Programming Lab, which looks for a grade and for comments in all that its evaluation script prints: the
 * last line that begins with `Grade :=>>` counts. Each comment has its own mark before it, so that no text of the
 * program on trial can begin a line; in a comment a dash in front makes a title. The grade is the points earned, where a file of
 * points says what levels are worth; else the levels that were passed, of 100.
 */
function vplReport(report: TrialReport): string {
  const outcomes = outcomesOf(report);
  const levels = outcomes.flatMap(({ level, number, is, why }) => [
    `- Level ${number}, ${level.name}: ${is}`,
    ...why,
  ]);
  const comments = [`- ${headlineOf(report)}`, commandLine(report), ...levels];
  const earned = earnedIn(outcomes);
  const ofMost = Math.round((earned / outcomes.length) * GRADE_MAX * 100) / 100;
  const grade = `Grade :=>> ${hasPoints(report) ? earned : ofMost}`;
  return [...comments.map((line) => `Comment :=>>${line}`), grade, ""].join("\n");
}
