/**
 * For Gradescope: the results.json that an autograder leaves, one test a level, each with its score of a highest score. The
 * total is left to Gradescope, which adds the tests up.
 */
import type { TrialReport } from "../trial-report.js";
import { commandLine, headlineOf, outcomesOf, worthOf } from "./outcome.js";

export function gradescopeReport(report: TrialReport): string {
  const tests = outcomesOf(report).map(({ level, number, is, why }) => ({
    name: level.name,
    number: String(number),
    score: is === "passed" ? worthOf(level) : 0,
    max_score: worthOf(level),
    status: is === "passed" ? "passed" : "failed",
    output: why.join("\n"),
    output_format: "text",
    visibility: "visible",
  }));
  const output = `${commandLine(report)}\n${headlineOf(report)}`;
  return `${JSON.stringify({ output, output_format: "text", visibility: "visible", tests }, null, 2)}\n`;
}
